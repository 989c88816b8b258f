"""What is worked out from the visible comments of a post, and the one way it is kept: counters and stamp."""

import datetime

from django.db.models import F

from blog import pagecache
from blog.models import Post
from comments.models import Comment


def refresh(*, post: Post, comment: Comment, delta: int) -> None:
    """Bring everything derived up to date after ``comment`` appeared (``delta`` 1), disappeared (-1) or
    says something else (0).

    Called under the post's row lock, with the comment as saved and the post as locked.
    """
    Post.entries.filter(pk=post.pk).update(
        comment_count=F("comment_count") + delta, last_comment_at=_last_comment_at(post, comment)
    )
    pagecache.invalidate({f"thread:{post.pk}"})


def _last_comment_at(post: Post, comment: Comment) -> datetime.datetime | None:
    if comment.is_visible:
        return max(comment.created_at, post.last_comment_at or comment.created_at)
    if post.last_comment_at is not None and comment.created_at < post.last_comment_at:
        return post.last_comment_at
    newest = Comment.objects.visible().filter(post=post).order_by("-created_at", "-pk")
    return newest.values_list("created_at", flat=True).first()
