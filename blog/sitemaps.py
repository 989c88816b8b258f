"""The sitemap: an index, and one file a year of posts, so that no file grows with the archive.

The terms are split by number for the same reason. Each function returns addresses from the root, with the
time of the last change where one is kept.
"""

import datetime
from typing import Any

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from blog import archives
from blog.context import due
from blog.models import Author, Category, Page, Tag
from blog.models.site import Level
from blog.pagecache import depends_on, valid_until

# The protocol allows 50,000; these are made quickly.
TERMS_IN_A_FILE = 5_000
MAX_URLS = 50_000

Located = tuple[str, datetime.datetime | None]
_TERMS: dict[str, type[Any]] = {"categories": Category, "tags": Tag, "authors": Author}


def sections() -> list[str]:
    """Name the files of the sitemap: ``posts-2007``, ``pages``, ``tags-1`` …"""
    _depend_on_lists()
    names = [f"posts-{year.period}" for year in archives.periods(Level.YEAR)]
    names.append("pages")
    for name, model in _TERMS.items():
        last = model.objects.aggregate(last=Max("pk"))["last"] or 0
        names += [f"{name}-{number + 1}" for number in range(-(-last // TERMS_IN_A_FILE))]
    return names


def addresses(section: str) -> list[Located] | None:
    """Return what the file ``section`` lists; None where there is no such file."""
    name, _, number = section.partition("-")
    if name == "pages" and not number:
        return _pages()
    if not (number.isascii() and number.isdecimal() and len(number) <= len("9999")):
        return None
    if name == "posts" and len(number) == len("2007") and number != "0000":
        return _posts(number) or None
    return _terms(_TERMS[name], int(number)) if name in _TERMS else None


def _posts(year: str) -> list[Located]:
    _depend_on_lists()
    rows = archives.in_period(year).only("kind", "published_on", "slug", "modified_at")
    return [(post.get_absolute_url(), post.modified_at) for post in rows[:MAX_URLS]]


def _pages() -> list[Located]:
    depends_on("site")
    listed = Page.objects.filter(listed_at__isnull=False).order_by("path")
    pages = listed.only("kind", "path", "modified_at", "status", "published_at", "password")[:MAX_URLS]
    return [(page.get_absolute_url(), page.modified_at) for page in due(pages)]


def _terms(model: type[Any], number: int) -> list[Located]:
    """Return the terms of one stretch of numbers that hold a public post, with the time of the newest."""
    _depend_on_lists()
    depends_on("authors" if model is Author else "terms")
    rows = model.post_rows.rel.related_model.objects.filter(
        **{str(model._meta.model_name): OuterRef("pk")}, listed_at__lte=timezone.now()
    )
    newest = Subquery(rows.order_by("-listed_at").values("listed_at")[:1])
    first = (number - 1) * TERMS_IN_A_FILE
    terms = model.objects.filter(pk__gt=first, pk__lte=first + TERMS_IN_A_FILE, post_count__gt=0)
    found = terms.annotate(newest=newest).exclude(newest=None).order_by("pk")
    return [(term.get_absolute_url(), term.newest) for term in found]


def _depend_on_lists() -> None:
    depends_on("lists", "schedule")
    valid_until(archives.next_change())
