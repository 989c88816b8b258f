"""The sitemap: an index, and files of posts, pages and terms, none of which grows with the archive.

Posts have a file a year, or where a year holds too many one a month, or a day; terms are split by number.
So each is one range of an index. Every function returns addresses from the root, with the time of the last
change where one is known.
"""

import datetime
import re
from typing import Any

from django.db.models import Max, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from blog import archives, pagecache
from blog.absolute import absolute_url
from blog.context import due
from blog.models import Author, Category, Page, Post, Tag
from blog.models.site import Level
from blog.pagecache import depends_on, valid_since, valid_until

# What one file lists. The protocol allows 50,000; these are made quickly.
FILE_SIZE = 10_000
# Of each the newest post is looked up.
TERMS_IN_A_FILE = 5_000
# A day can't be split any more.
MOST_OF_A_DAY = 50_000
_PERIOD = re.compile(r"(?!0000)[0-9]{4}(?:-[0-9]{2}){0,2}")

Located = tuple[str, datetime.datetime | None]
_TERMS: dict[str, type[Any]] = {"categories": Category, "tags": Tag, "authors": Author}


def files() -> list[Located]:
    """Name the files of the sitemap, ``posts-2007``, ``pages``, ``tags-1`` …, and when each last changed."""
    _depend_on_lists()
    periods = _periods()
    changed = pagecache.changes({"site", "lists", *(f"year:{period[:4]}" for period in periods)})
    if newest := _newest():  # which the clock may have made public, and so nothing else has said so
        year = f"year:{newest.published_on:%Y}"
        changed[year] = max(newest.listed_at, changed.get(year, newest.listed_at))
    names = [(f"posts-{period}", changed.get(f"year:{period[:4]}")) for period in periods]
    names.append(("pages", changed.get("site")))
    return names + [(name, changed.get("lists")) for name in _files_of_terms()]


def _periods() -> list[str]:
    """The years; of a year too large for one file its months, of such a month its days."""
    found = archives.periods(Level.YEAR)
    for level in (Level.MONTH, Level.DAY):
        large = {period.period for period in found if period.post_count > FILE_SIZE}
        if large:
            parts = [part for part in archives.periods(level) if part.period.rpartition("-")[0] in large]
            found = [period for period in found if period.period not in large] + parts
    return sorted((period.period for period in found), reverse=True)


def _newest() -> Post | None:
    return Post.objects.public().newest_first().only("published_on", "listed_at").first()


def _files_of_terms() -> list[str]:
    names = []
    for name, model in _TERMS.items():
        last = model.objects.aggregate(last=Max("pk"))["last"] or 0
        names += [f"{name}-{number + 1}" for number in range(-(-last // TERMS_IN_A_FILE))]
    return names


def addresses(section: str) -> list[Located] | None:
    """Return what the file ``section`` lists; None where there is no such file."""
    name, _, part = section.partition("-")
    if name == "pages" and not part:
        return _pages()
    if name == "posts" and _PERIOD.fullmatch(part):
        return _posts(part) or None
    if name in _TERMS and part.isascii() and part.isdecimal() and len(part) <= len("9999"):
        return _terms(_TERMS[name], int(part))
    return None


def _posts(period: str) -> list[Located]:
    """Return the posts of a year, month or day, but those whose better address is elsewhere."""
    depends_on(f"year:{period[:4]}", "schedule")
    valid_until(archives.next_change())
    try:
        found = archives.in_period(period)
    except ValueError:  # no such month or day
        return []
    size = MOST_OF_A_DAY if len(period) == len("2007-02-03") else FILE_SIZE
    columns = ("kind", "published_on", "published_at", "slug", "modified_at", "canonical_url")
    posts = list(found.only(*columns)[:size])
    for newest in posts[:1]:
        valid_since(newest.published_at)
    return [located for post in posts if (located := _located(post))]


def _located(entry: Post) -> Located | None:
    url = entry.get_absolute_url()
    if entry.canonical_url and entry.canonical_url != absolute_url(url):
        return None
    return url, entry.changed_at


def _pages() -> list[Located]:
    """Return the home page, of which only the posts tell how new it is, and the pages."""
    depends_on("site")
    listed = Page.objects.filter(listed_at__isnull=False).order_by("path")
    columns = ("kind", "path", "modified_at", "status", "published_at", "password", "canonical_url")
    pages = due(listed.only(*columns)[:FILE_SIZE])
    return [(reverse("blog:home"), None), *(located for page in pages if (located := _located(page)))]


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
    found = terms.annotate(newest=newest).order_by("pk")
    return [(term.get_absolute_url(), term.newest) for term in found if term.newest]


def _depend_on_lists() -> None:
    depends_on("site", "lists", "schedule")
    valid_until(archives.next_change())
