"""Decisions of moderators who may not be alone: about what they have looked at, and with a way back.

A page shows each comment as it was (its ``version``). What has changed since is left alone, and whoever
pressed the button is told what became of it; the post's row lock makes that exact, however close together
two of them press. What was decided is undone for as long as nobody has decided anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from blog.models import User
from comments.models import Comment, CommentStatus, ModerationLog
from comments.moderation import Verb, change_status, locked_post

# Each is a transaction of its own: so many take a few seconds, and the rest can be asked for again.
MOST_AT_ONCE = 200


class OvertakenError(Exception):
    """The comment has changed since it was looked at; ``last`` is what the log says of that, if anything."""

    def __init__(self, comment: Comment, last: ModerationLog | None) -> None:
        super().__init__(f"comment {comment.pk} is at version {comment.version}")
        self.comment = comment
        self.last = last


@dataclass
class Decided:
    """What came of it: the rows of the log, and how many comments were left as they are now."""

    entries: list[ModerationLog] = field(default_factory=list)
    left_alone: int = 0


@transaction.atomic
def decide(*, verb: Verb, comment: Comment, by: User, reason: str = "") -> ModerationLog | None:
    """Call ``verb`` if ``comment`` is still what is in hand; return the row of the log, None for no change.

    Raises OvertakenError where it isn't, and Comment.DoesNotExist where it has been deleted for good.
    """
    locked_post(comment.post_id)
    stored = Comment.objects.get(pk=comment.pk)
    if stored.version != comment.version:
        raise OvertakenError(stored, _newest(stored))
    changed = verb(comment=stored, by=by, reason=reason)
    return _newest(changed) if changed.version != stored.version else None


def decide_all(*, verb: Verb, comments: Iterable[Comment], by: User, reason: str = "") -> Decided:
    """Call :func:`decide` for each comment, oldest first, each in a transaction of its own."""
    decided = Decided()
    for comment in sorted(comments, key=lambda comment: (comment.post_id, comment.created_at, comment.pk)):
        try:
            entry = decide(verb=verb, comment=comment, by=by, reason=reason)
        except (OvertakenError, Comment.DoesNotExist):
            entry = None
        if entry is None:
            decided.left_alone += 1
        else:
            decided.entries.append(entry)
    return decided


@transaction.atomic
def undo(*, entry: ModerationLog, by: User) -> Comment:
    """Give the comment of ``entry`` the status back that it had before, if nobody has decided since.

    Raises OvertakenError where somebody has, and Comment.DoesNotExist where it has been deleted for good.
    """
    if entry.comment is None:
        raise Comment.DoesNotExist
    locked_post(entry.comment.post_id)
    last = _newest(entry.comment, is_decision=True)
    if last != entry:
        raise OvertakenError(Comment.objects.get(pk=entry.comment.pk), last)
    return change_status(entry.comment, CommentStatus(entry.before), "undo", by, "")


def undo_all(*, entries: Iterable[ModerationLog], by: User) -> Decided:
    """Call :func:`undo` for each, the last decision first, each in a transaction of its own."""
    decided = Decided()
    for entry in sorted(entries, key=lambda entry: entry.pk, reverse=True):
        try:
            undone = _newest(undo(entry=entry, by=by), is_decision=True)
        except (OvertakenError, Comment.DoesNotExist):
            undone = None
        if undone is None or undone == entry:
            decided.left_alone += 1
        else:
            decided.entries.append(undone)
    return decided


def _newest(comment: Comment, *, is_decision: bool = False) -> ModerationLog | None:
    """The newest row of the log about ``comment``, or the newest that gave it a status."""
    rows = comment.moderation_log.select_related("by").order_by("-pk")
    return (rows.exclude(after="") if is_decision else rows).first()
