"""The buttons by which moderators decide: on a comment's page, in a row of the queue, about many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from comments import moderation
from comments.models import PUT_AWAY, Action, Comment, CommentStatus, RuleSignal


@dataclass(frozen=True)
class Decision:
    """``name`` is that of the button, ``key`` presses it, ``done`` says what became of the comment of
    ``%(name)s``, ``done_to_many`` of ``%d`` comments; ``when`` are the statuses in which it changes anything.
    """

    name: str
    label: str | Promise
    verb: moderation.Verb
    when: Sequence[CommentStatus]
    key: str
    done: str | Promise
    done_to_many: str | Promise
    style: str = ""
    # Readers may see it again: what its own author has deleted is not to be taken along unseen.
    brings_back: bool = False


DECISIONS = (
    Decision(
        "_approve",
        _("Approve"),
        moderation.approve,
        (CommentStatus.PENDING, CommentStatus.SPAM, CommentStatus.TRASH),
        "a",
        _("The comment by %(name)s is approved."),
        ngettext_lazy("%d comment is approved.", "%d comments are approved."),
        "default",
        brings_back=True,
    ),
    Decision(
        "_hold",
        _("Hold"),
        moderation.hold,
        (CommentStatus.APPROVED,),
        "h",
        _("The comment by %(name)s waits again."),
        ngettext_lazy("%d comment waits again.", "%d comments wait again."),
    ),
    Decision(
        "_restore",
        _("Put back"),
        moderation.restore,
        PUT_AWAY,
        "p",
        _("The comment by %(name)s is what it was before."),
        ngettext_lazy("%d comment is what it was before.", "%d comments are what they were before."),
        brings_back=True,
    ),
    Decision(
        "_spam",
        _("Spam"),
        moderation.mark_spam,
        (CommentStatus.PENDING, CommentStatus.APPROVED, CommentStatus.TRASH),
        "s",
        _("The comment by %(name)s is among the spam."),
        ngettext_lazy("%d comment is among the spam.", "%d comments are among the spam."),
    ),
    Decision(
        "_remove",
        _("Trash"),
        moderation.remove,
        (CommentStatus.PENDING, CommentStatus.APPROVED, CommentStatus.SPAM),
        "t",
        _("The comment by %(name)s is in the trash."),
        ngettext_lazy("%d comment is in the trash.", "%d comments are in the trash."),
        "deletelink",
    ),
)


def offered(comment: Comment) -> list[Decision]:
    return offered_for(comment.status)


def offered_for(status: str) -> list[Decision]:
    """Those that change anything in ``status``; for comments of every status all but the ways back."""
    if status in CommentStatus.values:
        return [decision for decision in DECISIONS if status in decision.when]
    return [decision for decision in DECISIONS if len(decision.when) > 2]


def offered_in_queue(comment: Comment, signals: Iterable[RuleSignal]) -> list[Decision]:
    """The likeliest first: what a rule takes for spam mostly is."""
    is_suspect = any(signal.action == Action.SPAM for signal in signals)
    return sorted(offered(comment), key=lambda decision: is_suspect and decision.name != "_spam")


def named(name: str) -> Decision | None:
    return next((decision for decision in DECISIONS if decision.name == name), None)
