"""The page of one person who comments: who they are, as far as anybody can tell, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.admin.requests import user_of
from blog.models import User
from comments.admin.ban_form import BanForm, marks_to_ban
from comments.admin.filters import ALL
from comments.admin.wording import excerpt_of
from comments.ban_values import shown as shown_ban
from comments.bans import bans_on_each, lift
from comments.dossier import Dossier, Neighbour, dossier_of, neighbours_of
from comments.known_posts import title_of_post, with_posts_known_to
from comments.models import Ban, Comment
from comments.notes import MAX_NOTE, add_note, notes_on
from comments.people import is_person, person_of
from comments.policies import may_moderate

SHOWN = 25
MAX_DIGITS = 18  # of an id; more is too much for a database


def address_of_person(person: str) -> str:
    """The page of the person with this key; "" where there is nobody to tell of."""
    return f"{reverse('admin:comments_person')}?{urlencode({'key': person})}" if person else ""


def called(person: str) -> str:
    """How the key of a person reads, where nothing else is known of them."""
    kind, _colon, value = person.partition(":")
    return _("account no. %s") % value if kind == "user" else value


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("A note for the other moderators"),
        max_length=MAX_NOTE,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", prefix="note")


@dataclass
class _Person:
    """What the page is made from, each part read once."""

    key: str
    user: User
    before: int | None = None

    @cached_property
    def dossier(self) -> Dossier:
        return dossier_of(self.key)

    @cached_property
    def account(self) -> User | None:
        kind, _colon, value = self.key.partition(":")
        return User.objects.filter(pk=value).first() if kind == "user" else None

    @property
    def name(self) -> str:
        names = self.dossier.names
        if names:
            return names[0].value
        return self.account.public_name if self.account else called(self.key)

    @property
    def counts(self) -> list[str]:
        """How many have each status, in words."""
        counts = self.dossier.counts.items()
        return [
            _("%(count)d %(status)s") % {"count": count, "status": status.label} for status, count in counts
        ]

    @cached_property
    def page(self) -> list[int]:
        return self.dossier.page(SHOWN, self.before)

    @property
    def next_before(self) -> int | None:
        """After which comment the next page begins, if there is one."""
        is_more = bool(self.page) and bool(self.dossier.page(1, self.page[-1]))
        return self.page[-1] if is_more else None

    @cached_property
    def comments(self) -> dict[int, Comment]:
        """Those of the page, and the newest ones, by which a ban is known."""
        wanted = {*self.page, *self.dossier.page(SHOWN)}
        columns = ("source", "author_name", "author_email", "author_url", "user", "ip", "network")
        rows = Comment.objects.filter(pk__in=wanted).only(*columns, "post", "status", "number", "created_at")
        return {row.pk: row for row in with_posts_known_to(self.user, rows)}

    @property
    def newest(self) -> list[Comment]:
        return [self.comments[pk] for pk in self.dossier.page(SHOWN) if pk in self.comments]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Comments as the page lists them."""
        found = [self.comments[pk] for pk in self.page if pk in self.comments]
        return [
            {"comment": row, "excerpt": excerpt_of(row), "post_title": title_of_post(row)} for row in found
        ]

    @cached_property
    def bans(self) -> list[tuple[Ban, str]]:
        """Those that hit any of the newest comments, each with what it bans."""
        each = bans_on_each(self.newest, timezone.now()) if self.newest else []
        accounts = {str(self.account.pk): self.account} if self.account else {}
        found = {ban.pk: ban for bans in each for ban in bans}
        return [(ban, shown_ban(ban, accounts)) for ban in found.values()]

    @property
    def neighbours(self) -> Sequence[Neighbour]:
        return neighbours_of(self.key, [used.value for used in self.dossier.networks])


def person_page(request: HttpRequest) -> HttpResponse:
    """Show it; a note, a ban, or the end of one is sent to the same address."""
    if not may_moderate(user_of(request)):
        raise PermissionDenied
    person = _asked_for(request)
    note_form = NoteForm(request.POST if "note" in request.POST else None)
    ban_form = BanForm(
        request.POST if "ban" in request.POST else None, marks=marks_to_ban(person.newest, person.account)
    )
    if request.method == "POST" and _did(request, person, note_form, ban_form):
        return redirect(address_of_person(person.key))
    is_refused = note_form.is_bound or ban_form.is_bound
    context = _context(request, person, note_form, ban_form)
    return TemplateResponse(request, "admin/comments/person.html", context, status=422 if is_refused else 200)


def _asked_for(request: HttpRequest) -> _Person:
    key, before = request.GET.get("key", ""), request.GET.get("before", "")
    if not is_person(key):
        raise Http404
    is_number = before.isascii() and before.isdigit() and len(before) <= MAX_DIGITS
    return _Person(key, user_of(request), int(before) if is_number else None)


def _context(request: HttpRequest, person: _Person, note_form: NoteForm, ban_form: BanForm) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": person.name,
        "opts": Comment._meta,
        "person": person,
        "search_address": _address_of_search(person.name),
        "notes": notes_on(person.key),
        "neighbours": [(one, address_of_person(one.person)) for one in person.neighbours],
        "note_form": note_form,
        "ban_form": ban_form,
        "next_address": f"{address_of_person(person.key)}&before={person.next_before}"
        if person.next_before
        else "",
    }


def _address_of_search(name: str) -> str:
    return f"{reverse('admin:comments_comment_changelist')}?{urlencode({'status': ALL, 'q': name})}"


def _did(request: HttpRequest, person: _Person, note_form: NoteForm, ban_form: BanForm) -> bool:
    """Do what was sent, and tell; what is refused is said beside its field."""
    if "note" in request.POST:
        return _take_note(request, person, note_form)
    if "ban" in request.POST:
        return _ban(request, ban_form)
    if "lift" in request.POST:
        return _lift(request, person)
    return False


def _take_note(request: HttpRequest, person: _Person, form: NoteForm) -> bool:
    if not form.is_valid():
        return False
    try:
        add_note(person=person.key, text=form.cleaned_data["text"], by=user_of(request))
    except ValidationError as refusal:
        form.add_error("text", refusal)
        return False
    messages.success(request, _("The note is kept."))
    return True


def _ban(request: HttpRequest, form: BanForm) -> bool:
    if not form.is_valid():
        return False
    try:
        form.save(user_of(request))
    except ValidationError as refusal:
        form.add_error("what", refusal.messages[0])
        return False
    messages.success(request, _("The ban counts from now on."))
    return True


def _lift(request: HttpRequest, person: _Person) -> bool:
    """Only what the page shows; what somebody else has lifted meanwhile is lifted."""
    found = next((ban for ban, _what in person.bans if str(ban.pk) == request.POST["lift"]), None)
    if found is None:
        messages.warning(request, _("This ban had ended already."))
        return True
    lift(ban=found, by=user_of(request))
    messages.success(request, _("The ban is lifted."))
    return True


def person_address_of(comment: Comment) -> str:
    """The page of whoever wrote ``comment``; "" where nothing is known of them."""
    return address_of_person(person_of(comment))
