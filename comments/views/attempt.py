"""Somebody's attempt to comment: what they typed, who they are, and the pages that show it to them again."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from blog.context import staff_of
from blog.models import Post
from comments import cards, closing, discussion, origin
from comments.forms import CommentForm, parent_pk
from comments.models import Comment, DiscussionSettings
from comments.policies import Refusal
from comments.submission import Outcome, State, Submission, display_name, examine


def refused(
    request: HttpRequest, heading: str, reason: str | Refusal, *, post: Post, status: int, text: str = ""
) -> HttpResponse:
    """Say why nothing was posted and what to do, with the text that was sent."""
    back = post.get_absolute_url()
    context = {"heading": heading, "refusal": reason, "back": back, "text": text, "post": post}
    return render(request, "comments/refused.html", context, status=status)


class Attempt:
    """``fields`` is what was sent, None for a form that holds nothing but ``text``; ``parent`` the comment
    that is answered.

    Whoever is signed in as staff comments as themselves; everybody else is a guest.
    """

    def __init__(
        self,
        request: HttpRequest,
        post: Post,
        *,
        fields: QueryDict | None = None,
        parent: Comment | None = None,
        text: str = "",
    ) -> None:
        self.request = request
        self.post = post
        self.user = staff_of(request)
        self.settings = DiscussionSettings.current()
        self.fields = fields
        self.text = text
        self.parent = self._parent() if self.is_sent else parent

    @property
    def is_sent(self) -> bool:
        return self.fields is not None

    def sent(self, name: str) -> str:
        return str(self.fields.get(name, "")) if self.fields is not None else ""

    @cached_property
    def form(self) -> CommentForm:
        """Made when it is shown: whose comment is accepted never sees it again."""
        return CommentForm(self.fields, settings=self.settings, initial={"text": self.text})

    def _parent(self) -> Comment | None:
        """Read the comment answered. One that can't be answered has no number; the rules will refuse it."""
        pk = parent_pk(self.sent("parent"))
        if pk is None:
            return None
        visible = Comment.objects.visible().filter(post=self.post, pk=pk)
        return visible.select_related("root").first() or Comment(pk=pk)

    @cached_property
    def form_age(self) -> float | None:
        """How long ago, in seconds, the form was made, if it carries proof of that."""
        return origin.token_age(self.sent("token"), self.post, self.user)

    def submission(self) -> Submission:
        return Submission(
            post=self.post,
            parent=self.parent,
            text=self.sent("text"),
            name=self.sent("name"),
            email=self.sent("email"),
            url=self.sent("url"),
            user=self.user,
            ip=self.request.META.get("REMOTE_ADDR"),
            user_agent=self.request.headers.get("User-Agent", ""),
            honeypot=self.sent("again"),
            form_age=self.form_age,
        )

    def preview(self, notice: str = "") -> HttpResponse:
        """Show the comment as it will stand, what the rules will say, and the form to change or post it."""
        outcome = examine(self.submission())
        self.form.show_refusal(outcome.signals)
        context: dict[str, Any] = {
            "notice": notice,
            "preview_html": mark_safe(outcome.comment.html if outcome.comment else ""),  # noqa: S308
            "verdict": verdict_on(outcome),
            "will_be_held": outcome.state is not State.PUBLISHED,
            "token": origin.make_token(self.post, self.user),
        }
        return self.page(heading=_("Preview of your comment"), **context)

    def show_refusal(self, outcome: Outcome) -> HttpResponse:
        """Show the form as it was sent, with the reasons beside the fields they speak of."""
        self.form.show_refusal(outcome.signals)
        return self.page(heading=_("Your comment has not been posted yet"), status=422)

    def refused(self, heading: str, reason: str | Refusal, *, status: int) -> HttpResponse:
        return refused(self.request, heading, reason, post=self.post, status=status, text=self.sent("text"))

    def page(self, *, heading: str, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with the form on a page of its own."""
        refusal = discussion.refusal_for(self.user, self.post, self.settings)
        if refusal is not None and self.is_sent:
            return self.refused(_("Your comment can’t be posted"), refusal, status=422)
        if refusal is None and self.parent is not None and not self.is_sent:
            refusal = closing.refusal_of_reply(self.parent)
        parent = self.parent if self.parent is not None and self.parent.number else None
        shown = {
            "post": self.post,
            "back": self.post.get_absolute_url(),
            "action": reverse("comments:post", args=[self.post.pk]),
            "heading": heading,
            "form": self.form,
            "parent": parent,
            "parent_html": cards.render_alone(parent) if parent else "",
            "refusal": refusal,
            "viewer": self.user,
            "viewer_name": display_name(self.user) if self.user else "",
        }
        return render(self.request, "comments/write.html", shown | context, status=status)


def verdict_on(outcome: Outcome) -> str:
    """What the rules would do, a reason a line; why they would refuse it stands beside the form’s fields."""
    if outcome.state is State.PUBLISHED:
        return _("It will appear at once.")
    if outcome.state is State.HELD:
        return "\n".join([_("It will be held for a moderator."), *outcome.reasons])
    return _("It can’t be posted like this.")
