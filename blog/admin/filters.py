"""Filters of the posts' list. None of them reads the whole table to know its own choices."""

import calendar
import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from blog import archives
from blog.admin.lists import WALKED_BY
from blog.models import Author, Category, Page, Post, Status
from blog.models.site import Level
from blog.statements import Statement

MAX_SCHEDULED = 1_000
MAX_AUTHORS = 50  # the busiest; a guest's posts are found by search
MAX_DIGITS = 18  # of an id; more is too much for a database
_STEP = "\u2003"

_CATEGORIES = Statement(lambda: Category.objects.only("name", "path"))
_BUSIEST = Statement(
    lambda: Author.objects.order_by("-post_count", "name").values_list("pk", "name")[:MAX_AUTHORS]
)

Choices = Iterable[tuple[str, Any]]


class StatusFilter(admin.SimpleListFilter):
    is_tabs = True
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        shown: list[tuple[str, Any]] = list(Status.choices)
        shown.insert(3, ("scheduled", _("scheduled")))
        return shown

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case None:
                return queryset.exclude(status=Status.TRASH)
            case "scheduled" if queryset.model is Page:  # of which there are few, and none has a day
                return queryset.filter(status=Status.PUBLISHED, published_at__gt=timezone.now())
            case "scheduled":
                return queryset.filter(pk__in=scheduled_ids())
            case value:
                return queryset.filter(status=value)


def scheduled_ids() -> list[int]:
    """Posts of a time to come, with a password or without: few, and found by the day in their address.

    The status is looked at here, or it would tempt the database to walk through all that is published.
    """
    now = timezone.now()
    day = now.date() - datetime.timedelta(days=1)  # it may be yesterday still, in the site's zone
    rows = Post.objects.filter(published_on__gte=day, published_at__gt=now)
    found = rows.values_list("pk", "status")[:MAX_SCHEDULED]
    return [pk for pk, status in found if status == Status.PUBLISHED]


class CategoryFilter(admin.SimpleListFilter):
    title = _("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(str(row.pk), _STEP * row.depth + row.name) for row in _CATEGORIES.objects()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return _by_row(queryset, "category_rows", "category", self.value())


class AuthorFilter(admin.SimpleListFilter):
    title = _("author")
    parameter_name = "author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return sorted(((str(pk), name) for pk, name in _BUSIEST.rows()), key=lambda row: row[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return _by_row(queryset, "bylines", "author", self.value())


def _by_row(queryset: QuerySet[Any], rows: str, term: str, value: str | None) -> QuerySet[Any]:
    if value is None:
        return queryset
    if not value.isdecimal() or len(value) > MAX_DIGITS:
        raise IncorrectLookupParameters
    return by_row(queryset, rows, term, int(value))


def by_row(queryset: QuerySet[Any], rows: str, term: str, value: int | None) -> QuerySet[Any]:
    """Posts that have a row of this term, to be walked through along the index of the rows."""
    if WALKED_BY in queryset.query.annotations:  # along that of another term's rows
        return queryset.filter(**{f"{rows}__{term}": value})
    joined = queryset.annotate(row=FilteredRelation(rows, condition=Q(**{f"{rows}__{term}": value})))
    return joined.filter(**{f"row__{term}": value}).annotate(**{WALKED_BY: F("row__post_id")})


class PeriodFilter(admin.SimpleListFilter):
    """Years, and the months of the chosen one, as the archive has counted them."""

    title = _("publication")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        chosen = request.GET.get(self.parameter_name, "")[:4]
        for year in archives.periods(Level.YEAR):
            yield year.period, year.period
            if year.period == chosen:
                for month in archives.periods(Level.MONTH, below=chosen):
                    yield month.period, _STEP + date_format(month.first_day, "F")

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset
        try:
            first, last = _days_of(value)
        except ValueError:
            raise IncorrectLookupParameters from None
        return queryset.filter(published_on__gte=first, published_on__lte=last)


def _days_of(period: str) -> tuple[datetime.date, datetime.date]:
    """The first and last day of "2007" or "2007-02"."""
    year, _dash, month = period.partition("-")
    if not month:
        return datetime.date(int(year), 1, 1), datetime.date(int(year), 12, 31)
    days = calendar.monthrange(int(year), int(month))[1]
    return datetime.date(int(year), int(month), 1), datetime.date(int(year), int(month), days)
