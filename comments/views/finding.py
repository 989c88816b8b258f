"""Finds the post or comment with a number, for those who may read it."""

from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest

from blog.models import Post
from blog.views.access import may_read
from comments.models import Comment


def post_by_pk(request: HttpRequest, pk: int) -> Post:
    """Return the post or page with that key. Raises Http404 unless this reader may read it."""
    post = Post.entries.filter(pk=min(pk, BigIntegerField.MAX_BIGINT)).first()
    if post is None or not may_read(request, post):
        raise Http404
    return post


def comment_by_pk(request: HttpRequest, pk: int) -> Comment:
    """Return a comment that is public, or has been. Raises Http404 unless this reader may read its post."""
    known = Comment.objects.numbered().select_related("post", "root")
    comment = known.filter(pk=min(pk, BigIntegerField.MAX_BIGINT)).first()
    if comment is None or not may_read(request, comment.post):
        raise Http404
    return comment
