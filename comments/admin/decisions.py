"""The buttons by which moderators decide, below a comment and in its row of the queue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments import moderation
from comments.models import Action, Comment, CommentStatus, RuleSignal


@dataclass(frozen=True)
class Decision:
    """``name`` is that of the button, ``key`` presses it, ``done`` says what became of the comment of
    ``%(name)s``; ``when`` are the statuses in which it changes anything.
    """

    name: str
    label: str | Promise
    verb: moderation.Verb
    when: Sequence[CommentStatus]
    key: str
    done: str | Promise
    style: str = ""


DECISIONS = (
    Decision(
        "_approve",
        _("Approve"),
        moderation.approve,
        (CommentStatus.PENDING, CommentStatus.SPAM, CommentStatus.TRASH),
        "a",
        _("The comment by %(name)s is approved."),
        "default",
    ),
    Decision(
        "_hold",
        _("Hold"),
        moderation.hold,
        (CommentStatus.APPROVED,),
        "h",
        _("The comment by %(name)s waits again."),
    ),
    Decision(
        "_restore",
        _("Restore"),
        moderation.restore,
        (CommentStatus.SPAM, CommentStatus.TRASH),
        "u",
        _("The comment by %(name)s is what it was before."),
    ),
    Decision(
        "_spam",
        _("Spam"),
        moderation.mark_spam,
        (CommentStatus.PENDING, CommentStatus.APPROVED, CommentStatus.TRASH),
        "s",
        _("The comment by %(name)s is among the spam."),
    ),
    Decision(
        "_remove",
        _("Remove"),
        moderation.remove,
        (CommentStatus.PENDING, CommentStatus.APPROVED, CommentStatus.SPAM),
        "r",
        _("The comment by %(name)s is in the trash."),
        "deletelink",
    ),
)


def offered(comment: Comment) -> list[Decision]:
    return [decision for decision in DECISIONS if comment.status in decision.when]


def offered_in_queue(comment: Comment, signals: Iterable[RuleSignal]) -> list[Decision]:
    """The likeliest first: what a rule takes for spam mostly is."""
    is_suspect = any(signal.action == Action.SPAM for signal in signals)
    return sorted(offered(comment), key=lambda decision: is_suspect and decision.name != "_spam")


def named(name: str) -> Decision | None:
    return next((decision for decision in DECISIONS if decision.name == name), None)
