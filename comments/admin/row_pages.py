"""The pages of a row's forms: opened so without a script, and shown again where something was refused."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from blog.admin.requests import user_of
from comments.admin.pressing import Pressing
from comments.admin.row_forms import ITS_PAGE, RowForm
from comments.admin.rows import with_all_shown
from comments.known_posts import title_of_post, with_posts_known_to
from comments.models import Comment


class RowPages(Pressing):
    """The half of the comments' admin that has forms in its list."""

    def comment_for_form(self, request: HttpRequest, pk: int) -> Comment:
        """The comment, for whoever may decide about it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        known = with_posts_known_to(user_of(request), Comment.objects.filter(pk=pk))
        comment: Comment | None = with_all_shown(known).first()
        if comment is None:
            raise Http404
        return comment

    def form_page(
        self, request: HttpRequest, comment: Comment, form: RowForm, template: str, **context: Any
    ) -> HttpResponse:
        """Show the form alone: without a script it is opened so, and what was refused comes back so."""
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": comment,
            "comment": comment,
            "form": form,
            "post_title": title_of_post(comment),
            "back": _address_back(form, form["back"].value() or ""),
            **context,
        }
        return TemplateResponse(request, template, shown, status=422 if form.is_bound else 200)

    def led_back(self, form: RowForm) -> HttpResponse:
        """Back to where the form stood."""
        return redirect(_address_back(form, form.cleaned_data["back"]))


def _address_back(form: RowForm, back: str) -> str:
    if back == ITS_PAGE:
        return reverse("admin:comments_comment_change", args=[form.comment.pk])
    return queue_address(back)


def queue_address(query: str) -> str:
    """The list, as ``query`` had narrowed it; what else is written there leads nowhere else."""
    address = reverse("admin:comments_comment_changelist")
    cleaned = QueryDict(query.removeprefix("?")).urlencode() if query else ""
    return f"{address}?{cleaned}" if cleaned else address
