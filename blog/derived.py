"""Derived data and the one way it is kept: :func:`refresh`, called by every verb that touches posts.

What is derived: the ``listed_at`` of a post's rows in lists, the rows of ancestor categories, the
counters of terms, authors, the months of their lists and archive periods, the search index, the stamps.
Everything is worked out as a difference between what the rows say and what they should say, so calling it
twice changes nothing.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from blog import pagecache, search
from blog.models import (
    ArchivePeriod,
    Author,
    Byline,
    CategorizedPost,
    Category,
    Kind,
    ListMonth,
    Post,
    Status,
    Tag,
    TaggedPost,
)
from blog.models.site import Level

# Above so many posts at once, all post pages count as changed rather than the neighbours of each.
FEW = 20
# So many rows go into one statement: SQLite may know no more than 32,766 parameters.
ROWS_AT_ONCE = 5_000
# Of the counters, among PostgreSQL's advisory locks: any number that nothing else takes.
_TURN = 20_030_105
LEVEL_BY_LENGTH = {0: Level.ALL, 4: Level.YEAR, 7: Level.MONTH, 10: Level.DAY}


@dataclass(frozen=True)
class TermList:
    """How one kind of term lists posts."""

    rows: Any
    post: str
    term: str
    term_model: Any
    key: str


LISTS = (
    TermList(CategorizedPost, "post_id", "category_id", Category, "category"),
    TermList(TaggedPost, "content_object_id", "tag_id", Tag, "tag"),
    TermList(Byline, "post_id", "author_id", Author, "author"),
)


# By term and month of its list.
Deltas = Counter[tuple[int, str]]


@transaction.atomic
def refresh(posts: Iterable[Post], *, also: Iterable[str] = ()) -> None:
    """Bring everything derived from ``posts`` up to date, in a constant number of statements.

    ``posts`` are rows as saved; one that is to be deleted must be refreshed in the trash first.
    ``also`` are further page keys that the verb changes (terms left, former neighbours).
    """
    rows = {post.pk: post for post in posts}
    if not rows:
        return
    _take_turn()
    _place_under_ancestors(rows)
    keys = set(also)
    for post in rows.values():
        keys |= _keys_of(post)
    for terms in LISTS:
        keys |= _refresh_list(terms, rows)
    _refresh_archive(rows.values())
    search.index(rows.values())
    pagecache.invalidate(keys | neighbour_keys(rows.values()))


def keys_showing(posts: Collection[Post]) -> set[str]:
    """The keys of all that shows one of ``posts`` as they stand, for what is changed beside them."""
    keys = {key for post in posts for key in _keys_of(post)}
    pks = [post.pk for post in posts]
    for terms in LISTS:
        listed = terms.rows.objects.filter(**{f"{terms.post}__in": pks}, listed_at__isnull=False)
        keys |= {f"{terms.key}:{pk}" for pk in listed.values_list(terms.term, flat=True)}
    return keys


def _keys_of(post: Post) -> set[str]:
    """The keys of what shows ``post`` or has shown it so far, terms and neighbours apart.

    What is in no list, such as a draft, changes none. What leaves the schedule changes nothing that is
    seen, and what is public now changes the lists themselves.
    """
    keys = {f"post:{post.pk}", f"thread:{post.pk}"}
    if post.kind == Kind.PAGE:
        return keys | {"site"}
    moment = listed_at(post)
    days = {post.counted_on, post.published_on if moment else None} - {None}
    keys |= {f"year:{day.year:04}" for day in days if day}
    if days:
        keys.add("lists")
    if moment and moment > timezone.now():
        keys.add("schedule")
    return keys


def listed_at(post: Post) -> datetime.datetime | None:
    """What the database computes as ``Post.listed_at``, for a row in hand; pages are in no list."""
    if post.kind == Kind.POST and post.status == Status.PUBLISHED and not post.password:
        return post.published_at
    return None


def _place_under_ancestors(rows: dict[int, Post]) -> None:
    """Make the non-direct category rows what the direct ones ask for."""
    direct: dict[int, set[int]] = {pk: set() for pk in rows}
    indirect: dict[tuple[int, int], int] = {}
    for pk, post_id, category_id, is_direct in CategorizedPost.objects.filter(post__in=rows).values_list(
        "pk", "post_id", "category_id", "direct"
    ):
        if is_direct:
            direct[post_id].add(category_id)
        else:
            indirect[(post_id, category_id)] = pk
    wanted = _wanted_ancestors(direct)
    remove_rows(CategorizedPost, [pk for place, pk in indirect.items() if place not in wanted])
    CategorizedPost.objects.bulk_create(
        CategorizedPost(post_id=post_id, category_id=category_id, direct=False)
        for post_id, category_id in sorted(wanted - indirect.keys())
    )


def _wanted_ancestors(direct: dict[int, set[int]]) -> set[tuple[int, int]]:
    if not any(direct.values()):
        return set()
    parents = dict(Category.objects.values_list("pk", "parent_id"))
    wanted = set()
    for post_id, categories in direct.items():
        for category in categories:
            above = parents[category]
            while above is not None:
                if above not in categories:
                    wanted.add((post_id, above))
                above = parents[above]
    return wanted


def _refresh_list(terms: TermList, rows: dict[int, Post]) -> set[str]:
    """Copy ``listed_at`` to the posts' rows in one kind of list; return the keys of the lists."""
    by_time: dict[datetime.datetime | None, list[int]] = {}
    deltas: Deltas = Counter()
    keys: set[str] = set()
    found = terms.rows.objects.filter(**{f"{terms.post}__in": rows})
    for pk, post_id, term_id, was in found.values_list("pk", terms.post, terms.term, "listed_at"):
        now = listed_at(rows[post_id])
        if was or now:
            keys.add(f"{terms.key}:{term_id}")
        if was != now:
            by_time.setdefault(now, []).append(pk)
            for moment, delta in ((was, -1), (now, 1)):
                if moment:
                    deltas[term_id, month_of(moment)] += delta
    for moment, pks in by_time.items():
        terms.rows.objects.filter(pk__in=pks).update(listed_at=moment)
    _count(terms, deltas)
    return keys


