"""Closing and reopening at the desk: below a comment, and the whole discussion of a post."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog import roles
from blog.admin.requests import user_of
from blog.models import CommentSwitch, Post, User
from comments.closing import close_below, reopen_below, set_comment_switch
from comments.models import Comment
from comments.policies import may_moderate

VERBS: dict[str, tuple[Callable[..., Comment], Promise]] = {
    "close": (close_below, gettext_lazy("Nobody can answer this comment, or what is below it, any more.")),
    "reopen": (reopen_below, gettext_lazy("It can be answered again.")),
}
MAX_DIGITS = 18  # of an id; more is too much for a database
# What the buttons say that set a post's switch.
SWITCHES: dict[CommentSwitch, Promise] = {
    CommentSwitch.CLOSED: gettext_lazy("Close the discussion"),
    CommentSwitch.HELD: gettext_lazy("Let every comment wait"),
    CommentSwitch.OPEN: gettext_lazy("Open it, whatever the settings say"),
    CommentSwitch.DEFAULT: gettext_lazy("Follow the site’s settings"),
}


class ReasonForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("For the other moderators; it is kept in the log."),
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data, label_suffix="", prefix="closing")  # type: ignore[arg-type]

    @property
    def reason(self) -> str:
        return self.cleaned_data["why"] if self.is_valid() else ""


def switches_for(post: Post) -> list[tuple[str, str | Promise]]:
    """The buttons that change anything: the switch each sets, and what it says."""
    return [(switch.value, label) for switch, label in SWITCHES.items() if switch != post.comment_switch]


def address_of_discussion(post: str) -> str:
    """The page on which the discussion of the post with this key is closed; "" for what is no key."""
    is_key = post.isascii() and post.isdigit() and len(post) <= MAX_DIGITS
    return reverse("admin:comments_discussion", args=[post]) if is_key else ""


def close_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Close or reopen what is below a comment, and come back to its page."""
    if not may_moderate(user_of(request)):
        raise PermissionDenied
    comment = get_object_or_404(Comment, pk=pk)
    verb, told = VERBS.get(request.POST.get("do", ""), (None, ""))
    if verb is not None:
        verb(comment=comment, by=user_of(request), reason=ReasonForm(request.POST).reason)
        messages.success(request, str(told))
    return redirect("admin:comments_comment_change", pk)


def discussion_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether one may comment on a post, and the buttons that change it."""
    user = user_of(request)
    if not may_moderate(user):
        raise PermissionDenied
    post = get_object_or_404(Post.entries, pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    sent = request.POST.get("switch", "")
    if request.method == "POST" and sent in CommentSwitch.values and form.is_valid():
        set_comment_switch(post=post, switch=CommentSwitch(sent), by=user, reason=form.reason)
        messages.success(request, _told(CommentSwitch(sent)))
        return redirect(request.get_full_path())
    context = {
        **admin.site.each_context(request),
        "title": _("Who may comment"),
        "opts": Comment._meta,
        "post_title": title_known_to(user, post),
        "switch": CommentSwitch(post.comment_switch).label,
        "switches": switches_for(post),
        "form": form,
        "list_address": f"{reverse('admin:comments_comment_changelist')}?status=all&post={post.pk}",
    }
    return TemplateResponse(request, "admin/comments/discussion.html", context)


def title_known_to(user: User, post: Post) -> str:
    """The title, for those who may know it; moderators decide about posts that they may not read too."""
    is_known = post.is_public or roles.may_view(user, post) or roles.may_change(user, post)
    return str(post) if is_known else _("a post that isn't public")


def _told(switch: CommentSwitch) -> str:
    return _("From now on, comments on this post are: %(switch)s.") % {"switch": switch.label}
