"""Are the kept counters right? Looks at those of terms, of the months of their lists and of archive periods,
and mends them on request.

A counter that seems wrong is counted again with its row locked, so that work going on at the same time
is neither reported nor overwritten.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count

from blog import pagecache
from blog.derived import LEVEL_BY_LENGTH, LISTS, TermList, month_of, periods_of
from blog.models import ArchivePeriod, ListMonth, Post


@dataclass(frozen=True)
class Wrong:
    """One counter that was ``kept`` with a value other than was ``counted``."""

    what: str
    kept: Any
    counted: Any
    is_repaired: bool = False

    def __str__(self) -> str:
        verdict = "repaired" if self.is_repaired else "wrong"
        return f"{self.what}: kept {self.kept}, counted {self.counted} ({verdict})"


def check(*, repair: bool = False) -> Iterator[Wrong]:
    """Yield every wrong counter of categories, tags, authors and archive periods."""
    for terms in LISTS:
        yield from _check_terms(terms, repair)
    yield from _check_periods(repair)


def _check_terms(terms: TermList, repair: bool) -> Iterator[Wrong]:
    for pk, kept in terms.term_model.objects.order_by("pk").values_list("pk", "post_count").iterator():
        counted = _months_counted(terms, pk)
        if kept != counted.total() or _months_kept(terms, pk) != counted:
            yield from _settle_term(terms, pk, repair)


def _months_counted(terms: TermList, pk: int) -> Counter[str]:
    listed = terms.rows.objects.filter(**{terms.term: pk}, listed_at__isnull=False).order_by()
    return Counter(map(month_of, listed.values_list("listed_at", flat=True)))


def _months_kept(terms: TermList, pk: int) -> Counter[str]:
    return Counter(dict(ListMonth.objects.filter(key=f"{terms.key}:{pk}").values_list("month", "post_count")))


@transaction.atomic
def _settle_term(terms: TermList, pk: int, repair: bool) -> list[Wrong]:
    """Count again under the lock of the term's row, which is also that of its months."""
    row = terms.term_model.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        return []
    key, what = f"{terms.key}:{pk}", f"posts of {terms.key} {pk} ({row})"
    counted, kept = _months_counted(terms, pk), _months_kept(terms, pk)
    wrong = []
    if row.post_count != counted.total():
        wrong.append(Wrong(what, row.post_count, counted.total(), repair))
    wrong += [
        Wrong(f"{what} in {month}", kept[month], counted[month], repair)
        for month in sorted(counted.keys() | kept.keys())
        if counted[month] != kept[month]
    ]
    if wrong and repair:
        terms.term_model.objects.filter(pk=pk).update(post_count=counted.total())
        ListMonth.objects.filter(key=key).delete()
        ListMonth.objects.bulk_create(
            ListMonth(key=key, month=month, post_count=posts) for month, posts in sorted(counted.items())
        )
        pagecache.invalidate({"terms", "lists", key})
    return wrong


def _check_periods(repair: bool) -> Iterator[Wrong]:
    counted: Counter[str] = Counter()
    days = Post.objects.filter(counted_on__isnull=False).order_by().values_list("counted_on")
    for day, posts in days.annotate(Count("pk")):
        for period in periods_of(day):
            counted[period] += posts
    kept = dict(ArchivePeriod.objects.values_list("period", "post_count"))
    for period in sorted(counted.keys() | kept.keys()):
        if counted[period] != kept.get(period, 0):
            yield from _settle_period(period, repair)


@transaction.atomic
def _settle_period(period: str, repair: bool) -> list[Wrong]:
    rows = ArchivePeriod.objects.select_for_update()
    row, _created = rows.get_or_create(period=period, defaults={"level": LEVEL_BY_LENGTH[len(period)]})
    counted = _posts_of(period)
    if row.post_count == counted:
        return []
    if repair:
        ArchivePeriod.objects.filter(pk=period).update(post_count=counted)
        pagecache.invalidate({"lists", f"year:{period[:4]}"} if period else {"lists"})
    return [Wrong(f"posts of {period or 'all years'}", row.post_count, counted, repair)]


def _posts_of(period: str) -> int:
    posts = Post.objects.filter(counted_on__isnull=False)
    parts = [int(part) for part in period.split("-")] if period else []
    if len(parts) == 3:
        return posts.filter(counted_on=datetime.date(*parts)).count()
    lookups = zip(("counted_on__year", "counted_on__month"), parts, strict=False)
    return posts.filter(**dict(lookups)).count()