def remove_rows(model: Any, pks: Collection[int]) -> set[str]:
    """Delete rows of one of :data:`LISTS` and take them out of the counters; return the lists' keys."""
    if not pks:
        return set()
    terms = next(kind for kind in LISTS if kind.rows is model)
    rows = model.objects.filter(pk__in=pks)
    deltas: Deltas = Counter()
    keys = set()
    for term_id, was in rows.values_list(terms.term, "listed_at"):
        if was:
            deltas[term_id, month_of(was)] -= 1
            keys.add(f"{terms.key}:{term_id}")
    _take_turn()
    rows.delete()
    _count(terms, deltas)
    return keys


def month_of(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat()[: len("2007-02")]


def _count(terms: TermList, deltas: Deltas) -> None:
    """Add each delta to the counters of its term and of its term's month.

    Terms first, one statement for each distinct delta. One whose post only went from one month to another is
    counted with no difference, since its row is the lock of its months.
    """
    of_terms: Counter[int] = Counter()
    months = [(f"{terms.key}:{term}", month, delta) for (term, month), delta in deltas.items() if delta]
    for (term, _month), delta in deltas.items():
        of_terms[term] += delta
    by_delta: dict[int, list[int]] = {}
    for term, delta in of_terms.items():
        by_delta.setdefault(delta, []).append(term)
    for delta, pks in sorted(by_delta.items()):
        terms.term_model.objects.filter(pk__in=pks).update(post_count=F("post_count") + delta)
    _count_months(sorted(months))


def _take_turn() -> None:
    """Wait until no other verb is counting, and keep others waiting until the transaction ends.

    Each takes away here and adds there, and two that do so in opposite order would wait for each other. On
    SQLite the transaction itself is the turn.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def _count_months(rows: Iterable[tuple[str, str, int]]) -> None:
    table, left = ListMonth._meta.db_table, iter(rows)
    with connection.cursor() as cursor:
        while some := list(islice(left, ROWS_AT_ONCE)):
            cursor.execute(
                f"INSERT INTO {table} (key, month, post_count) "  # noqa: S608
                f"VALUES {', '.join(['(%s, %s, %s)'] * len(some))} "
                "ON CONFLICT (key, month) DO UPDATE "
                f"SET post_count = {table}.post_count + excluded.post_count",
                [value for row in some for value in row],
            )


def _refresh_archive(posts: Iterable[Post]) -> None:
    """Move posts to the day under which the archive counts them."""
    deltas: Counter[str] = Counter()
    moved: dict[datetime.date | None, list[int]] = {}
    for post in posts:
        day = post.published_on if listed_at(post) else None
        if day == post.counted_on:
            continue
        for counted, delta in ((post.counted_on, -1), (day, 1)):
            for period in periods_of(counted):
                deltas[period] += delta
        post.counted_on = day
        moved.setdefault(day, []).append(post.pk)
    for day, pks in moved.items():
        Post.entries.filter(pk__in=pks).update(counted_on=day)
    _count_periods(deltas)


def periods_of(day: datetime.date | None) -> tuple[str, ...]:
    """The archive periods that contain ``day``: everything, its year, its month, itself."""
    if day is None:
        return ()
    iso = day.isoformat()
    return ("", iso[:4], iso[:7], iso)


def _count_periods(deltas: Counter[str]) -> None:
    changed = {period: delta for period, delta in sorted(deltas.items()) if delta}
    ArchivePeriod.objects.bulk_create(
        [ArchivePeriod(period=period, level=LEVEL_BY_LENGTH[len(period)]) for period in changed],
        ignore_conflicts=True,
    )
    by_delta: dict[int, list[str]] = {}
    for period, delta in changed.items():
        by_delta.setdefault(delta, []).append(period)
    for delta, periods in sorted(by_delta.items()):
        ArchivePeriod.objects.filter(pk__in=periods).update(post_count=F("post_count") + delta)


def neighbour_keys(posts: Collection[Post]) -> set[str]:
    """The keys of the pages that name one of ``posts`` as the previous or the next."""
    if len(posts) > FEW:
        return {"order"}
    return {f"post:{pk}" for post in posts for pk in _neighbours(post)}


def _neighbours(post: Post) -> list[int]:
    moment = listed_at(post)
    if moment is None:
        return []
    others = Post.objects.exclude(pk=post.pk)
    before = others.filter(listed_at__lte=moment).newest_first()
    after = others.filter(listed_at__gte=moment).order_by("listed_at", "pk")
    return [pk for side in (before, after) for pk in side.values_list("pk", flat=True)[:1]]
