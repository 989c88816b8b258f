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
from blog.pagecache import KeptOfEach, kept_while
from blog.statements import Given, Statement, answer

Term = Category | Tag | Author

# So many posts are walked over from either end; beyond them a page is found by what is counted.
NEAR = 1_000
# Of each worker process, about 1 kB each: those of the posts that are talked about.
_ADJACENT_KEPT = 200
# The most that settings allow on a page, or in a feed.
_NEWEST_KEPT = 100
_NEXT_LEVEL = {len(""): Level.YEAR, len("2007"): Level.MONTH, len("2007-02"): Level.DAY}

_AT = Given("at")
_SCHEDULED = Statement(
    lambda: Post.objects.scheduled(at=_AT).order_by("listed_at").values_list("listed_at", "published_on")
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


@kept_while("lists", "schedule")
def _scheduled() -> list[tuple[datetime.datetime, datetime.date]]:
    """The moment and the day of each post that isn't due, the next one first; some may be due since."""
    return _SCHEDULED.rows(at=timezone.now())


def next_change() -> datetime.datetime | None:
    """When the next scheduled post becomes public."""
    now = timezone.now()
    return next((moment for moment, _day in _scheduled() if moment > now), None)


def not_due() -> Counter[str]:
    """How many posts each period has been counted with that are not due yet; one query of a few rows."""
    counts: Counter[str] = Counter()
    now = timezone.now()
    for moment, day in _scheduled():
        if moment > now:
            counts.update(periods_of(day))
    return counts


def count(period: str = "") -> int:
    """The number of public posts in ``period`` ("", "2007", "2007-02" or "2007-02-03")."""
    counted = _counted_in(period) if period else _counted_in_all()
    return counted - not_due()[period] if counted else 0


def _counted_in(period: str) -> int:
    rows = _POST_COUNT.rows(period=period)
    return rows[0][0] if rows else 0


@kept_while("lists")
def _counted_in_all() -> int:
    return _counted_in("")


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
    is_far = _is_far(offset, count)
    if not period and not is_far and offset + limit <= _NEWEST_KEPT:
        return newest_ids()[offset : offset + limit]
    if is_far and len(period) in _NEXT_LEVEL and (place := _place_at(period, offset)):
        (_, last), offset, count = _days_of(place[0]), place[1], None
    at = timezone.now()
    return _OF_PERIOD.page(offset=offset, limit=limit, count=count, at=at, first=first, last=last)


@kept_while("lists", "schedule", until=next_change)
def newest_ids() -> list[int]:
    """The newest public posts, as many as any first page or feed has."""
    first, last = _days_of("")
    return _OF_PERIOD.page(offset=0, limit=_NEWEST_KEPT, at=timezone.now(), first=first, last=last)


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
    """The same of many terms of one kind, in their order; two queries at most, of a row for each not due."""
    later = Counter(_not_due_of_each(terms, timezone.now()))
    return [term.post_count - later[term.pk] for term in terms]


def _not_due_of_each(terms: Sequence[Term], at: datetime.datetime) -> list[int]:
    """The term's id for each post that one of ``terms``, all of a kind, has been counted with too early."""
    if not terms or next_change() is None:
        return []
    rows = _NOT_DUE_OF[type(terms[0])].rows(terms=[term.pk for term in terms], at=at)
    return [pk for (pk,) in rows]


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
    offset += len(_not_due_of_each([term], at))
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
    """The public posts before and after ``post`` in time; three queries at most."""
    moment = post.published_at
    if moment is None:
        return None, None
    earlier, later = _adjacent([post.pk], moment)[post.pk]
    return earlier, later or _LATER.first(at=timezone.now(), moment=moment, pk=post.pk)


def _read_adjacent(posts: list[int], moment: datetime.datetime) -> dict[int, tuple[Post | None, Post | None]]:
    """Of one post, published at ``moment``; what comes after the newest is for the clock to say."""
    now = timezone.now()
    # One bound on the index, and not two of which a planner may choose the farther one.
    before = min(now, moment)
    return {
        pk: (_EARLIER.first(at=before, moment=moment, pk=pk), _LATER.first(at=now, moment=moment, pk=pk))
        for pk in posts
    }


# A verb that changes a post changes the keys of those around it, or for many the order itself.
_adjacent = KeptOfEach(_read_adjacent, own=("post",), shared=("order",), most=_ADJACENT_KEPT)
