"""How a comment reads in the queue: what was said and to whom, why it waits, by whom, what can be done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.admin.decisions import Decision, offered_in_queue
from comments.admin.people import person_address_of
from comments.admin.reasons import marked, reason_of, words_of
from comments.admin.row_forms import ReplyForm, RowBanForm, ban_form, reply_form
from comments.admin.wording import excerpt_of
from comments.bans import bans_on_each
from comments.history import MOST_COUNTED, History, histories_of
from comments.known_posts import title_of_post
from comments.models import Action, Ban, Comment, CommentStatus, PersonNote, RuleSignal, shown_name
from comments.people import person_of

# Characters. Nearly every comment is shorter; the rest is read where it is decided.
LONGEST = 1_200
LONGEST_PARENT = 600
SHOWN_NAMES = 3
# Of the notes on all the people of a page, so many of the newest are read, and each shows the last of theirs.
NOTES_READ = 200
NOTES_SHOWN = 2

SHOWN = (
    "post",
    "source",
    "author_name",
    "author_email",
    "author_url",
    "name_key",
    "user",
    "ip",
    "network",
    "status",
    "number",
    "version",
    "closed_at",
    "withdrawn_at",
    "created_at",
)
SHOWN_OF_PARENT = ("parent__number", "parent__author_name", "parent__source", "parent__status")


def with_all_shown(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Read what a row shows, and nothing else of it; one query more, however many rows."""
    decisive = RuleSignal.objects.exclude(action=Action.PASS).order_by("pk")
    return (
        comments.select_related("parent", "user")
        .only(*SHOWN, *SHOWN_OF_PARENT, "user__username")
        .prefetch_related(Prefetch("rule_signals", decisive))
    )


@dataclass(frozen=True)
class Row:
    """One comment, and what is known of its writer."""

    comment: Comment
    history: History
    notes: Sequence[PersonNote]
    bans: Sequence[Ban]
    back: str  # the query of the list

    @cached_property
    def signals(self) -> list[RuleSignal]:
        return list(self.comment.rule_signals.all())

    @property
    def seen(self) -> str:
        """The comment as this page shows it: whoever decides says which they looked at."""
        return f"{self.comment.pk}:{self.comment.version}"

    @property
    def address(self) -> str:
        return reverse("admin:comments_comment_change", args=[self.comment.pk])

    @property
    def title(self) -> str:
        return Truncator(title_of_post(self.comment)).chars(80)

    @cached_property
    def text(self) -> str:
        return Truncator(self.comment.source.strip()).chars(LONGEST)

    @property
    def is_cut(self) -> bool:
        return len(self.text) < len(self.comment.source.strip())

    @property
    def text_html(self) -> SafeString:
        return marked(self.text, words_of(self.signals))

    @property
    def reasons(self) -> list[SafeString]:
        return [reason_of(signal) for signal in self.signals]

    @property
    def parent(self) -> Comment | None:
        return self.comment.parent

    @property
    def parent_excerpt(self) -> str:
        return excerpt_of(self.parent) if self.parent else ""

    @property
    def parent_text(self) -> str:
        return Truncator(self.parent.source.strip()).chars(LONGEST_PARENT) if self.parent else ""

    @property
    def decisions(self) -> list[Decision]:
        return offered_in_queue(self.comment, self.signals)

    @property
    def is_waiting(self) -> bool:
        return self.comment.status == CommentStatus.PENDING

    @property
    def can_be_answered(self) -> bool:
        return self.comment.status in (CommentStatus.PENDING, CommentStatus.APPROVED)

    @property
    def person_address(self) -> str:
        """The page of who wrote it; "" for somebody without a name or an address."""
        return person_address_of(self.comment)

    @cached_property
    def reply_form(self) -> ReplyForm:
        return reply_form(self.comment, back=self.back)

    @cached_property
    def ban_form(self) -> RowBanForm:
        return ban_form(self.comment, back=self.back)

    @property
    def counts(self) -> list[str]:
        """How often they were approved and put away: what mostly decides."""
        approved, put_away = self.history.approved, self.history.put_away
        lines = [_("none approved")]
        if approved:
            lines = [ngettext("%s approved", "%s approved", approved) % _bounded(approved)]
        if put_away:
            lines.append(ngettext("%s put away", "%s put away", put_away) % _bounded(put_away))
        return lines

    @property
    def names(self) -> str:
        return _listed(self.history.names)

    @property
    def network_names(self) -> str:
        """Who else writes from there, but for the names that are theirs anyway."""
        return _listed(tuple(name for name in self.history.network_names if name not in self.history.names))


def rows_of(comments: Sequence[Comment], back: str) -> list[Row]:
    """Read what is known of the writers of a page of comments; three queries, however many there are."""
    if not comments:
        return []
    histories, notes = histories_of(comments), _notes_on(comments)
    bans = bans_on_each(comments, timezone.now())
    return [
        Row(comment, histories.get(comment.pk, History()), notes.get(person_of(comment), ()), of_one, back)
        for comment, of_one in zip(comments, bans, strict=True)
    ]


def _notes_on(comments: Iterable[Comment]) -> Mapping[str, Sequence[PersonNote]]:
    people = {person_of(comment) for comment in comments} - {""}
    found: dict[str, list[Any]] = {}
    for note in PersonNote.objects.filter(person__in=people).select_related("by")[:NOTES_READ]:
        found.setdefault(note.person, []).append(note)
    return {person: notes[:NOTES_SHOWN] for person, notes in found.items()}


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(shown_name(name) for name in names[:SHOWN_NAMES])
    more = len(names) - SHOWN_NAMES
    return shown if more <= 0 else _("%(names)s and %(number)d more") % {"names": shown, "number": more}


def _bounded(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
