"""Closing a discussion: the whole of a post's, or what lies below one comment. What was said stays readable.

The verbs are for moderators, also for those who may not change the post itself; who may call them is asked
by the caller (``policies.may_moderate``). Each takes the post's row lock, may be called twice, and is kept
in the log.
"""

import datetime
from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from blog import pagecache, revisions
from blog.models import CommentSwitch, Post, User
from comments.models import Comment, ModerationLog
from comments.moderation import locked_post, record
from comments.policies import Refusal

# From a comment up to the first one that is closed, or to the top; each step is one look at a primary key.
# UNION, not UNION ALL: should rows ever lead in a circle, the walk ends.
_WALK_UP = """
    WITH RECURSIVE above(id, parent_id, closed_at) AS (
        SELECT id, parent_id, closed_at FROM {table} WHERE id = %s
        UNION
        SELECT {table}.id, {table}.parent_id, {table}.closed_at
        FROM above JOIN {table} ON {table}.id = above.parent_id
        WHERE above.closed_at IS NULL
    )
    SELECT 1 FROM (SELECT closed_at FROM above LIMIT %s) AS walked WHERE closed_at IS NOT NULL LIMIT 1
"""
# The same from several comments at once, each of those above them once.
_WALK_UP_FROM = """
    WITH RECURSIVE above(id, parent_id, closed_at) AS (
        SELECT id, parent_id, closed_at FROM {table} WHERE id IN ({starts})
        UNION
        SELECT {table}.id, {table}.parent_id, {table}.closed_at
        FROM above JOIN {table} ON {table}.id = above.parent_id
        WHERE above.closed_at IS NULL
    )
    SELECT id, parent_id, closed_at FROM above LIMIT %s
"""
# Comments above those of a page; a page that shows a link too many is put right when that is followed.
LOOKED_AT = 2_000


def close_below(*, comment: Comment, by: User | None, reason: str = "") -> Comment:
    """Let nobody answer ``comment``, or anything below it, any more."""
    return _set_closed(comment, "close", by, reason)


def reopen_below(*, comment: Comment, by: User | None, reason: str = "") -> Comment:
    """Undo :func:`close_below`. What is closed further up, or further down, stays so."""
    return _set_closed(comment, "reopen", by, reason)


@transaction.atomic
def _set_closed(comment: Comment, verb: str, by: User | None, reason: str) -> Comment:
    locked_post(comment.post_id)
    stored = Comment.objects.get(pk=comment.pk)
    is_closing = verb == "close"
    if is_closing == (stored.closed_at is not None):
        return stored
    stored.closed_at = timezone.now() if is_closing else None
    stored.save(update_fields=["closed_at"])
    record(comment=stored, by=by, verb=verb, reason=reason)
    pagecache.invalidate({f"thread:{stored.post_id}"})
    return stored


@transaction.atomic
def set_comment_switch(*, post: Post, switch: CommentSwitch, by: User | None, reason: str = "") -> Post:
    """Say for one post whether comments are open, held, closed, or as the site's settings say.

    Not a change of what the post says, so the time of its last change stays. Its version doesn't: whoever
    has the post open at the desk is told, rather than opening again what was closed meanwhile. Only pages
    that show the discussion depend on the switch; lists don't. Raises Post.DoesNotExist where it is gone.
    """
    locked_post(post.pk)
    stored = Post.entries.get(pk=post.pk)
    if stored.comment_switch == switch:
        return stored
    Post.entries.filter(pk=stored.pk).update(comment_switch=switch, version=F("version") + 1)
    stored.refresh_from_db(fields=["comment_switch", "version"])
    revisions.remark(post=stored, by=by, note=_("Comments: %(switch)s") % {"switch": switch.label})
    ModerationLog.objects.create(post=stored, by=by, verb=f"switch-{switch}", reason=reason)
    pagecache.invalidate({f"post:{stored.pk}", f"thread:{stored.pk}"})
    return stored


def closed_above(comment_pk: int, root_pk: int | None) -> bool:
    """Whether the comment, or one that it answers, however far up, is closed to replies.

    ``root_pk`` is the first comment of its thread, None where that is itself. Nearly always one query, which
    finds that nothing in the thread is closed, and that it answers nothing in another one.
    """
    root_pk = root_pk or comment_pk
    found = _root_and_closed(root_pk)
    closed = {pk for pk, closed_at, _parent in found if closed_at is not None}
    if comment_pk in closed or root_pk in closed:
        return True
    if not closed and all(parent is None for pk, _closed_at, parent in found if pk == root_pk):
        return False
    with connection.cursor() as cursor:
        cursor.execute(_WALK_UP.format(table=Comment._meta.db_table), [comment_pk, LOOKED_AT])
        return cursor.fetchone() is not None


def closed_among(comments: Mapping[int, int]) -> set[int]:
    """Return which of ``comments`` (root by pk) can't be answered, since they or one above them are closed.

    Nearly always one query, which finds that nothing in their threads is closed.
    """
    roots = set(comments.values())
    closed = Comment.objects.filter(closed_at__isnull=False, root__in=roots).order_by()
    answering = Comment.objects.filter(pk__in=roots, parent__isnull=False).order_by()
    asked = closed.values_list("root", flat=True).union(answering.values_list("pk", flat=True), all=True)
    threads = set(asked[:LOOKED_AT])
    starts = [pk for pk, root in comments.items() if root in threads]
    return _closed_on_the_way_up(starts) if starts else set()


def _closed_on_the_way_up(starts: Sequence[int]) -> set[int]:
    places = ", ".join(["%s"] * len(starts))
    with connection.cursor() as cursor:
        sql = _WALK_UP_FROM.format(table=Comment._meta.db_table, starts=places)
        cursor.execute(sql, [*starts, LOOKED_AT])
        rows = cursor.fetchall()
    parents = {pk: parent for pk, parent, _closed in rows}
    closed = {pk for pk, _parent, closed_at in rows if closed_at is not None}
    return {pk for pk in starts if not closed.isdisjoint(_way_up(pk, parents))}


def _way_up(pk: int, parents: Mapping[int, int | None]) -> set[int]:
    way: set[int] = set()
    at: int | None = pk
    while at is not None and at in parents and at not in way:
        way.add(at)
        at = parents[at]
    return way


def refusal_of_reply(comment: Comment) -> Refusal | None:
    """Return why nobody can answer ``comment``, or None where the post's own rules decide."""
    if not closed_above(comment.pk, comment.root_id):
        return None
    reason = _(
        "A moderator has ended this part of the discussion, so nobody can answer here any more. "
        "You can still write a comment of your own below the post."
    )
    return Refusal("below", reason)


def _root_and_closed(root_pk: int) -> list[tuple[int, datetime.datetime | None, int | None]]:
    """The first comment of a thread, and the closed ones, of which moderators make few: key, since when it is
    closed, and what it answers. A thread may begin with an answer: to what wasn't public then.
    """
    comments = Comment.objects.order_by().values_list("pk", "closed_at", "parent")
    closed = comments.filter(root=root_pk, closed_at__isnull=False)
    return list(comments.filter(pk=root_pk).union(closed, all=True))
