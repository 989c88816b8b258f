"""Finds the post or comment with a number, for those who may read it."""

from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest

from blog.models import Post
from blog.statements import Given, Statement
from blog.views.access import may_read
from blog.views.reading import ReaderRequest
from comments import ownership
from comments.in_place import WAITING_STATUSES
from comments.models import Comment

_POST = Statement(lambda: Post.entries.filter(pk=Given("pk")))
_COMMENT = Statement(
    lambda: Comment.objects.numbered().select_related("post", "root").filter(pk=Given("pk")).order_by()
)


def post_by_pk(request: HttpRequest, pk: int) -> Post:
    """Return the post or page with that key. Raises Http404 unless this reader may read it."""
    post = _POST.first(pk=min(pk, BigIntegerField.MAX_BIGINT))
    if post is None or not may_read(request, post):
        raise Http404
    return post


def comment_by_pk(request: HttpRequest, pk: int) -> Comment:
    """Return a comment that is public, or has been. Raises Http404 unless this reader may read its post."""
    comment = _COMMENT.first(pk=min(pk, BigIntegerField.MAX_BIGINT))
    if comment is None or not may_read(request, comment.post):
        raise Http404
    return comment


def own_waiting(request: ReaderRequest, pk: int) -> Comment | None:
    """Return a comment that waits for a moderator, to whoever wrote it; asks nothing for anybody else."""
    entries = ownership.read(request)
    if request.viewer is None and all(entry.comment != pk for entry in entries):
        return None
    waiting = Comment.objects.filter(
        pk=min(pk, BigIntegerField.MAX_BIGINT), status__in=WAITING_STATUSES
    ).select_related("post", "root", "parent__post", "parent__root")
    comment = waiting.first()
    if comment is None or not ownership.is_owner(entries, request.viewer, comment):
        return None
    return comment if may_read(request, comment.post) else None
