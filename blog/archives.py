"""Lists: how many posts a period or a term holds, which of them a page shows, what comes before and after."""

import datetime
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from blog.derived import periods_of
from blog.models import (
    ArchivePeriod,
    Author,
    Byline,
    CategorizedPost,
    Category,
    ListMonth,
    Post,
    Tag,
    TaggedPost,
)
from blog.models.post import PostQuerySet
from blog.models.site import Level
from blog.statements import Given, Statement, answer

Term = Category | Tag | Author

# So many posts are walked over from either end; beyond them a page is found by what is counted.
NEAR = 1_000
_NEXT_LEVEL = {len(""): Level.YEAR, len("2007"): Level.MONTH, len("2007-02"): Level.DAY}

_AT = Given("at")
_DAYS_NOT_DUE = Statement(lambda: Post.objects.scheduled(at=_AT).values_list("published_on"))
_NEXT_DUE = Statement(
    lambda: Post.objects.scheduled(at=_AT).order_by("listed_at").values_list("listed_at")[:1]
)
_POST_COUNT = Statement(lambda: ArchivePeriod.objects.filter(pk=Given("period")).values_list("post_count"))
_PERIODS = Statement(
    lambda: (
        ArchivePeriod.objects.filter(
            level=Given("level"), period__gte=Given("first"), period__lt=Given("end")
        )
        .order_by("-period")
        .values_list("period", "post_count")
    )
)

_MONTHS = Statement(
    lambda: ListMonth.objects.filter(key=Given("key")).order_by("-month").values_list("month", "post_count")
)


def _not_due_of(rows: Any, term: str) -> Statement[Any]:
    later = {f"{term}__in": Given("terms", is_many=True), "listed_at__gt": _AT}
    return Statement(lambda: rows.objects.filter(**later).order_by().values_list(term))


_NOT_DUE_OF: dict[type[Term], Statement[Any]] = {
    Category: _not_due_of(CategorizedPost, "category"),
    Tag: _not_due_of(TaggedPost, "tag"),
    Author: _not_due_of(Byline, "author"),
}


class Walk:
    """Ids in an order that an index has; ``make`` returns the ``QuerySet`` of rows that hold nothing else."""

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self._from_start: Statement[Any] = Statement(make)
        self._from_end: Statement[Any] = Statement(lambda: make().reverse())

    def page(self, *, offset: int, limit: int, count: int | None = None, **given: Any) -> list[int]:
        """One page; with the ``count`` of all ids, from whichever end of the index is nearer.

        So the last page of a long list costs no more than the first, and none more than half the list.
        """
        if count is None or offset * 2 <= count:
            return [pk for (pk,) in self._from_start.stretch(offset=offset, limit=limit, **given)]
        start = max(0, count - offset - limit)
        rows = self._from_end.stretch(offset=start, limit=max(0, count - offset - start), **given)
        return [pk for (pk,) in reversed(rows)]


def _between(public: PostQuerySet, first: Any, last: Any) -> PostQuerySet:
    return public.filter(published_on__gte=first, published_on__lte=last).order_by(
        "-published_on", "-listed_at", "-pk"
    )


def _walk_of(rows: Any, term: str, post: str) -> Walk:
    due = {term: Given("term"), "listed_at__lte": _AT}
    return Walk(
        lambda: rows.objects.filter(**due).order_by("-listed_at", f"-{post}").values_list(f"{post}_id")
    )


_OF_PERIOD = Walk(
    lambda: _between(Post.objects.public(at=_AT), Given("first"), Given("last")).values_list("pk")
)
_OF_TERM: dict[type[Term], Walk] = {
    Category: _walk_of(CategorizedPost, "category", "post"),
    Tag: _walk_of(TaggedPost, "tag", "content_object"),
    Author: _walk_of(Byline, "author", "post"),
}


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
    for (day,) in _DAYS_NOT_DUE.rows(at=timezone.now()):
        counts.update(periods_of(day))
    return counts


def count(period: str = "") -> int:
    """The number of public posts in ``period`` ("", "2007", "2007-02" or "2007-02-03")."""
    rows = _POST_COUNT.rows(period=period)
    return rows[0][0] - not_due()[period] if rows else 0


def periods(level: Level, below: str = "") -> list[Period]:
    """The years, months or days (of the period ``below``) that hold public posts, newest first."""
    return list(_periods(level, below, not_due()))


def _periods(level: Level, below: str, later: Counter[str]) -> Iterator[Period]:
    rows = _PERIODS.rows(level=level.value, first=below, end=f"{below}~")
    counted = (Period(name, post_count - later[name]) for name, post_count in rows)
    return (period for period in counted if period.post_count > 0)


def in_period(period: str) -> PostQuerySet:
    """The public posts of a period, newest first, by the day in their address."""
    return _between(Post.objects.public(), *_days_of(period))


