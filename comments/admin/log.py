"""What moderators have decided; nothing here can be changed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.admin.lists import LongList
from blog.admin.requests import user_of
from blog.templatetags.desk import moment
from comments.admin.wording import excerpt_of
from comments.models import ModerationLog
from comments.policies import may_moderate


@admin.register(ModerationLog)
class LogAdmin(LongList):
    list_display = ("when", "decision", "comment_said", "who", "reason")
    list_display_links = None
    ordering = ("-at", "-id")
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_moderate(user_of(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever decides may see what others have decided."""
        return may_moderate(user_of(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def for_list(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        names = ("by__first_name", "by__last_name", "by__username")
        shown = ("at", "before", "after", "reason", "comment__source", "comment__author_name")
        return rows.select_related("comment", "by").only(*shown, *names)

    @admin.display(description=gettext_lazy("when"))
    def when(self, entry: ModerationLog) -> str:
        return moment(entry.at)

    @admin.display(description=gettext_lazy("decision"))
    def decision(self, entry: ModerationLog) -> str:
        before = f"{entry.get_before_display()} → " if entry.before else ""
        return f"{before}{entry.get_after_display()}"

    @admin.display(description=gettext_lazy("comment"))
    def comment_said(self, entry: ModerationLog) -> str:
        comment = entry.comment
        address = reverse("admin:comments_comment_change", args=[comment.pk])
        return format_html('{}: <a href="{}">{}</a>', comment.shown_name, address, excerpt_of(comment))

    @admin.display(description=gettext_lazy("by"))
    def who(self, entry: ModerationLog) -> str:
        return entry.by.public_name if entry.by else _("a rule, or its author")
