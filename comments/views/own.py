"""Changing and deleting one's own comment: pages that need no script, for whoever wrote it.

They belong to the browser that the comment was written in, or to the account; everybody else is told no more
than that there is nothing here for them. A text that was sent is shown again, whatever is refused.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import RequestDataTooBig
from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from blog.context import site_of, staff_of
from blog.views.access import may_read
from blog.views.reading import as_site, keep_private
from comments import in_place, origin, ownership
from comments.editing import (
    ChangedMeanwhileError,
    edit_own,
    examine_edit,
    is_marked,
    open_until,
    refusal_of_change,
    unwithdraw,
    withdraw,
    wording_of,
)
from comments.forms import AsTyped, CommentForm
from comments.models import Action, Comment, CommentStatus, DiscussionSettings
from comments.origin import Origin
from comments.places import home_way
from comments.rules import Signal
from comments.submission import Outcome, State

from .attempt import verdict_on
from .writing import UNREADABLE, fields_of


class EditForm(CommentForm):
    """``version`` tells which wording the change was made from. Who says it isn't changed with it."""

    version = AsTyped(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name in ("name", "email", "url", "parent", "again"):
            del self.fields[name]

    def show_refusal(self, signals: Iterable[Signal]) -> None:
        for signal in signals:
            if signal.action == Action.REFUSE:
                self.add_error("text" if signal.rule == "text" else None, signal.reason)


class Own:
    """A request of somebody about a comment of theirs. Raises Http404 where it isn't, or can't be read.

    ``fields`` is what was sent, None where nothing was.
    """

    def __init__(self, request: HttpRequest, pk: int, fields: QueryDict | None) -> None:
        self.request = request
        self.viewer = staff_of(request)
        self.fields = fields
        self.settings = DiscussionSettings.current()
        self.comment = self._comment(pk)

    def _comment(self, pk: int) -> Comment:
        known = Comment.objects.select_related("post", "root", "parent__post", "parent__root", "user")
        comment = known.filter(pk=min(pk, BigIntegerField.MAX_BIGINT)).first()
        if comment is None or not ownership.is_owner(ownership.read(self.request), self.viewer, comment):
            raise Http404
        if not may_read(self.request, comment.post):
            raise Http404
        return comment

    @property
    def is_sent(self) -> bool:
        return self.fields is not None

    def sent(self, name: str) -> str:
        return str(self.fields.get(name, "")) if self.fields is not None else ""

    @cached_property
    def came_from(self) -> Origin:
        """Where the form was sent from; a token that only its owner was shown is proof as well."""
        judged = origin.of(self.request)
        if judged is not Origin.UNKNOWN:
            return judged
        age = origin.token_age(self.sent("token"), self.comment.post, self.viewer)
        return Origin.UNKNOWN if age is None else Origin.OWN

    def refusal(self) -> HttpResponse | None:
        """Say why nothing can be changed, if it can't; with the text that was sent."""
        if self.is_sent and self.came_from is Origin.FOREIGN:
            reason = _("This was sent from another site, so nothing has been changed.")
            return self.sentence(_("Not changed"), reason, 403)
        refusal = refusal_of_change(self.comment, self.settings)
        return self.sentence(_("This comment stays as it is"), refusal.reason, 403) if refusal else None

    def sentence(self, heading: str, reason: str, status: int) -> HttpResponse:
        return sentence(self.request, heading, reason, status, back=self.address, text=self.sent("text"))

    @property
    def address(self) -> str:
        """Where the author finds the comment, or where it was."""
        if self.comment.is_visible:
            return self.comment.get_absolute_url()
        if self.comment.status == CommentStatus.TRASH:
            return f"{self.comment.post.get_absolute_url()}#comments"
        return in_place.address_of(self.comment, home_way(self.request, self.settings), self.settings)

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        until = open_until(self.comment, self.settings)
        # What waits may be changed for so many days that nobody counts them.
        is_told = self.comment.number or self.comment.withdrawn_at
        shown = {
            "comment": self.comment,
            "comment_html": mark_safe(self.comment.html),  # noqa: S308 (cleaned by blog.markup)
            "post": self.comment.post,
            "back": self.address,
            "token": origin.make_token(self.comment.post, self.viewer),
            "left": in_place.time_left(until) if until and is_told else "",
        }
        return render(self.request, f"comments/own/{template}", shown | context, status=status)

    def led_on(self, comment: Comment, address: str) -> HttpResponse:
        """Lead on after a change, with the right to the next one."""
        response = HttpResponseRedirect(address)
        response.status_code = 303
        if comment.user_id is None or comment.user_id == getattr(self.viewer, "pk", None):
            ownership.give(response, self.request, comment, self.settings)
        return response


def sentence(
    request: HttpRequest, heading: str, reason: str, status: int, *, back: str = "", text: str = ""
) -> HttpResponse:
    context = {"heading": heading, "refusal": reason, "back": back, "text": text}
    return render(request, "comments/own/sentence.html", context, status=status)


def _own_page(answer: Callable[[Own], HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view of what the author of a comment is answered; no cache may keep any of it."""

    # Exempt: comments.origin judges, as for the comment form; a session has no part in who owns a comment.
    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        with as_site(site_of(request)):
            return keep_private(_received(request, pk, answer))

    return view


def _received(request: HttpRequest, pk: int, answer: Callable[[Own], HttpResponse]) -> HttpResponse:
    try:
        fields = fields_of(request) if request.method == "POST" else None
    except RequestDataTooBig:
        reason = _("This is more than a comment can hold. Please shorten it, or send it in parts.")
        return sentence(request, _("Too long"), reason, 413)
    except UNREADABLE:
        reason = _("What arrived can’t be read. Please send it from the page of your comment.")
        return sentence(request, _("Not readable"), reason, 400)
    try:
        own = Own(request, pk, fields)
    except Http404:
        return _not_theirs(request, str(fields.get("text", "")) if fields is not None else "")
    return own.refusal() or answer(own)


def _not_theirs(request: HttpRequest, text: str) -> HttpResponse:
    """The same for a comment of somebody else and for none, and no text is lost."""
    reason = _(
        "A comment can be changed for a while after it was written, in the browser that it was written in. "
        "Nothing has been changed."
    )
    return sentence(request, _("There is no comment of yours here"), reason, 404, text=text)


# --- Changing it


@_own_page
def edit(own: Own) -> HttpResponse:
    """Show the text of the comment to change; take it changed, or show how that would look."""
    if own.comment.withdrawn_at is not None:
        return _put_back_first(own)
    form = _form_of(own)
    if not own.is_sent:
        return _edit_page(own, form)
    if own.sent("do") == "preview":
        return _preview(own, form)
    if own.came_from is Origin.UNKNOWN:
        return _preview(own, form, notice=_unknown_origin())
    return _save(own, form)


def _put_back_first(own: Own) -> HttpResponse:
    if not own.is_sent:
        return HttpResponseRedirect(reverse("comments:delete", args=[own.comment.pk]))
    reason = _("You have deleted this comment. Put it back first, then change it.")
    return own.sentence(_("This comment is deleted"), reason, 403)


def _form_of(own: Own) -> EditForm:
    initial = {"text": own.comment.source, "version": wording_of(own.comment)}
    form = EditForm(own.fields, settings=own.settings, initial=initial)
    form.full_clean()
    return form


def _edit_page(own: Own, form: EditForm, status: int = 200, **context: Any) -> HttpResponse:
    shown = {
        "form": form,
        "version": own.sent("version") if own.is_sent else wording_of(own.comment),
        "will_be_marked": is_marked(own.comment, own.settings),
        "is_waiting": not own.comment.is_visible,
    }
    return own.page("edit.html", status, **(shown | context))


def _preview(own: Own, form: EditForm, notice: str = "") -> HttpResponse:
    outcome = examine_edit(comment=own.comment, text=form.cleaned_data["text"])
    form.show_refusal(outcome.signals)
    return _edit_page(
        own,
        form,
        notice=notice,
        preview_html=mark_safe(outcome.comment.html if outcome.comment else ""),  # noqa: S308
        verdict=verdict_on(outcome),
        will_be_held=outcome.state is not State.PUBLISHED,
    )


def _save(own: Own, form: EditForm) -> HttpResponse:
    text, version = form.cleaned_data["text"], form.cleaned_data["version"]
    try:
        outcome = edit_own(comment=own.comment, text=text, wording=version)
    except ChangedMeanwhileError as conflict:
        return _show_both(own, form, conflict.stored)
    if outcome.state is State.REFUSED or outcome.comment is None:
        return _show_refusal(own, form, outcome)
    own.comment = outcome.comment
    return own.led_on(outcome.comment, own.address)


def _show_refusal(own: Own, form: EditForm, outcome: Outcome) -> HttpResponse:
    form.show_refusal(outcome.signals)
    return _edit_page(own, form, status=422)


def _show_both(own: Own, form: EditForm, stored: Comment) -> HttpResponse:
    """Show what the comment says now, and below it what was to be saved; the next attempt is from there."""
    own.comment = stored
    return _edit_page(own, form, status=409, version=wording_of(stored), stored_text=stored.source)


def _unknown_origin() -> str:
    return _(
        "Nothing has been changed yet: your browser does not say which page this was sent from. "
        "Please look it over, and send it from here."
    )


# --- Deleting it


@_own_page
def delete(own: Own) -> HttpResponse:
    """Ask whether the comment shall be deleted, and do it; offer to put back what is deleted."""
    if not own.is_sent:
        return _ask(own)
    if own.came_from is Origin.UNKNOWN:
        return _ask(own, notice=_unknown_origin())
    if own.sent("do") == "put-back":
        own.comment = unwithdraw(comment=own.comment)
        return own.led_on(own.comment, own.address)
    own.comment = withdraw(comment=own.comment)
    return own.led_on(own.comment, reverse("comments:delete", args=[own.comment.pk]))


def _ask(own: Own, **context: Any) -> HttpResponse:
    return own.page("deleted.html" if own.comment.withdrawn_at else "delete.html", **context)
