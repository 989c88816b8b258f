"""Lists of any length: nothing is counted to the end, and nothing is done to what is not on the page."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db import DataError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import cached_property

from blog.templatetags.desk import list_heading

# Pages offered beyond the one that is open; so many rows are counted, and no more.
LOOK_AHEAD = 10
# Rows that may be sorted whole. A search finds no more, and a planner must not be asked for "one of these 50,
# and one of those 500": PostgreSQL takes that for 25,000 and reads the table.
FEW = 500
MAX_DIGITS = 7  # of a page's number; a longer one is no page of ours


class NearPaginator(Paginator):
    """Knows the pages up to a little past the one asked for, and reads rows by their numbers.

    The numbers come from an index alone; the rows, which may be wide, only for the page that is shown.
    """

    object_list: QuerySet[Any]

    def __init__(self, object_list: QuerySet[Any], per_page: int, *, near: int) -> None:
        super().__init__(object_list, per_page)
        self.bound = (near + LOOK_AHEAD) * per_page + 1

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by().values("pk")[: self.bound].count()

    @property
    def is_more(self) -> bool:
        """Whether there are rows that have not been counted."""
        return self.count == self.bound

    def page(self, number: Any) -> Page[Any]:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        if self.count <= FEW:
            return Page(self.object_list[start : start + self.per_page], number, self)
        plain = self.object_list.prefetch_related(None)
        ids = list(plain.values_list("pk", flat=True)[start : start + self.per_page])
        return Page(self.object_list.filter(pk__in=ids), number, self)


def is_tabs(spec: Any) -> bool:
    return getattr(spec, "is_tabs", False)


class DeskChangeList(ChangeList):
    """Lets the admin of a model say what its list, and only its list, reads."""

    model_admin: "LongList"

    @property
    def tabs(self) -> list[Any]:
        """The choices of the filter that stands over the list."""
        return [choice for spec in self.filter_specs if is_tabs(spec) for choice in spec.choices(self)]

    @property
    def side_filters(self) -> list[Any]:
        return [spec for spec in self.filter_specs if not is_tabs(spec)]

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        return self.model_admin.for_list(request, super().get_queryset(request, exclude_parameters))

    def get_results(self, request: HttpRequest) -> None:
        """As Django's; a number that no database holds is a wrong question, as a word in its place is."""
        try:
            super().get_results(request)
        except (DataError, OverflowError) as error:
            raise IncorrectLookupParameters from error


class LongList(admin.ModelAdmin):
    """An admin whose table may hold a million rows."""

    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    empty_value_display = "–"
    heading: Any = ""  # of the list; empty: the models' name
    add_label: Any = ""  # of the button that makes a new row; empty: "Add …"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DeskChangeList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": list_heading(self.opts), **(extra_context or {})})

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Under the words of the button that led there."""
        own = {"title": self.add_label} if self.add_label else {}
        return super().add_view(request, form_url, {**own, **(extra_context or {})})

    def for_list(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What the list reads: which rows this person may see, and which columns are shown."""
        return rows

    def get_paginator(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        per_page: int,
        orphans: int = 0,
        allow_empty_first_page: bool = True,
    ) -> Paginator:
        asked = request.GET.get("p") or request.GET.get("page") or ""
        is_number = asked.isdecimal() and len(asked) <= MAX_DIGITS
        return NearPaginator(queryset, per_page, near=int(asked) if is_number else 1)

    def response_action(  # type: ignore[override]
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponseBase | None:
        """Act on the rows that were ticked, never on "all of them": nobody has looked at those."""
        data = request.POST.copy()
        data["select_across"] = "0"
        request.POST = data  # type: ignore[assignment]
        return super().response_action(request, queryset)