def ids_of_period(period: str, *, offset: int, limit: int, count: int | None = None) -> list[int]:
    """One page of the same, or with the period "" of all; a far one is walked to from its own day."""
    first, last = _days_of(period)
    if _is_far(offset, count) and len(period) in _NEXT_LEVEL and (place := _place_at(period, offset)):
        (_, last), offset, count = _days_of(place[0]), place[1], None
    at = timezone.now()
    return _OF_PERIOD.page(offset=offset, limit=limit, count=count, at=at, first=first, last=last)


def _is_far(offset: int, count: int | None) -> bool:
    """Whether a page is far from both ends of its list."""
    return offset > NEAR and (count is None or count - offset > NEAR)


def _place_at(period: str, offset: int) -> tuple[str, int] | None:
    """The day of what stands at ``offset`` in ``period``, and its offset in that day.

    At most four queries of what is counted, a few dozen rows each. None where nothing stands.
    """
    later = not_due()
    while level := _NEXT_LEVEL.get(len(period)):
        for part in _periods(level, period, later):
            if offset < part.post_count:
                period = part.period
                break
            offset -= part.post_count
        else:
            return None
    return period, offset


def _days_of(period: str) -> tuple[datetime.date, datetime.date]:
    if not period:
        return datetime.date.min, datetime.date.max
    year, month, day = (*period.split("-"), "", "")[:3]
    first = datetime.date(int(year), int(month or 1), int(day or 1))
    if day:
        return first, first
    if month:
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    return first, first.replace(month=12, day=31)


def term_count(term: Term) -> int:
    """The number of public posts in a category and below it, with a tag, or by an author; one query."""
    return public_counts([term])[0]


def public_counts(terms: Sequence[Term]) -> list[int]:
    """The same of many terms of one kind, in their order; one query of a row for each post that isn't due."""
    if not terms:
        return []
    rows = _NOT_DUE_OF[type(terms[0])].rows(terms=[term.pk for term in terms], at=timezone.now())
    later = Counter(pk for (pk,) in rows)
    return [term.post_count - later[term.pk] for term in terms]


def ids_of_term(term: Term, *, offset: int, limit: int, count: int | None = None) -> list[int]:
    """One page of a term's public posts, newest first, along an index; a far one from its month."""
    at = timezone.now()
    if _is_far(offset, count) and (place := _month_at(term, offset, at)):
        (at, offset), count = place, None
    return _OF_TERM[type(term)].page(offset=offset, limit=limit, count=count, at=at, term=term.pk)


def _month_at(term: Term, offset: int, at: datetime.datetime) -> tuple[datetime.datetime, int] | None:
    """The end of the month of what stands at ``offset`` in a term's list, and its offset from there.

    What isn't due at ``at`` is counted too, and stands before all that is. None where nothing stands.
    """
    offset += len(_NOT_DUE_OF[type(term)].rows(terms=[term.pk], at=at))
    for month, post_count in _MONTHS.rows(key=f"{term._meta.model_name}:{term.pk}"):
        if offset < post_count:
            _, last = _days_of(month)
            return datetime.datetime.combine(last, datetime.time.max, datetime.UTC), offset
        offset -= post_count
    return None


def walk_all(walks: Iterable[tuple[str, Sequence[Any]]]) -> list[tuple[Any, ...]]:
    """The rows that statements, given with their parameters, find; also those found twice."""
    parts = list(walks)
    if not parts:
        return []
    # Put together here: the ORM refuses limits within a union on SQLite, which wants them in brackets.
    sql = " UNION ALL ".join(f"SELECT * FROM ({part}) AS walk{n}" for n, (part, _) in enumerate(parts))  # noqa: S608
    return answer(sql, [parameter for _, parameters in parts for parameter in parameters])


# What the link to another post shows.
LINKED = ("kind", "title", "slug", "path", "language", "published_on")
_MOMENT, _PK = Given("moment"), Given("pk")
_EARLIER = Statement(
    lambda: (
        Post.objects.public(at=Given("at"))
        .filter(Q(listed_at__lt=_MOMENT) | Q(pk__lt=_PK))
        .only(*LINKED)
        .newest_first()[:1]
    )
)
_LATER = Statement(
    lambda: (
        Post.objects.public(at=Given("at"))
        .filter(Q(listed_at__gt=_MOMENT) | Q(pk__gt=_PK), listed_at__gte=_MOMENT)
        .only(*LINKED)
        .order_by("listed_at", "pk")[:1]
    )
)


def adjacent(post: Post) -> tuple[Post | None, Post | None]:
    """The public posts before and after ``post`` in time; two queries."""
    if post.published_at is None:
        return None, None
    now, moment = timezone.now(), post.published_at
    # One bound on the index, and not two of which a planner may choose the farther one.
    earlier = _EARLIER.first(at=min(now, moment), moment=moment, pk=post.pk)
    return earlier, _LATER.first(at=now, moment=moment, pk=post.pk)


def next_change() -> datetime.datetime | None:
    """When the next scheduled post becomes public."""
    rows = _NEXT_DUE.rows(at=timezone.now())
    return rows[0][0] if rows else None
