"""One comment at the desk: all that is known about it, and what can be done with it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.admin.refusals import RefusableForm, VerbAdmin
from blog.admin.requests import user_of
from comments.admin.closings import ReasonForm, address_of_discussion, close_comment, discussion_page
from comments.admin.decisions import DECISIONS, Decision, offered
from comments.admin.deeds import change_of, deed_of, doer_of
from comments.admin.editing import EditForm, edit_page, wordings_of
from comments.admin.overtaken import told_to
from comments.admin.people import person_address_of, person_page
from comments.admin.pressing import Pressing
from comments.admin.reasons import marked, words_of
from comments.admin.row_forms import ITS_PAGE, ban_form, reply_form
from comments.admin.wording import excerpt_of
from comments.ban_values import shown as shown_ban
from comments.bans import bans_on
from comments.deciding import OvertakenError, decide
from comments.history import MOST_COUNTED, History, histories_of
from comments.known_posts import title_of_post
from comments.models import Ban, Comment, ModerationLog
from comments.notes import notes_on
from comments.people import person_of

# What has been decided about one comment, at most as much as anybody reads.
MOST_OF_LOG = 50


class DecisionForm(RefusableForm):
    """``seen`` is the version that was looked at: what somebody else has decided since stays so."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        help_text=_("For the other moderators; it is kept in the log."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.version
        if self.refusal is not None:  # whoever presses again has read what has been decided meanwhile
            data: Any = self.data
            self.data = {**data.dict(), "seen": str(self.instance.version)}

    @property
    def decision(self) -> Decision | None:
        return next((decision for decision in DECISIONS if decision.name in self.data), None)


class CommentPage(VerbAdmin, Pressing):
    """The half of the comments' admin that belongs to one of them."""

    form = DecisionForm
    fields = ("reason",)
    change_form_template = "admin/comments/comment_change_form.html"

    def get_urls(self) -> list[Any]:
        """Pages about one comment, one person, one post's discussion."""
        view = self.admin_site.admin_view
        return [
            path("person/", view(person_page), name="comments_person"),
            path("discussion/<int:pk>/", view(discussion_page), name="comments_discussion"),
            path("<int:pk>/edit/", view(edit_page), name="comments_comment_edit"),
            path("<int:pk>/close/", view(close_comment), name="comments_comment_close"),
            *super().get_urls(),
        ]

    def view_on_site(self, comment: Comment) -> str | None:
        return comment.get_absolute_url() if comment.is_visible else None

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """From the comments of one post leads a way to closing its discussion."""
        post = request.GET.get("post", "") if self.has_change_permission(request) else ""
        own = {"discussion_address": address_of_discussion(post)}
        return super().changelist_view(request, {**own, **(extra_context or {})})

    # --- Looking at it

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        comment = context["original"]
        may_decide = self.has_change_permission(request, comment)
        signals = list(comment.rule_signals.all())
        context |= {
            "post_title": title_of_post(comment),
            "signals": signals,
            "typed_html": marked(comment.source, words_of(signals)),
            "log": [_told(entry) for entry in _newest_of_log(comment)],
            "wordings": wordings_of(comment),
            "parent_excerpt": excerpt_of(comment.parent) if comment.parent else "",
            "may_see_sender": may_decide,
        }
        context |= _to_decide_with(comment) if may_decide else {"buttons": []}
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Deciding

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Comment:
        if form.decision is None:
            raise PermissionDenied
        return super().save_form(request, form, change)

    def save_model(self, request: HttpRequest, obj: Comment, form: Any, change: bool) -> None:
        """Decide, if the comment is still what was looked at; else the form says who was first."""
        data = form.cleaned_data
        looked_at = Comment(pk=obj.pk, post_id=obj.post_id, version=data["seen"] or obj.version)
        try:
            entry = decide(
                verb=form.decision.verb, comment=looked_at, by=user_of(request), reason=data["reason"]
            )
        except OvertakenError as overtaken:
            raise ValidationError(told_to(user_of(request), overtaken.last)) from overtaken
        request.decided = entry  # type: ignore[attr-defined]

    def response_change(self, request: HttpRequest, obj: Comment) -> HttpResponse:
        """Back to the list, where the button stands that takes it back."""
        entry: ModerationLog | None = request.decided  # type: ignore[attr-defined]
        decision = next(decision for decision in DECISIONS if decision.name in request.POST)
        done = str(decision.done) % {"name": obj.shown_name} if entry else _("Nothing had to be changed.")
        self.tell(request, str(done), [entry], obj)
        return self.response_post_save_change(request, obj)


def _to_decide_with(comment: Comment) -> dict[str, Any]:
    """What only moderators see: who wrote it, and the forms."""
    person = person_of(comment)
    history = histories_of([comment]).get(comment.pk)
    return {
        "buttons": offered(comment),
        "person_address": person_address_of(comment),
        "history": history,
        "counts": _counts_of(history),
        "notes": notes_on(person) if person else [],
        "bans": [(ban, _value_of(ban, comment)) for ban in bans_on(comment, timezone.now())],
        "edit_form": EditForm(comment=comment) if comment.source else None,
        "reply_form": reply_form(comment, back=ITS_PAGE),
        "ban_form": ban_form(comment, back=ITS_PAGE),
        "closing_form": ReasonForm(),
    }


def _counts_of(history: History | None) -> dict[str, str]:
    """How often the writer was approved and put away, no further than is counted."""
    history = history or History()
    counts = {"approved": history.approved, "put_away": history.put_away}
    return {
        name: f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count) for name, count in counts.items()
    }


def _value_of(ban: Ban, comment: Comment) -> str:
    return shown_ban(ban, {str(comment.user_id): comment.user} if comment.user else {})


def _newest_of_log(comment: Comment) -> QuerySet[ModerationLog]:
    return comment.moderation_log.select_related("by")[:MOST_OF_LOG]


def _told(entry: ModerationLog) -> dict[str, Any]:
    return {"entry": entry, "deed": deed_of(entry), "change": change_of(entry), "doer": doer_of(entry)}
