"""Verbs of the moderators: what becomes of a comment. Forms, the admin and commands call these.

Each is atomic, takes the post's row lock first and reads the comment again under it, so two moderators
who decide at once do it one after the other; and each may be called twice: the second call changes and
records nothing. Each returns the comment as it is stored now. Who may call them is asked by the caller
(``policies.may_moderate``). Each raises Comment.DoesNotExist when the comment has been deleted for good.
"""

import datetime
from collections.abc import Iterable
from typing import Protocol

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from blog.models import Post, User
from blog.statements import Given, Statement
from comments import derived, search, spam
from comments.models import Comment, CommentStatus, ModerationLog

CHANGED_WITH_STATUS = [
    "status",
    "version",
    "number",
    "root",
    "thread_number",
    "thread_position",
    "put_away_at",
    "withdrawn_at",
    "learnt_as",
]
# The verbs that give a status back.
WAYS_BACK = ("restore", "undo", "unwithdraw")


_POST_LOCKED = Statement(
    lambda: (
        Post.entries.select_for_update(no_key=True)
        .filter(pk=Given("pk"))
        .only("kind", "status", "published_at", "comment_switch", "comment_count", "last_comment_at")
    )
)


class Verb(Protocol):
    def __call__(self, *, comment: Comment, by: User | None, reason: str = "") -> Comment: ...


def approve(*, comment: Comment, by: User | None, reason: str = "") -> Comment:
    """Let the public see it. The first time it gets its number, which it keeps for ever."""
    return change_status(comment, CommentStatus.APPROVED, "approve", by, reason)


def hold(*, comment: Comment, by: User | None, reason: str = "") -> Comment:
    """Put it (back) into the moderation queue."""
    return change_status(comment, CommentStatus.PENDING, "hold", by, reason)


def mark_spam(*, comment: Comment, by: User | None, reason: str = "") -> Comment:
    """Put it among the spam."""
    return change_status(comment, CommentStatus.SPAM, "spam", by, reason)


def remove(*, comment: Comment, by: User | None, reason: str = "") -> Comment:
    """Put it into the trash. If it has been public, a tombstone with its number stays in the thread."""
    return change_status(comment, CommentStatus.TRASH, "remove", by, reason)


def restore(*, comment: Comment, by: User | None, reason: str = "") -> Comment:
    """Undo :func:`remove` or :func:`mark_spam`: give it the status back that it had before."""
    return change_status(comment, None, "restore", by, reason)


@transaction.atomic
def delete_for_good(*, comment: Comment, by: User | None, reason: str = "") -> Comment | None:
    """Delete what was said and who said it, beyond recall.

    Only a comment that was never public and has no replies leaves nothing; else None is returned. The row
    of any other stays, empty and in the trash, as the tombstone that keeps its number and its replies.
    """
    post = locked_post(comment.post_id)
    stored = Comment.objects.filter(pk=comment.pk).first()
    if post is None or stored is None:
        return None
    if stored.number is None and not stored.replies.exists():
        search.remove([stored.pk])
        record(comment=stored, by=by, verb="delete", reason=reason, before=stored.status)
        stored.delete()
        return None
    if stored.source or stored.author_name or stored.author_email:
        _erase(stored)
        stored.rule_signals.all().delete()
        stored.revisions.all().delete()
        stored = change_status(stored, CommentStatus.TRASH, "delete", by, reason, is_change=True)
        search.remove([stored.pk])
    if stored.put_away_at is not None:  # its days are over: nothing is left to be thrown away
        stored.put_away_at = None
        stored.save(update_fields=["put_away_at"])
    return stored


