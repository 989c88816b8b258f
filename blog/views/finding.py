"""Finds the post or page that an address names."""

import datetime

from django.http import Http404

from blog.models import Page, Post
from blog.statements import Given, Statement

# The path is looked up by itself: where other tables are joined, SQLite reads all of a blog without pages.
_PAGE = Statement(
    lambda: Page.objects.select_related("featured_image", "parent").filter(
        pk__in=Post.entries.filter(path=Given("path")).values("pk")
    )
)
_POST = Statement(
    lambda: Post.objects.select_related("featured_image").filter(
        published_on=Given("day"), slug=Given("slug")
    )
)


def entry_at(*, year: int = 0, month: int = 0, day: int = 0, slug: str = "", path: str = "") -> Post:
    """Return the post of that day, or the page at ``path``, whatever its state. Raises Http404."""
    if path:
        found = _PAGE.first(path=f"{path}/")
    else:
        try:
            found = _POST.first(day=datetime.date(year, month, day), slug=slug)
        except ValueError:
            raise Http404 from None
    if found is None:
        raise Http404
    return found
