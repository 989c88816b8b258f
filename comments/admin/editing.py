"""A moderator changes what a comment says. Two of them at once lose nothing: the second sees both texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.admin.requests import user_of
from blog.admin.revisions import MAX_LINES, Line, differences
from blog.models import User
from comments.editing import ChangedMeanwhileError, edit_comment, wording_of
from comments.models import Comment, CommentRevision
from comments.moderation import locked_post
from comments.policies import may_moderate

MAX_SHOWN = 25


class EditForm(forms.Form):
    """``wording`` says from which text the change was made."""

    source = forms.CharField(
        label=gettext_lazy("Text"), widget=forms.Textarea({"rows": 8, "class": "source", "dir": "auto"})
    )
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=500,
        help_text=gettext_lazy(
            "It is kept in the log, and the earlier text below. Readers see that the comment was edited."
        ),
    )
    wording = forms.CharField(required=False, widget=forms.HiddenInput)

    conflict: list[Line] | None = None

    def __init__(self, data: Any = None, *, comment: Comment) -> None:
        initial = {"source": comment.source, "wording": wording_of(comment)}
        super().__init__(data, initial=initial, label_suffix="", prefix="edit")

    def save(self, comment: Comment, by: User) -> Comment:
        """Raises ChangedMeanwhileError, and ValidationError for a text in which there is nothing to see."""
        data = self.cleaned_data
        with transaction.atomic():
            locked_post(comment.post_id)
            stored = Comment.objects.get(pk=comment.pk)
            if data["wording"] != wording_of(stored) and data["source"] != stored.source:
                raise ChangedMeanwhileError(stored)
            return edit_comment(comment=stored, source=data["source"], by=by, reason=data["why"])

    def show_conflict(self, stored: Comment) -> None:
        """Keep what was typed, say what the comment says by now, and let it be saved over that."""
        self.conflict = list(islice(_differences(stored.source, self.cleaned_data["source"]), MAX_LINES))
        data: Any = self.data
        self.data = {**data.dict(), self.add_prefix("wording"): wording_of(stored)}


@dataclass(frozen=True)
class Wording:
    """What a comment said until ``row`` was kept, against what it said from then on."""

    row: CommentRevision
    lines: list[Line]


def wordings_of(comment: Comment) -> list[Wording]:
    """The newest changes, newest first; one query."""
    rows = list(comment.revisions.select_related("by").order_by("-pk")[:MAX_SHOWN])
    later = [comment.source, *(row.source for row in rows)]
    return [_wording(row, after) for row, after in zip(rows, later, strict=False)]


def _wording(row: CommentRevision, after: str) -> Wording:
    return Wording(row, list(islice(_differences(row.source, after), MAX_LINES)))


def _differences(before: str, after: str) -> Iterator[Line]:
    return differences({"source": before}, {"source": after.replace("\r\n", "\n")})


def edit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The form alone: for who comes from the queue, and for what was refused."""
    if not may_moderate(user_of(request)):
        raise PermissionDenied
    comment = get_object_or_404(Comment, pk=pk)
    form = EditForm(request.POST if request.method == "POST" else None, comment=comment)
    if request.method == "POST" and form.is_valid() and _saved(request, form, comment):
        return redirect("admin:comments_comment_change", pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Change a comment by %(name)s") % {"name": comment.shown_name},
        "opts": Comment._meta,
        "comment": comment,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/comments/edit.html", context, status=status)


def _saved(request: HttpRequest, form: EditForm, comment: Comment) -> bool:
    try:
        changed = form.save(comment, user_of(request))
    except ChangedMeanwhileError as meanwhile:
        form.show_conflict(meanwhile.stored)
        return False
    except ValidationError as refusal:
        form.add_error("source", refusal)
        return False
    is_changed = changed.version != comment.version
    told = _("The text is changed.") if is_changed else _("Nothing had to be changed.")
    messages.add_message(request, messages.SUCCESS if is_changed else messages.WARNING, told)
    return True
