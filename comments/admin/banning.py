"""Banning the writer of a comment from its row of the queue, and putting the comment away with it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from blog.admin.requests import user_of
from comments.admin.decisions import named
from comments.admin.row_forms import RowBanForm, ban_form
from comments.admin.row_pages import RowPages
from comments.ban_values import normalise, shown
from comments.deciding import OvertakenError, decide
from comments.models import Ban, Comment, ModerationLog


class Banning(RowPages):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.ban_view)
        return [path("<int:pk>/ban/", view, name="comments_comment_ban"), *super().get_urls()]

    def ban_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        comment = self.comment_for_form(request, pk)
        back = request.GET.get("back", "")
        form = ban_form(comment, request.POST if request.method == "POST" else None, back)
        if form.is_bound and form.is_valid() and self._ban(request, form):
            return self.led_back(form)
        title = _("Ban %(name)s") % {"name": comment.shown_name}
        return self.form_page(request, comment, form, "admin/comments/comment/ban.html", title=title)

    def _ban(self, request: HttpRequest, form: RowBanForm) -> bool:
        """Ban, then put the comment away; say beside the field who can't be banned."""
        try:
            is_new = not _is_banned(form.cleaned_data["what"])
            ban = form.save(user_of(request))
        except ValidationError as refusal:
            form.add_error("what", refusal.messages[0])
            return False
        done, entry = [_told(ban)], self._put_away(request, form)
        if entry is not None:
            done.append(_("The comment is put away."))
        self.tell(request, " ".join(done), [entry], form.comment, ban if is_new else None)
        return True

    def _put_away(self, request: HttpRequest, form: RowBanForm) -> ModerationLog | None:
        decision = named(form.cleaned_data["then"])
        if decision is None:
            return None
        try:
            return decide(verb=decision.verb, comment=form.as_looked_at, by=user_of(request))
        except OvertakenError as overtaken:
            self.tell_overtaken(request, overtaken)
        except Comment.DoesNotExist:
            pass  # nothing left to put away
        return None


def _is_banned(what: str) -> bool:
    """Whether they are banned already: taking the new ban back mustn't end the old one."""
    kind, _colon, value = what.partition(":")
    return Ban.objects.filter(kind=kind, value=normalise(kind, value)).exists()


def _told(ban: Ban) -> str:
    told = {"who": shown(ban)}
    if ban.until is None:
        return _("Banned for good: %(who)s.") % told
    until = date_format(localtime(ban.until), "SHORT_DATETIME_FORMAT")
    return _("Banned until %(until)s: %(who)s.") % {**told, "until": until}
