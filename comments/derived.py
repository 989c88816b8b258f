"""What is worked out from the visible comments of a post, and the one way it is kept: counters and stamp."""

import datetime

from django.db import connection

from blog import pagecache
from blog.models import Post
from comments.models import Comment


def refresh(*, post: Post, comment: Comment, delta: int) -> None:
    """Bring everything derived up to date after ``comment`` appeared (``delta`` 1), disappeared (-1) or
    says something else (0).

    Called under the post's row lock, with the comment as saved and the post as locked.
    """
    last = connection.ops.adapt_datetimefield_value(_last_comment_at(post, comment))
    # By hand, as every comment does it, and the query set would take longer than all the rest.
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Post._meta.db_table} SET comment_count = comment_count + %s, last_comment_at = %s "  # noqa: S608
            "WHERE id = %s",
            [delta, last, post.pk],
        )
    pagecache.invalidate({f"thread:{post.pk}"})


def _last_comment_at(post: Post, comment: Comment) -> datetime.datetime | None:
    if comment.is_visible:
        return max(comment.created_at, post.last_comment_at or comment.created_at)
    if post.last_comment_at is not None and comment.created_at < post.last_comment_at:
        return post.last_comment_at
    newest = Comment.objects.visible().filter(post=post).order_by("-created_at", "-pk")
    return newest.values_list("created_at", flat=True).first()
