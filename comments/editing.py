"""Verbs that change what a comment says, or take it back: its author's, within a time, and a moderator's.

An author's change passes the rules again, as a new comment would; a moderator's passes none. Every earlier
wording is kept as a revision. Each verb takes the post's row lock first, as those of ``comments.moderation``
do, and reads the comment again under it: what a moderator has decided meanwhile is known to it.
"""

import copy
import datetime
import hashlib
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.models import Post, User
from comments import notices, rules, spam
from comments.cleaning import has_content
from comments.models import Action, Comment, CommentRevision, CommentStatus, DiscussionSettings
from comments.moderation import change_status, locked_post
from comments.policies import Refusal
from comments.rules import Signal
from comments.submission import (
    Entry,
    Outcome,
    State,
    context_of,
    gone,
    set_text,
    state_of,
    status_of,
    store_signals,
)

# What waits may be changed while it waits; after so long nobody looks for it any more.
WAITING = datetime.timedelta(days=30)
# Nobody mends one comment more often, or deletes it and puts it back; a program that did would fill the log.
MOST_CHANGES = 40


class ChangedMeanwhileError(Exception):
    """The comment says something else than what the change was made from. ``stored`` is as it is now."""

    def __init__(self, stored: Comment) -> None:
        super().__init__(stored.pk)
        self.stored = stored


def wording_of(comment: Comment) -> str:
    """Return what tells one wording of a comment from another; a form carries the one it began with."""
    return hashlib.sha256(comment.source.encode()).hexdigest()[:16]


# --- How long its author may


def open_until(comment: Comment, settings: DiscussionSettings) -> datetime.datetime | None:
    """Until when its author may change, delete or put back ``comment``, perhaps long ago; None: never."""
    if not settings.edit_minutes or not comment.source:
        return None
    if comment.withdrawn_at is not None:
        return end_of_window(comment.created_at if comment.number else comment.withdrawn_at, settings)
    if comment.status == CommentStatus.TRASH:
        return None
    return end_of_window(comment.created_at, settings) if comment.is_visible else comment.created_at + WAITING


def end_of_window(start: datetime.datetime, settings: DiscussionSettings) -> datetime.datetime:
    return start + datetime.timedelta(minutes=settings.edit_minutes)


def refusal_of_change(
    comment: Comment, settings: DiscussionSettings, now: datetime.datetime | None = None
) -> Refusal | None:
    """Return why its author can't change, delete or put back ``comment`` now, or None where they can."""
    until = open_until(comment, settings)
    if until is not None and (now or timezone.now()) >= until:
        return Refusal("time", _time_is_over(comment, settings))
    if until is not None:
        return _too_often() if comment.version > MOST_CHANGES else None
    if comment.source and comment.status != CommentStatus.TRASH:
        return Refusal("never", _("Comments on this blog can’t be changed or deleted once they are sent."))
    return Refusal("removed", _("A moderator has removed this comment, so it can’t be changed any more."))


def _time_is_over(comment: Comment, settings: DiscussionSettings) -> str:
    if not comment.is_visible and comment.withdrawn_at is None:
        return _("This comment has waited so long that it can’t be changed any more. You can write it again.")
    return ngettext(
        "A comment can be changed or deleted for %(minutes)d minute after it was written, and that is over. "
        "You can say in a reply what you would say differently now.",
        "A comment can be changed or deleted for %(minutes)d minutes after it was written, and that is over. "
        "You can say in a reply what you would say differently now.",
        settings.edit_minutes,
    ) % {"minutes": settings.edit_minutes}


# --- The author's verbs


def edit_own(*, comment: Comment, text: str, wording: str) -> Outcome:
    """Let its author's ``comment`` say ``text``, unless a rule refuses it: published, or held.

    ``wording`` is what the change was made from (:func:`wording_of`); raises ChangedMeanwhileError where
    the comment says something else by now. The same text changes nothing. Whether this is the author is
    asked by the caller; whether the time is over, here.
    """
    settings = DiscussionSettings.current()
    entry = _prepare(comment, text, settings)
    with transaction.atomic():
        post = locked_post(comment.post_id)
        stored = Comment.objects.select_related("post", "parent").filter(pk=comment.pk).first()
        if post is None or stored is None:
            return gone()
        refusal = refusal_of_change(stored, settings) or _withdrawn(stored)
        if refusal is not None:
            return _refused(refusal)
        if stored.source == entry.comment.source:
            return Outcome(state_of(stored.status), stored, is_repeat=True)
        if wording != wording_of(stored):
            raise ChangedMeanwhileError(stored)
        return _store(stored, entry, post, settings)


def examine_edit(*, comment: Comment, text: str) -> Outcome:
    """Say what :func:`edit_own` would do, with the same rendering and the same rules, and store nothing."""
    settings = DiscussionSettings.current()
    entry = _prepare(comment, text, settings)
    signals = rules.judge(_context(entry, comment, comment.post, settings))
    return Outcome(state_of(_status_after(comment, signals)), entry.comment, signals)


@transaction.atomic
def withdraw(*, comment: Comment) -> Comment:
    """Put its author's ``comment`` into the trash; a tombstone stays where it has been public."""
    post = locked_post(comment.post_id)
    stored = Comment.objects.get(pk=comment.pk)
    if post is None or stored.status == CommentStatus.TRASH:
        return stored
    Comment.objects.filter(pk=stored.pk).update(withdrawn_at=timezone.now())
    return change_status(stored, CommentStatus.TRASH, "withdraw", None, "")


