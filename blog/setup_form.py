"""What has to be known to start a blog; asked by the page `/setup/` and by the command `start_blog` alike."""

import unicodedata
from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import setup_token
from .models import SiteSettings, User


def _zones() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]


class StartForm(forms.Form):
    title = forms.CharField(label=_("Title of the blog"), max_length=200)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=_zones,
        initial="UTC",
        help_text=_("Dates and times of posts and comments are shown in it."),
    )
    username = forms.CharField(
        label=_("Your user name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("You are the first administrator, and sign in with it."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least eight characters; a few words in a row are easy to keep and hard to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_title(self) -> str:
        return unicodedata.normalize("NFC", self.cleaned_data["title"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        person = User(username=data.get("username", ""), email=data.get("email", ""))
        self._take_errors("username", self._check_is_new, person)
        if data.get("password"):
            self._take_errors("password", validate_password, data["password"], person)
        return data

    def _take_errors(self, field: str, check: Callable[..., object], *arguments: object) -> None:
        try:
            check(*arguments)
        except ValidationError as error:
            self.add_error(field, error.messages)

    def _check_is_new(self, person: User) -> None:
        if not SiteSettings.current().is_demo:  # whose accounts go first
            person.validate_unique()
            person.validate_constraints()

    def choices_for_start(self) -> dict[str, str]:
        """Return what the verb `start_blog` takes."""
        names = ("title", "time_zone", "username", "email", "password")
        return {name: self.cleaned_data[name] for name in names}


class SetupForm(StartForm):
    """The page's form: whoever fills it in also has to show the token, and type the password twice."""

    password_again = forms.CharField(
        label=_("Password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    token = forms.CharField(
        label=_("Setup token"),
        help_text=_("Printed where the site was started, and kept in the file setup-token."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if setup_token.is_right_token(self["token"].value() or ""):  # it came with the address
            self.fields["token"].widget = forms.HiddenInput()

    def clean_token(self) -> str:
        token: str = self.cleaned_data["token"]
        if not setup_token.is_right_token(token):
            raise ValidationError(_("This is not the token of the running server; copy it from there again."))
        return token

    def clean_password_again(self) -> str:
        again: str = self.cleaned_data["password_again"]
        if self.cleaned_data.get("password") not in (None, again):
            raise ValidationError(_("The two passwords differ; type both again."))
        return again
