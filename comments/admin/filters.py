"""Filters of the comments' list."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comments.admin.reasons import REASONS
from comments.models import Action, Comment, CommentStatus, RuleSignal

ALL = "all"
# A rule's results are found by comment, not the other way round. So many comments at the head of the list are
# asked, in the order in which they will be read; what is found there is listed whole.
ASKED_FOR_REASON = 1_000


class QueueFilter(admin.SimpleListFilter):
    """The queue is what is shown first: what waits for somebody."""

    title = _("status")
    parameter_name = "status"
    is_tabs = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [
            (CommentStatus.PENDING.value, _("Waiting")),
            (CommentStatus.SPAM.value, _("Spam")),
            (CommentStatus.TRASH.value, _("Trash")),
            (CommentStatus.APPROVED.value, _("Approved")),
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
                "value": value,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if self.value() == ALL else queryset.filter(status=self.value())


class ReasonFilter(admin.SimpleListFilter):
    """Why it waits. Applied last, to the head of what all the rest has found (see ``held_for``)."""

    title = _("reason")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return list(REASONS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset


def held_for(rule: str, comments: QuerySet[Comment]) -> tuple[list[int], bool]:
    """Return the ids of those at the head of ``comments`` that ``rule`` has held, and whether there are more
    comments than were asked; two queries.
    """
    ids = list(comments.prefetch_related(None).values_list("pk", flat=True)[: ASKED_FOR_REASON + 1])
    signals = RuleSignal.objects.filter(comment__in=ids[:ASKED_FOR_REASON], rule=rule)
    held = set(signals.exclude(action=Action.PASS).order_by().values_list("comment", flat=True))
    return [pk for pk in ids if pk in held], len(ids) > ASKED_FOR_REASON
