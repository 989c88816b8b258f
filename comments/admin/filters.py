"""Filters of the comments' list."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comments.models import CommentStatus

ALL = "all"


class QueueFilter(admin.SimpleListFilter):
    """The queue is what is shown first: what waits for somebody."""

    title = _("status")
    parameter_name = "status"
    is_tabs = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [
            (CommentStatus.PENDING.value, _("Waiting")),
            (CommentStatus.SPAM.value, _("Spam")),
            (CommentStatus.APPROVED.value, _("Approved")),
            (CommentStatus.TRASH.value, _("Removed")),
            (ALL, _("All")),
        ]

    def value(self) -> str:
        return super().value() or CommentStatus.PENDING.value

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if self.value() == ALL else queryset.filter(status=self.value())
