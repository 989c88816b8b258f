"""Banning somebody from where one reads what they wrote: by what they can be known, and for how long."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from blog.models import User
from comments.bans import ban
from comments.models import Ban, BanKind, Comment

Choice = tuple[str, str | Promise]

# In days; 0 is for good.
TERMS: tuple[Choice, ...] = (
    ("1", gettext_lazy("one day")),
    ("7", gettext_lazy("one week")),
    ("30", gettext_lazy("one month")),
    ("0", gettext_lazy("for good")),
)
_LABELS: dict[BanKind, Promise] = {
    BanKind.ACCOUNT: gettext_lazy("the account %s"),
    BanKind.EMAIL: gettext_lazy("the e-mail address %s"),
    BanKind.NAME: gettext_lazy("the name %s"),
    BanKind.NETWORK: gettext_lazy("everybody at %s"),
    BanKind.DOMAIN: gettext_lazy("everybody at %s"),
}


def marks_to_ban(comments: Iterable[Comment], account: User | None = None) -> list[Choice]:
    """By what the writers of ``comments`` can be banned: what hits fewest others stands first."""
    found: dict[BanKind, dict[str, None]] = {kind: {} for kind in _LABELS}
    for comment in comments:
        email = comment.author_email.lower()
        found[BanKind.EMAIL][email] = None
        found[BanKind.DOMAIN][email.rpartition("@")[2]] = None
        for place in (comment.ip, comment.network):
            found[BanKind.NETWORK][place or ""] = None
        if comment.user_id is None:
            found[BanKind.NAME][comment.author_name] = None
    if account is not None:
        found[BanKind.ACCOUNT][account.get_username()] = None
    return [
        (f"{kind}:{value}", str(_LABELS[kind]) % value)
        for kind, values in found.items()
        for value in values
        if value
    ]


class BanForm(forms.Form):
    what = forms.ChoiceField(label=gettext_lazy("Who may not comment"))
    days = forms.ChoiceField(label=gettext_lazy("How long"), choices=TERMS, initial="7")
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("For the other moderators; whoever is banned doesn’t read it."),
    )

    def __init__(self, data: Any = None, *, marks: list[Choice]) -> None:
        super().__init__(data, label_suffix="", prefix="ban")
        self.fields["what"].choices = marks  # type: ignore[attr-defined]

    def save(self, by: User) -> Ban:
        """Ban them. Raises ValidationError for who can't be banned."""
        kind, _colon, value = self.cleaned_data["what"].partition(":")
        days = int(self.cleaned_data["days"])
        until = timezone.now() + datetime.timedelta(days=days) if days else None
        return ban(kind=kind, value=value, by=by, until=until, reason=self.cleaned_data["why"])
