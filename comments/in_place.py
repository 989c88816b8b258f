"""What a reader's own comments get among everybody's: their buttons, and a place while they wait.

A page costs those nothing who wrote nothing below its post; all others two queries more.
"""

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.models import User

from . import ownership
from .cards import words_of_parent
from .discussion import Discussion
from .editing import end_of_window, refusal_of_change
from .models import Action, Comment, CommentStatus, DiscussionSettings, RuleSignal
from .places import Way, anchor, place_of
from .threads import Row

WAITING_STATUSES = (CommentStatus.PENDING, CommentStatus.SPAM)


@dataclass(frozen=True)
class InPlace:
    """``beside`` is the HTML that stands after a card, by the key of its comment; None: at the end.

    ``kept`` are the entries of the reader's cookie that are of use still.
    """

    beside: Mapping[int | None, str] = field(default_factory=dict)
    kept: Sequence[ownership.Entry] = ()


def own_on(discussion: Discussion, *, entries: Sequence[ownership.Entry], viewer: User | None) -> InPlace:
    """Look for what the reader wrote below the post of ``discussion``."""
    settings = discussion.settings
    here = [entry for entry in entries if entry.post == discussion.post.pk]
    comments = _named_by(here, viewer)
    beside = _acts_of_account(discussion, viewer, settings)
    for comment in comments:
        if comment.is_visible and comment.user_id is None:
            beside[comment.pk] = _acts(comment, settings)
    shown = frozenset(item.row.pk for item in discussion.items)
    for comment, reasons in _with_reasons(comments):
        place = _place_among(shown, comment)
        beside[place] = beside.get(place, "") + _held(comment, reasons, place, settings)
    return InPlace(beside, _kept(entries, here, comments, settings))


def address_of(comment: Comment, home: Way, settings: DiscussionSettings) -> str:
    """Return where its author, who reads in the way ``home``, sees a comment that waits.

    Every page below the post shows it; this one also shows what it answers, or its own tombstone.
    """
    near = comment if comment.number else comment.parent
    place = place_of(near, home, settings) if near is not None else None
    base = place.address if place else comment.post.get_absolute_url()
    return f"{base}{anchor(comment.pk)}"


def reasons_of(comment: Comment, signals: Iterable[RuleSignal]) -> list[str]:
    """Return why ``comment`` waits, in sentences for its author."""
    said = [signal for signal in signals if signal.action != Action.PASS]
    reasons = [signal.reason for signal in said if signal.action == said[0].action]
    return reasons or [_("A moderator wants to look at it first.")]


def time_left(until: datetime.datetime) -> str:
    minutes = max(1, math.ceil((until - timezone.now()).total_seconds() / 60))
    return ngettext("for %(count)d more minute", "for %(count)d more minutes", minutes) % {"count": minutes}


def _named_by(entries: Sequence[ownership.Entry], viewer: User | None) -> list[Comment]:
    if not entries:
        return []
    named = Comment.objects.filter(pk__in=[entry.comment for entry in entries]).order_by("pk")
    return [
        comment for comment in named.select_related("parent") if ownership.is_owner(entries, viewer, comment)
    ]


def _acts_of_account(
    discussion: Discussion, viewer: User | None, settings: DiscussionSettings
) -> dict[int | None, str]:
    """The buttons of a signed-in person, whose comments are known from the page itself."""
    if viewer is None:
        return {}
    rows = (item.row for item in discussion.items)
    return {row.pk: _acts(row, settings) for row in rows if row.is_visible and row.user_id == viewer.pk}


def _acts(written: Comment | Row, settings: DiscussionSettings) -> str:
    until = end_of_window(written.created_at, settings)
    if until <= timezone.now():
        return ""
    return render_to_string("comments/own/_acts.html", _addresses(written.pk) | {"left": time_left(until)})


def _addresses(pk: int) -> dict[str, Any]:
    return {
        "pk": str(pk),
        "edit_address": reverse("comments:edit", args=[pk]),
        "delete_address": reverse("comments:delete", args=[pk]),
    }


def _with_reasons(comments: Iterable[Comment]) -> list[tuple[Comment, list[str]]]:
    """Those that the reader alone sees, with why they wait; what a moderator has put away, without."""
    waiting = [comment for comment in comments if comment.status in WAITING_STATUSES]
    put_away = [comment for comment in comments if _is_told_once(comment)]
    by_comment: dict[int, list[RuleSignal]] = {comment.pk: [] for comment in waiting}
    if waiting:
        for signal in RuleSignal.objects.filter(comment__in=waiting):
            by_comment[signal.comment_id].append(signal)
    told = [(comment, reasons_of(comment, by_comment[comment.pk])) for comment in waiting]
    return told + [(comment, []) for comment in put_away]


def _is_told_once(comment: Comment) -> bool:
    """Whether a moderator has decided against a comment that its author alone has seen."""
    return comment.status == CommentStatus.TRASH and not comment.withdrawn_at and bool(comment.source)


def _place_among(shown: frozenset[int], comment: Comment) -> int | None:
    """The card beside which ``comment`` stands: its own tombstone, or what it answers."""
    return next((pk for pk in (comment.pk, comment.parent_id) if pk in shown), None)


def _held(comment: Comment, reasons: list[str], place: int | None, settings: DiscussionSettings) -> str:
    parent = comment.parent if place != comment.parent_id else None
    words = words_of_parent(parent.number, parent.author_name, is_visible=parent.is_visible) if parent else ""
    context = _addresses(comment.pk) | {
        "comment": comment,
        "body_html": mark_safe(comment.html),  # noqa: S308 (cleaned by blog.markup)
        "parent": parent,
        "parent_words": words,
        "reasons": reasons,
        "is_waiting": comment.status in WAITING_STATUSES,
        "has_tombstone": place == comment.pk,
        "may_change": refusal_of_change(comment, settings) is None,
    }
    return render_to_string("comments/own/_held.html", context)


def _kept(
    entries: Sequence[ownership.Entry],
    here: Sequence[ownership.Entry],
    comments: Iterable[Comment],
    settings: DiscussionSettings,
) -> list[ownership.Entry]:
    """All entries, but for those of this post that are of no use any more."""
    of_use = {comment.pk for comment in comments if ownership.is_of_use(comment, settings)}
    return [entry for entry in entries if entry not in here or entry.comment in of_use]
