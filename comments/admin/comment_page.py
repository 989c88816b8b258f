"""One comment at the desk: all that is known about it, and what can be done with it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from blog.admin.refusals import RefusableForm, VerbAdmin
from blog.admin.requests import user_of
from comments.admin.decisions import DECISIONS, Decision, offered
from comments.admin.wording import title_of_post
from comments.models import Comment


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


class CommentPage(VerbAdmin):
    """The half of the comments' admin that belongs to one of them."""

    form = DecisionForm
    fields = ("reason",)
    change_form_template = "admin/comments/comment_change_form.html"

    def view_on_site(self, comment: Comment) -> str | None:
        return comment.get_absolute_url() if comment.is_visible else None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        comment = context["original"]
        may_decide = self.has_change_permission(request, comment)
        context |= {
            "buttons": offered(comment) if may_decide else [],
            "post_title": title_of_post(comment),
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
