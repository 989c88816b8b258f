"""The comments: the queue, and one of them with all that is known about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blog.admin.lists import LongList
from blog.admin.refusals import RefusableForm, VerbAdmin
from blog.admin.requests import user_of
from comments import moderation
from comments.admin.filters import QueueFilter
from comments.models import Action, Comment, CommentStatus, RuleSignal
from comments.search import matching_ids

MAX_FOUND = 1_000
EXCERPT = 120  # characters of a comment in the list


@dataclass(frozen=True)
class Decision:
    """A button of the form: ``when`` are the statuses in which it changes anything."""

    name: str
    label: str | Promise
    verb: moderation.Verb
    when: Sequence[CommentStatus]
    style: str = ""


# In the list, where the sentence that the comment's author reads would be long and beside the point.
REASONS: dict[str, Promise] = {
    "copied": _("said before"),
    "first": _("first comment"),
    "hold_all": _("every comment is held"),
    "honeypot": _("filled in the trap"),
    "links": _("many links"),
}

_PENDING, _APPROVED, _SPAM, _TRASH = CommentStatus
DECISIONS = (
    Decision("_approve", _("Approve"), moderation.approve, (_PENDING, _SPAM, _TRASH), "default"),
    Decision("_hold", _("Hold"), moderation.hold, (_APPROVED,)),
    Decision("_restore", _("Restore"), moderation.restore, (_SPAM, _TRASH)),
    Decision("_spam", _("Spam"), moderation.mark_spam, (_PENDING, _APPROVED, _TRASH)),
    Decision("_remove", _("Move to trash"), moderation.remove, (_PENDING, _APPROVED, _SPAM), "deletelink"),
)


class DecisionForm(RefusableForm):
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        help_text=_("For the other moderators; it is kept in the log."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    @property
    def decision(self) -> Decision | None:
        return next((decision for decision in DECISIONS if decision.name in self.data), None)


@admin.register(Comment)
class CommentAdmin(VerbAdmin, LongList):
    form = DecisionForm
    fields = ("reason",)
    change_form_template = "admin/comments/comment_change_form.html"
    list_display = ("excerpt", "who", "post_title", "state", "why", "created_at")
    list_filter = (QueueFilter,)
    list_select_related = ("post",)
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
        return Comment.objects.order_by(*self.ordering)

    def for_list(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        decisive = RuleSignal.objects.exclude(action=Action.PASS).order_by("pk")
        shown = ("source", "author_name", "status", "number", "created_at", "post__title")
        return rows.only(*shown).prefetch_related(Prefetch("rule_signals", decisive))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term:
            queryset = queryset.filter(pk__in=matching_ids(search_term, limit=MAX_FOUND))
        return queryset, False

    @admin.display(description=_("comment"))
    def excerpt(self, comment: Comment) -> str:
        return Truncator(" ".join(comment.source.split())).chars(EXCERPT) or str(_("(no text)"))

    @admin.display(description=_("name"))
    def who(self, comment: Comment) -> str:
        return comment.author_name

    @admin.display(description=_("post"))
    def post_title(self, comment: Comment) -> str:
        """The title leads to the comments of this post alone."""
        title = Truncator(str(comment.post)).chars(60)
        return format_html('<a href="?status=all&amp;post={}">{}</a>', comment.post_id, title)

    @admin.display(description=_("status"))
    def state(self, comment: Comment) -> str:
        return comment.get_status_display()

    @admin.display(description=_("reason"))
    def why(self, comment: Comment) -> str:
        signal = next(iter(comment.rule_signals.all()), None)
        return str(REASONS.get(signal.rule, signal.reason)) if signal else ""

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        number = self._for_each(request, queryset, moderation.approve)
        self._tell(request, number, ngettext("%d comment is approved.", "%d comments are approved.", number))

    @admin.action(description=_("Mark as spam"), permissions=["change"])
    def mark_spam(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        number = self._for_each(request, queryset, moderation.mark_spam)
        done = ngettext("%d comment is marked as spam.", "%d comments are marked as spam.", number)
        self._tell(request, number, done, CommentStatus.SPAM)

    @admin.action(description=_("Move to trash"), permissions=["change"])
    def remove(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        number = self._for_each(request, queryset, moderation.remove)
        done = ngettext("%d comment is in the trash.", "%d comments are in the trash.", number)
        self._tell(request, number, done, CommentStatus.TRASH)

    @admin.action(description=_("Restore from spam or trash"), permissions=["change"])
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
            self.message_user(request, _("Nothing had to be changed."), messages.WARNING)
        elif where is None:
            self.message_user(request, done % number, messages.SUCCESS)
        else:
            link = format_html('<a href="?status={}">{}</a>', where, _("It can be restored from there."))
            self.message_user(request, format_html("{} {}", done % number, link), messages.SUCCESS)

    # --- One comment

    def view_on_site(self, comment: Comment) -> str | None:
        return comment.get_absolute_url() if comment.is_visible else None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        comment = context["original"]
        may_decide = self.has_change_permission(request, comment)
        context |= {
            "buttons": [row for row in DECISIONS if may_decide and comment.status in row.when],
            "signals": comment.rule_signals.all(),
            "log": comment.moderation_log.select_related("by"),
            "may_see_sender": may_decide,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Comment:
        if form.decision is None:
            raise PermissionDenied
        return super().save_form(request, form, change)

    def save_model(self, request: HttpRequest, obj: Comment, form: Any, change: bool) -> None:
        form.decision.verb(comment=obj, by=user_of(request), reason=form.cleaned_data["reason"])