@transaction.atomic
def unwithdraw(*, comment: Comment) -> Comment:
    """Undo :func:`withdraw`, unless a moderator has decided about the comment since."""
    post = locked_post(comment.post_id)
    stored = Comment.objects.get(pk=comment.pk)
    if post is None or stored.withdrawn_at is None:
        return stored
    return change_status(stored, None, "unwithdraw", None, "")


# --- A moderator's


@transaction.atomic
def edit_comment(*, comment: Comment, source: str, by: User, reason: str = "") -> Comment:
    """Let ``comment`` say ``source``, whatever the rules think; readers see that it was edited.

    The same text changes nothing. Raises ValidationError for a text in which there is nothing to see, and
    Comment.DoesNotExist when the comment has been deleted for good.
    """
    locked_post(comment.post_id)
    stored = Comment.objects.select_related("post").get(pk=comment.pk)
    changed = copy.copy(stored)
    set_text(changed, source, _without_limit(source))
    if not has_content(changed.source):
        raise ValidationError(_("There is no text left. What shall not be read belongs into the trash."))
    if not stored.source or changed.source == stored.source:
        return stored
    changed.edited_at = timezone.now()
    _rewrite(stored, changed, by.pk, is_moderator=True)
    return change_status(stored, CommentStatus(stored.status), "edit", by, reason, is_change=True)


# --- How


def _prepare(comment: Comment, text: str, settings: DiscussionSettings) -> Entry:
    """Clean and render ``text`` as if ``comment`` said it; who says it stays as it was stored."""
    changed = copy.copy(comment)
    links = set_text(changed, text, settings)
    person = rules.about_person(comment=changed, user=comment.user)
    # What has been public once is nobody's first comment any more.
    person = replace(person, has_approved=person.has_approved or comment.number is not None)
    return Entry(comment=changed, links=links, honeypot="", form_age=None, person=person)


def _without_limit(source: str) -> DiscussionSettings:
    """The settings, for a text that may be as long as it is: imported ones are longer than any limit."""
    settings = DiscussionSettings.current()
    settings.max_length = max(settings.max_length, len(source))
    return settings


def _context(entry: Entry, stored: Comment, post: Post, settings: DiscussionSettings) -> rules.Context:
    """What the rules look at: they must not take the comment for a copy of itself, nor a change for a flood.

    The comment answered may be gone by now, and name and e-mail may have become required; neither could
    be mended by another wording.
    """
    lenient = copy.copy(settings)
    lenient.require_name = lenient.require_email = False
    context = context_of(entry, post, lenient)
    others = tuple(earlier for earlier in context.facts.same_text if earlier.pk != stored.pk)
    parent = context.facts.parent or stored.parent
    return replace(context, facts=replace(context.facts, same_text=others, recent=(), parent=parent))


def _store(stored: Comment, entry: Entry, post: Post, settings: DiscussionSettings) -> Outcome:
    """Store what the rules let through, with their results; under the post's lock."""
    signals = rules.judge(_context(entry, stored, post, settings))
    status = _status_after(stored, signals)
    if status is None:
        return Outcome(State.REFUSED, None, signals)
    if is_marked(stored, settings):
        entry.comment.edited_at = timezone.now()
    _rewrite(stored, entry.comment, stored.user_id)
    stored.rule_signals.all().delete()  # they spoke of other words
    store_signals(stored, signals)
    changed = change_status(stored, status, "edit", None, _why(signals), is_change=True)
    if changed.status == CommentStatus.PENDING != stored.status:
        notices.note(changed)
    return Outcome(state_of(status), changed, signals)


def _status_after(stored: Comment, signals: tuple[Signal, ...]) -> CommentStatus | None:
    """The status of a comment whose change the rules have judged; None: it isn't changed.

    Where a moderator put it, it stays. What a rule took for spam is at best read by a moderator.
    """
    judged = status_of(signals)
    if judged is None or stored.is_visible:
        return judged
    if _was_put_there_by_a_moderator(stored):
        return CommentStatus(stored.status)
    if stored.status == CommentStatus.SPAM and judged == CommentStatus.APPROVED:
        return CommentStatus.PENDING
    return judged


def _was_put_there_by_a_moderator(stored: Comment) -> bool:
    arrivals = stored.moderation_log.filter(after=stored.status).exclude(before=F("after"))
    last = arrivals.exclude(verb="unwithdraw").first()  # which only leads back to where it was before
    return last is not None and last.verb != "edit"


def is_marked(stored: Comment, settings: DiscussionSettings) -> bool:
    """Whether readers are told: only where they may have read another wording."""
    quiet = datetime.timedelta(minutes=settings.quiet_minutes)
    return stored.number is not None and timezone.now() >= stored.created_at + quiet


def _rewrite(stored: Comment, changed: Comment, by_id: int | None, *, is_moderator: bool = False) -> None:
    """Keep what ``stored`` says as a revision, and store the text of ``changed`` in its place."""
    spam.reword(stored, changed, is_decided=is_moderator)
    CommentRevision.objects.create(comment=stored, source=stored.source, format=stored.format, by_id=by_id)
    changed.save(update_fields=["source", "html", "markup_version", "text_hash", "edited_at", "learnt_as"])


def _withdrawn(stored: Comment) -> Refusal | None:
    if stored.withdrawn_at is None:
        return None
    return Refusal("withdrawn", _("You have deleted this comment. Put it back first, then change it."))


def _too_often() -> Refusal:
    return Refusal("often", _("This comment has been changed so often that it has to stay as it is now."))


def _refused(refusal: Refusal) -> Outcome:
    return Outcome(State.REFUSED, None, (Signal(refusal.code, Action.REFUSE, refusal.reason),))


def _why(signals: tuple[Signal, ...]) -> str:
    decisive = rules.decisive(signals)
    return decisive.reason if decisive else ""
