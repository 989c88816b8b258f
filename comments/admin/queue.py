"""The list of comments as one page of work: its tabs and their counts, its rows, and the line at its head."""

import datetime
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import IntegerField, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone

from blog.admin.lists import FEW, DeskChangeList
from blog.admin.requests import user_of
from blog.models import User
from comments.admin.decisions import Decision, offered_for
from comments.admin.filters import ALL, held_for
from comments.admin.reasons import REASONS
from comments.admin.rows import Row, rows_of, with_all_shown
from comments.deciding import MOST_AT_ONCE
from comments.known_posts import with_posts_known_to
from comments.models import Comment, CommentStatus

if TYPE_CHECKING:
    from comments.admin.comments import CommentAdmin

# A tab with more has many; nobody needs to know by how much.
MOST_COUNTED = 100
COUNTED = (CommentStatus.PENDING, CommentStatus.SPAM, CommentStatus.TRASH)
OLDEST_FIRST = ("created_at", "id")
NEWEST_FIRST = ("-created_at", "-id")


class _Count(Subquery):
    """How many rows a sliced query finds; no more are read than its limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS bounded)"
    output_field = IntegerField()


def ordering_of(status: str) -> tuple[str, str]:
    """Whoever has waited longest comes first; all else is looked at from its newest."""
    return OLDEST_FIRST if status == CommentStatus.PENDING else NEWEST_FIRST


class Queue(DeskChangeList):
    """``is_cut``: the filter by reason has asked, or shows, only the head of a longer list."""

    model_admin: "CommentAdmin"
    most_at_once = MOST_AT_ONCE
    is_cut = False

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        found = super().get_queryset(request, exclude_parameters)
        reason = request.GET.get("reason")
        if reason not in REASONS:
            return found
        ids, are_more = held_for(reason, found)
        self.is_cut = are_more or len(ids) > FEW
        held = Comment.objects.filter(pk__in=ids[:FEW]).order_by(*ordering_of(self.status))
        return with_all_shown(with_posts_known_to(user_of(request), held))

    def get_results(self, request: HttpRequest) -> None:
        self.made_at = timezone.now().isoformat()  # before it is read: what comes later is not on it
        super().get_results(request)
        self.user = user_of(request)
        self.address_query = request.GET.urlencode()
        self.may_decide = self.model_admin.has_change_permission(request)

    @property
    def status(self) -> str:
        return str(self.params.get("status") or CommentStatus.PENDING)

    @property
    def is_whole_queue(self) -> bool:
        """Whether the list is all that waits, and not a search or the comments of one post."""
        chosen = self.get_filters_params()
        return not self.query and chosen in ({}, {"status": [CommentStatus.PENDING.value]})

    @cached_property
    def waiting_since(self) -> datetime.datetime | None:
        """The time of the comment that has waited longest; perhaps it stands on another page."""
        waiting = Comment.objects.filter(status=CommentStatus.PENDING).order_by(*OLDEST_FIRST)
        return waiting.values_list("created_at", flat=True).first()

    @property
    def counted_tabs(self) -> list[dict[str, Any]]:
        """The tabs, with how much lies in those that are worked off; one query."""
        counts = self._counts()
        return [{**tab, "count": counts.get(tab["value"], "")} for tab in self.tabs]

    def _counts(self) -> dict[str, str]:
        # Beside the one row of whoever asks, so that one statement counts all of them.
        one = User.objects.filter(pk=self.user.pk).order_by()
        asked: Any = {status.value: _counted(status) for status in COUNTED}
        found: Any = one.values(**asked).get()
        return {
            status: f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
            for status, count in found.items()
            if count
        }

    @cached_property
    def rows(self) -> list[Row]:
        return rows_of(list(self.result_list), self.address_query)

    @property
    def decisions_for_many(self) -> Sequence[Decision]:
        return offered_for(self.status)

    @property
    def is_of_all(self) -> bool:
        return self.status == ALL


def _counted(status: CommentStatus) -> _Count:
    return _Count(Comment.objects.filter(status=status).order_by().values("pk")[: MOST_COUNTED + 1])
