"""The comments: the queue, worked off in its list."""

import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from blog.admin.lists import DeskChangeList, LongList
from blog.admin.menu import Link
from blog.admin.requests import user_of
from blog.templatetags.desk import moment
from comments import moderation
from comments.admin import rows as rows_of
from comments.admin.comment_page import CommentPage
from comments.admin.decisions import Decision, named
from comments.admin.filters import ALL, QueueFilter
from comments.admin.wording import with_posts_known_to
from comments.models import Comment, CommentStatus
from comments.search import matching_ids

MAX_FOUND = 1_000
NOTHING = _("Nothing had to be changed.")
MAX_DIGITS = 18  # of an id; more is too much for a database


class Queue(DeskChangeList):
    @property
    def is_whole_queue(self) -> bool:
        """Whether the list is all that waits, and not a search or the comments of one post."""
        chosen = self.get_filters_params()
        return not self.query and chosen in ({}, {"status": [CommentStatus.PENDING.value]})

    @property
    def waiting_since(self) -> datetime.datetime | None:
        """The time of the comment that has waited longest. It stands last, perhaps many pages on."""
        waiting = Comment.objects.filter(status=CommentStatus.PENDING).order_by("created_at", "pk")
        return waiting.values_list("created_at", flat=True).first()


@admin.register(Comment)
class CommentAdmin(CommentPage, LongList):
    list_display = ("when", "said", "person", "verbs")
    list_display_links = ("when",)
    list_filter = (QueueFilter,)
    ordering = ("-created_at", "-id")
    search_fields = ("source",)  # makes the field appear; get_search_results does the work
    search_help_text = _("Words of the text, or a name; the newest are found.")
    actions = ("approve", "mark_spam", "remove", "restore")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Comments go to the trash, where they keep their number and their replies."""
        return False

    # --- The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        comments = Comment.objects.order_by(*self.ordering)
        return with_posts_known_to(user_of(request), comments)

    def for_list(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows_of.with_all_shown(rows)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Queue

    def get_list_display(self, request: HttpRequest) -> Any:
        return self.list_display if self.has_change_permission(request) else self.list_display[:-1]

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

    @admin.display(description=_("when"))
    def when(self, comment: Comment) -> str:
        number = format_html("<b>#{}</b> ", comment.number) if comment.number else ""
        return format_html("{}{}", number, moment(comment.created_at))

    @admin.display(description=_("comment"))
    def said(self, comment: Comment) -> str:
        return rows_of.said(comment)

    @admin.display(description=_("person"))
    def person(self, comment: Comment) -> str:
        return rows_of.person(comment)

    @admin.display(description=_("decide"))
    def verbs(self, comment: Comment) -> str:
        return rows_of.verbs(comment)

    # --- Deciding in the list

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST" and "decide" in request.POST:
            return self._decide(request, request.POST["decide"])
        return super().changelist_view(request, extra_context)

    def _decide(self, request: HttpRequest, pressed: str) -> HttpResponse:
        """Do what the button of one row says, and come back to the list."""
        name, _colon, key = pressed.partition(":")
        decision = named(name)
        is_key = key.isdecimal() and len(key) <= MAX_DIGITS
        comment = Comment.objects.filter(pk=key).first() if is_key else None
        if decision is None or not self.has_change_permission(request, comment):
            raise PermissionDenied
        found = [comment] if comment else []
        if moderation.apply(verb=decision.verb, comments=found, by=user_of(request)):
            assert comment is not None  # noqa: S101  one was changed
            self._tell_of(request, comment, decision)
        else:
            self.message_user(request, NOTHING, messages.WARNING)
        return redirect(request.get_full_path())

    def _tell_of(self, request: HttpRequest, comment: Comment, decision: Decision) -> None:
        done = str(decision.done) % {"name": comment.shown_name}
        address = reverse("admin:comments_comment_change", args=[comment.pk])
        link = format_html('<a href="{}">{}</a>', address, gettext("Look at it again"))
        self.message_user(request, format_html("{} {}", done, link), messages.SUCCESS)

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        number = self._for_each(request, queryset, moderation.approve)
        self._tell(request, number, ngettext("%d comment is approved.", "%d comments are approved.", number))

    @admin.action(description=_("Spam"), permissions=["change"])
    def mark_spam(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        number = self._for_each(request, queryset, moderation.mark_spam)
        done = ngettext("%d comment is marked as spam.", "%d comments are marked as spam.", number)
        self._tell(request, number, done, CommentStatus.SPAM)

    @admin.action(description=_("Remove"), permissions=["change"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        number = self._for_each(request, queryset, moderation.remove)
        done = ngettext("%d comment is in the trash.", "%d comments are in the trash.", number)
        self._tell(request, number, done, CommentStatus.TRASH)

    @admin.action(description=_("Restore"), permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        number = self._for_each(request, queryset, moderation.restore)
        self._tell(request, number, ngettext("%d comment is restored.", "%d comments are restored.", number))

    def _for_each(self, request: HttpRequest, ticked: QuerySet[Any], verb: moderation.Verb) -> int:
        # Read again, whole: the list has left out most columns.
        comments = Comment.objects.filter(pk__in=[comment.pk for comment in ticked])
        return moderation.apply(verb=verb, comments=comments, by=user_of(request))

    def _tell(self, request: HttpRequest, number: int, done: str, where: CommentStatus | None = None) -> None:
        """Say what was done, and where a mistake is undone."""
        if not number:
            self.message_user(request, NOTHING, messages.WARNING)
        elif where is None:
            self.message_user(request, done % number, messages.SUCCESS)
        else:
            link = format_html('<a href="?status={}">{}</a>', where, _("It can be restored from there."))
            self.message_user(request, format_html("{} {}", done % number, link), messages.SUCCESS)
