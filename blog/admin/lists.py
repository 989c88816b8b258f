"""Lists of any length: nothing is counted to the end, and nothing is done to what is not on the page."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import quote
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.db import DataError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from blog.admin.columns import rows_of
from blog.admin.keyset import END, START, Place, WrongPlaceError, stretch_at
from blog.templatetags.desk import list_heading

# Rows that are counted; of a longer list it is only said that there are more.
MOST_COUNTED = 500
# Rows that may be sorted whole. A search finds no more.
FEW = 500
# Rows that a search without an index looks through.
LOOKED_THROUGH = 5_000
# What a filter notes in a list that has to be sorted otherwise, for its rows to lie side by side in an index.
WALKED_BY = "walked_by"
_ANY_KEY = "0"


class FirstPages(Paginator):
    """Numbered pages, for what has few: the history of one row, what a field completes as one writes."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by().values("pk")[:FEW].count()


@dataclass(frozen=True)
class Step:
    """A link to another page of the list."""

    label: Any
    query_string: str
    rel: str = ""


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

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """As the admin says, or as a filter walks: no two rows are equal, and an index has them so."""
        if WALKED_BY in queryset.query.annotations:
            return [f"-{WALKED_BY}"]
        return list(self.model_admin.get_ordering(request) or self.opts.ordering or ())

    def get_results(self, request: HttpRequest) -> None:
        """Read one page, and as many of the others as are counted.

        A place that is in no list, and a number that no database holds, is a wrong question.
        """
        try:
            place = Place.read(request.GET.get(PAGE_VAR, ""))
            self.stretch = stretch_at(place, self.queryset, self.list_per_page)
            self.multi_page = bool(self.stretch.earlier or self.stretch.later)
            self.result_list = self.stretch.rows
            self.result_count = self._count() if self.multi_page else len(self.result_list)
        except (WrongPlaceError, DataError, OverflowError) as error:
            raise IncorrectLookupParameters from error
        self.model_admin.complete(self.result_list)
        self.is_more = self.result_count > MOST_COUNTED
        self.result_count = min(self.result_count, MOST_COUNTED)
        self.full_result_count, self.show_admin_actions = None, True

    def url_for_result(self, result: Any) -> str:
        """As Django's, which looks the address up for each row anew, and with what is asked of the list."""
        before, after = self._around_key
        return f"{before}{quote(result.pk)}{after}"

    @cached_property
    def _around_key(self) -> tuple[str, str]:
        """The address of a row, before its key and after it."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        address = reverse(name, args=[_ANY_KEY])
        before, _key, _after = address.rpartition(_ANY_KEY)
        kept: Any = {"preserved_filters": self.preserved_filters, "opts": self.opts}
        return before, add_preserved_filters(kept, address).removeprefix(before + _ANY_KEY)

    @cached_property
    def headers(self) -> list[dict[str, Any]]:
        return list(result_headers(self))

    @property
    def table_rows(self) -> SafeString:
        return rows_of(self)

    def _count(self) -> int:
        return self.queryset.order_by().values("pk")[: MOST_COUNTED + 1].count()

    @property
    def steps(self) -> list[Step]:
        """The ways to the other pages."""
        earlier, later = self.stretch.earlier, self.stretch.later
        ways = (
            (_("First page"), earlier and START, ""),
            (_("Previous page"), earlier, "prev"),
            (_("Next page"), later, "next"),
            (_("Last page"), later and END, ""),
        )
        return [
            Step(label, self.get_query_string({PAGE_VAR: str(place)} if place != START else None), rel)
            for label, place, rel in ways
            if place
        ]


class LongList(admin.ModelAdmin):
    """An admin whose table may hold a million rows."""

    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = FirstPages  # of the history and of what a field completes; the list has its own pages
    sortable_by = ()
    empty_value_display = "–"
    heading: Any = ""  # of the list; empty: the models' name
    add_label: Any = ""  # of the button that makes a new row; empty: "Add …"
    nothing_yet: Any = ""  # what the list says while there are no rows at all

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

    def complete(self, rows: list[Any]) -> None:
        """Read what the columns show beside the rows of one page, where a join or a prefetch is too dear."""

    def response_action(  # type: ignore[override]
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponseBase | None:
        """Act on the rows that were ticked, never on "all of them": nobody has looked at those."""
        data = request.POST.copy()
        data["select_across"] = "0"
        request.POST = data  # type: ignore[assignment]
        return super().response_action(request, queryset)


class NewestFound(LongList):
    """A list of which a search looks through the newest rows only, as there is no index of what they say."""

    search_help_text = _("Looked for among the newest 5,000.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term:
            return queryset, False
        newest = self.model._default_manager.order_by("-pk")
        last = newest.values_list("pk", flat=True)[LOOKED_THROUGH - 1 : LOOKED_THROUGH].first()
        reached = newest.filter(pk__gte=last) if last else newest
        found, _may_repeat = super().get_search_results(request, reached, search_term)
        return queryset.filter(pk__in=list(found.values_list("pk", flat=True)[:FEW])), False
