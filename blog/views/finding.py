"""Finds the post or page that an address names."""

import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from blog.models import Page, Post


def entry_at(*, year: int = 0, month: int = 0, day: int = 0, slug: str = "", path: str = "") -> Post:
    """Return the post of that day, or the page at ``path``, whatever its state. Raises Http404."""
    if path:
        return get_object_or_404(Page.objects.select_related("featured_image", "parent"), path=f"{path}/")
    try:
        published_on = datetime.date(year, month, day)
    except ValueError:
        raise Http404 from None
    posts = Post.objects.select_related("featured_image")
    return get_object_or_404(posts, published_on=published_on, slug=slug)