def _erase(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(
        source="",
        html="",
        author_name="",
        author_email="",
        author_url="",
        user=None,
        commenter=None,
        name_key="",
        text_hash="",
        ip=None,
        network=None,
        user_agent="",
    )


def record(
    *, comment: Comment, by: User | None, verb: str, reason: str = "", before: str = "", after: str = ""
) -> ModerationLog:
    """Write into the log what was done about ``comment``; it can still be told when the comment is gone."""
    return ModerationLog.objects.create(
        comment=comment,
        post_id=comment.post_id,
        subject=f"#{comment.number}" if comment.number else f"/c/{comment.pk}/",
        by=by,
        verb=verb,
        reason=reason,
        before=before,
        after=after,
    )


def apply(*, verb: Verb, comments: Iterable[Comment], by: User | None, reason: str = "") -> int:
    """Call ``verb`` for each comment, oldest first; return how many it changed. Deleted ones are left out."""
    changed = 0
    for comment in sorted(comments, key=lambda comment: (comment.post_id, comment.created_at, comment.pk)):
        before = comment.version
        try:
            changed += verb(comment=comment, by=by, reason=reason).version != before
        except Comment.DoesNotExist:
            continue
    return changed


def locked_post(post_id: int) -> Post | None:
    """Lock the row of the post, without its long columns, and return it as it is now.

    Everything that numbers, counts or decides takes this lock first. On SQLite the transaction itself,
    which is IMMEDIATE, is the lock.
    """
    return _POST_LOCKED.first(pk=post_id)


def number_comment(comment: Comment) -> None:
    """Give ``comment`` its number and its place in the thread, if it has none; doesn't save it.

    The only place that gives numbers. Must be called under the post's row lock.
    """
    if comment.number is not None:
        return
    if comment.root_id is not None and comment.pk is not None:
        # One that comes in by the door has just been put below what the public sees.
        comment.root_id = _thread_of(comment)
    place = "thread_number" if comment.root_id is None else "thread_position"
    within = ("post_id", comment.post_id) if comment.root_id is None else ("root_id", comment.root_id)
    highest = [_highest("number", "post_id"), _highest(place, within[0])]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(highest)}", [comment.post_id, within[1]])
        number, at_place = cursor.fetchone()
    comment.number = (number or 0) + 1
    setattr(comment, place, (at_place or 0) + 1)


def _thread_of(comment: Comment) -> int | None:
    """The root of the thread in which its parent stands, or else the one below which it was written.

    None where neither has ever been public, as when a reply is approved before what it answers: it begins a
    thread of its own then, and says what it answers all the same.
    """
    above = Comment.objects.numbered().filter(pk__in=filter(None, {comment.parent_id, comment.root_id}))
    roots = dict(above.values_list("pk", "root_id"))
    if comment.parent_id in roots:
        return roots[comment.parent_id] or comment.parent_id
    return comment.root_id if comment.root_id in roots else None


def _highest(counter: str, column: str) -> str:
    """One step along the unique index of the counter, however many there are."""
    return f"(SELECT MAX({counter}) FROM {Comment._meta.db_table} WHERE {column} = %s)"  # noqa: S608


@transaction.atomic
def change_status(
    comment: Comment,
    to: CommentStatus | None,
    verb: str,
    by: User | None,
    reason: str,
    *,
    is_change: bool = False,
) -> Comment:
    """Give ``comment`` the status ``to`` (None: the one before), with all that follows from it.

    ``is_change`` says that something else of it changed, so that the same status is recorded too.
    """
    post = locked_post(comment.post_id)
    stored = Comment.objects.get(pk=comment.pk)
    before, after = CommentStatus(stored.status), to or _status_before(stored)
    is_erased = not stored.source and not is_change
    if post is None or is_erased or (before == after and not is_change):
        return stored
    stored.status = after
    stored.version += 1
    if stored.is_visible:
        number_comment(stored)
    if before != after:
        stored.put_away_at = timezone.now() if stored.is_put_away else None
        stored.withdrawn_at = _when_withdrawn(stored, verb)
    spam.heed(stored, verb=verb, before=before, is_decided=by is not None)
    stored.save(update_fields=CHANGED_WITH_STATUS)
    record(comment=stored, by=by, verb=verb, reason=reason, before=before, after=after)
    if is_change or CommentStatus.APPROVED in (before, after):
        search.index([stored])
    if stored.number is not None:  # the words of a tombstone say what it is now
        derived.refresh(
            post=post, comment=stored, delta=stored.is_visible - (before == CommentStatus.APPROVED)
        )
    return stored


def _status_before(comment: Comment) -> CommentStatus:
    """What the comment was before it was put into the trash or among the spam; a rule's spam was new."""
    if comment.status not in (CommentStatus.TRASH, CommentStatus.SPAM):
        return CommentStatus(comment.status)
    last = _put_there(comment)
    return CommentStatus(last.before) if last and last.before else CommentStatus.PENDING


def _when_withdrawn(comment: Comment, verb: str) -> datetime.datetime | None:
    """When its author deleted it, where it is in the trash for that; None for what a moderator put back, and
    removes again.
    """
    if comment.status != CommentStatus.TRASH:
        return None
    if verb not in WAYS_BACK:
        return comment.withdrawn_at
    last = _put_there(comment)
    return last.at if last and last.verb == "withdraw" else None


def _put_there(comment: Comment) -> ModerationLog | None:
    """What gave the comment its status. What brought it back there says where it had been meanwhile, and not
    what it was at first.
    """
    arrivals = comment.moderation_log.filter(after=comment.status).exclude(before=F("after"))
    return arrivals.exclude(verb__in=WAYS_BACK).first()
