"""Lists: how many posts a period or a term holds, which of them a page shows, what comes before and after."""

import datetime
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from blog.derived import periods_of
from blog.models import ArchivePeriod, Author, Category, Post, Tag
from blog.models.post import PostQuerySet
from blog.models.site import Level

Term = Category | Tag | Author


@dataclass(frozen=True)
class Period:
    """A year, month or day with the number of its public posts."""

    period: str
    post_count: int

    @property
    def parts(self) -> list[int]:
        return [int(part) for part in self.period.split("-")]

    @property
    def first_day(self) -> datetime.date:
        year, month, day = (*self.parts, 1, 1)[:3]
        return datetime.date(year, month, day)


def not_due() -> Counter[str]:
    """How many posts each period has been counted with that are not due yet; one query of a few rows."""
    counts: Counter[str] = Counter()
    for day in Post.objects.scheduled().values_list("published_on", flat=True):
        counts.update(periods_of(day))
    return counts


def count(period: str = "") -> int:
    """The number of public posts in ``period`` ("", "2007", "2007-02" or "2007-02-03")."""
    row = ArchivePeriod.objects.filter(pk=period).first()
    return row.post_count - not_due()[period] if row else 0


def periods(level: Level, below: str = "") -> list[Period]:
    """The years, months or days (of the period ``below``) that hold public posts, newest first."""
    later = not_due()
    rows = ArchivePeriod.objects.filter(level=level, period__gte=below, period__lt=f"{below}~")
    counted = (Period(row.period, row.post_count - later[row.period]) for row in rows.order_by("-period"))
    return [period for period in counted if period.post_count > 0]


def in_period(period: str) -> PostQuerySet:
    """The public posts of a period, newest first, by the day in their address."""
    year, month, day = (*period.split("-"), "", "")[:3]
    first = datetime.date(int(year), int(month or 1), int(day or 1))
    if day:
        last = first
    elif month:
        last = first.replace(day=monthrange(first.year, first.month)[1])
    else:
        last = first.replace(month=12, day=31)
    return (
        Post.objects.public()
        .filter(published_on__gte=first, published_on__lte=last)
        .order_by("-published_on", "-listed_at", "-pk")
    )


def term_count(term: Term) -> int:
    """The number of public posts in a category and below it, with a tag, or by an author; one query."""
    return term.post_count - term.post_rows.filter(listed_at__gt=timezone.now()).count()


def ids_of_term(term: Term) -> QuerySet[Any, int]:
    """The ids of a term's public posts, newest first, along the index of its rows."""
    post_field = "content_object" if isinstance(term, Tag) else "post"
    due = term.post_rows.filter(listed_at__lte=timezone.now()).order_by("-listed_at", f"-{post_field}")
    return due.values_list(f"{post_field}_id", flat=True)


def walk(ids: QuerySet[Any, int], *, offset: int, limit: int, count: int | None = None) -> list[int]:
    """One page of ``ids``; with their ``count``, from whichever end of the index is nearer.

    So the last page of a long list costs no more than the first, and none more than half the list.
    """
    if count is None or offset * 2 <= count:
        return list(ids[offset : offset + limit])
    start = max(0, count - offset - limit)
    return list(ids.reverse()[start : count - offset])[::-1]


def walk_all(queries: Iterable[QuerySet[Any, int]]) -> set[int]:
    """The ids that several short walks find, each a ``QuerySet`` of ids with a limit; one query in all."""
    parts = [query.query.sql_with_params() for query in queries]
    if not parts:
        return set()
    # Put together here: the ORM refuses limits within a union on SQLite, which wants them in brackets.
    sql = " UNION ALL ".join(f"SELECT * FROM ({part}) AS walk{n}" for n, (part, _) in enumerate(parts))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [parameter for _, parameters in parts for parameter in parameters])
        return {row[0] for row in cursor.fetchall()}


def adjacent(post: Post) -> tuple[Post | None, Post | None]:
    """The public posts before and after ``post`` in time; two queries."""
    if post.published_at is None:
        return None, None
    now, moment = timezone.now(), post.published_at
    # One bound on the index, and not two of which a planner may choose the farther one.
    earlier = Post.objects.public(at=min(now, moment)).filter(Q(listed_at__lt=moment) | Q(pk__lt=post.pk))
    later = Post.objects.public(at=now).filter(listed_at__gte=moment)
    later = later.filter(Q(listed_at__gt=moment) | Q(pk__gt=post.pk)).order_by("listed_at", "pk")
    return earlier.for_lists().newest_first().first(), later.for_lists().first()


def next_change() -> datetime.datetime | None:
    """When the next scheduled post becomes public."""
    return Post.objects.scheduled().order_by("listed_at").values_list("listed_at", flat=True).first()
