"""The log: who did what, when and why. Nothing here can be changed."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from blog.admin.lists import LongList
from blog.admin.requests import user_of
from blog.models import User
from blog.templatetags.desk import moment
from comments.admin.deeds import DEEDS, change_of, deed_of, doer_of
from comments.admin.people import called
from comments.admin.wording import excerpt_of
from comments.known_posts import title_of_post, with_posts_known_to
from comments.models import ModerationLog
from comments.policies import may_moderate

# A filter looks through so many of the newest rows, and no more: there is no index for every question.
LOOKED_THROUGH = 5_000
MOST_NAMES = 100
NOBODY = "none"


class _NewestOnly(admin.SimpleListFilter):
    """Narrows what lies in reach of one walk along the index by time."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = {str(value) for value, _label in self.lookup_choices}
        if self.value() is None:
            return queryset
        return (
            queryset.filter(_within_reach(), self.condition()) if self.value() in known else queryset.none()
        )

    def condition(self) -> Q:
        raise NotImplementedError


def _within_reach() -> Q:
    times = ModerationLog.objects.order_by("-at", "-pk").values_list("at", flat=True)
    oldest = times[LOOKED_THROUGH : LOOKED_THROUGH + 1].first()
    return Q(at__gt=oldest) if oldest else Q()


class DeedFilter(_NewestOnly):
    title = _("what was done")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return list(DEEDS.items())

    def condition(self) -> Q:
        return Q(verb=self.value())


class DoerFilter(_NewestOnly):
    title = _("by whom")
    parameter_name = "by_whom"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        staff = User.objects.filter(is_staff=True).order_by("username")[:MOST_NAMES]
        return [*((str(user.pk), user.public_name) for user in staff), (NOBODY, _("nobody in person"))]

    def condition(self) -> Q:
        if self.value() == NOBODY:
            return Q(by=None)
        # Worked out, so that no index of theirs tempts a database to read all that they have ever done.
        return Q(doer=self.value())


@admin.register(ModerationLog)
class LogAdmin(LongList):
    list_display = ("when", "deed", "about", "who", "reason")
    list_display_links = None
    list_filter = (DeedFilter, DoerFilter)
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModerationLog]:
        return ModerationLog.objects.order_by(*self.ordering).alias(doer=F("by_id") + 0)

    def for_list(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        names = ("by__first_name", "by__last_name", "by__username")
        shown = ("at", "verb", "before", "after", "reason", "subject", "post")
        said = ("comment__source", "comment__author_name", "comment__number")
        rows = rows.select_related("comment", "by").only(*shown, *said, *names)
        return with_posts_known_to(user_of(request), rows)

    @admin.display(description=_("when"))
    def when(self, entry: ModerationLog) -> str:
        return moment(entry.at)

    @admin.display(description=_("what was done"))
    def deed(self, entry: ModerationLog) -> str:
        return format_html('<b>{}</b> <span class="note">{}</span>', deed_of(entry), change_of(entry))

    @admin.display(description=_("about"))
    def about(self, entry: ModerationLog) -> str:
        context: dict[str, Any] = {"entry": entry}
        if entry.verb == "note":
            context["person"] = called(entry.subject)
        if entry.comment is not None:
            context["excerpt"] = excerpt_of(entry.comment)
        if entry.post_id is not None:
            context["title"] = title_of_post(entry)
        return render_to_string("admin/comments/_about.html", context)

    @admin.display(description=_("by"))
    def who(self, entry: ModerationLog) -> str:
        return doer_of(entry)
