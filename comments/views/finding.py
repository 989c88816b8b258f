"""Finds the post or comment that an address names."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from blog.models import Page, Post
from blog.views.access import may_read
from blog.views.post import find_post
from comments.models import Comment

_LARGEST_PK = 2**63 - 1


def entry_at(*, year: int = 0, month: int = 0, day: int = 0, slug: str = "", path: str = "") -> Post:
    """Return the post of that day, or the page at ``path``, whatever its state. Raises Http404."""
    if path:
        return get_object_or_404(Page.objects.select_related("featured_image", "parent"), path=f"{path}/")
    return find_post(year, month, day, slug)


def post_by_pk(request: HttpRequest, pk: int) -> Post:
    """Return the post or page with that key. Raises Http404 unless this reader may read it."""
    post = Post.entries.filter(pk=min(pk, _LARGEST_PK)).first()
    if post is None or not may_read(request, post):
        raise Http404
    return post


def comment_by_pk(request: HttpRequest, pk: int) -> Comment:
    """Return a comment that is public, or has been. Raises Http404 unless this reader may read its post."""
    known = Comment.objects.numbered().select_related("post", "root")
    comment = known.filter(pk=min(pk, _LARGEST_PK)).first()
    if comment is None or not may_read(request, comment.post):
        raise Http404
    return comment
