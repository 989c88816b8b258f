"""The comments: the queue, worked off in its list."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blog.admin.menu import Link
from blog.admin.requests import user_of
from comments.admin.answering import Answering
from comments.admin.banning import Banning
from comments.admin.comment_page import CommentPage
from comments.admin.filters import ALL, QueueFilter, ReasonFilter
from comments.admin.pressing import Pressing
from comments.admin.queue import NEWEST_FIRST, Queue, ordering_of
from comments.admin.rows import with_all_shown
from comments.known_posts import with_posts_known_to
from comments.models import Comment, CommentStatus
from comments.search import matching_ids

MAX_FOUND = 1_000


@admin.register(Comment)
class CommentAdmin(CommentPage, Answering, Banning, Pressing):
    list_display = ("source",)  # rows are made by a template of their own
    list_display_links = None
    list_filter = (QueueFilter, ReasonFilter)
    list_per_page = 25
    ordering = NEWEST_FIRST
    search_fields = ("source",)  # makes the field appear; get_search_results does the work
    search_help_text = _("Words of the text, or a name; the newest are found.")
    actions = None  # the queue has buttons of its own for what is ticked

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Comments go to the trash, where they keep their number and their replies."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        comments = Comment.objects.order_by(*self.get_ordering(request))
        return with_posts_known_to(user_of(request), comments)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ordering_of(request.GET.get("status") or CommentStatus.PENDING)

    def for_list(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return with_all_shown(rows)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Queue

    def menu_links(self, request: HttpRequest) -> list[Link]:
        address = reverse("admin:comments_comment_changelist")
        shown = request.GET.get("status", CommentStatus.PENDING) if request.path == address else ""
        ways = (
            (_("Waiting comments"), CommentStatus.PENDING),
            (_("All comments"), ALL),
            (_("Spam"), CommentStatus.SPAM),
        )
        return [Link(str(label), f"{address}?status={value}", shown == value) for label, value in ways]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term:
            queryset = queryset.filter(pk__in=matching_ids(search_term, limit=MAX_FOUND))
        return queryset, False
