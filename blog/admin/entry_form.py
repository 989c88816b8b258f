"""The form of a post or page: what its writers type, and what becomes of it when two write at once."""

import datetime
import re
from collections.abc import Iterator
from copy import copy
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from blog.admin.buttons import SCHEDULE, Button, pressed
from blog.admin.refusals import RefusableForm
from blog.admin.requests import user_of
from blog.admin.revisions import Line, differences
from blog.models import Post, Status
from blog.publishing import EditConflictError
from blog.slugs import MAX_SLUG

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class SlugInput(forms.CharField):
    """A slug in any alphabet; the verb brings it into its form."""

    allow_unicode = True  # told to the script that fills it in from the title


class EntryForm(RefusableForm):
    slug = SlugInput(
        label=_("Slug"),
        max_length=MAX_SLUG,
        required=False,
        help_text=_("The last part of the address. Empty: made from the title."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    new_password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    remove_password = forms.BooleanField(label=_("Open to everybody again"), required=False)
    opened_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    conflict: "Conflict | None" = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        post: Post = self.instance
        self.stored = copy(post)
        self._keep_only_offered()
        self.fields["opened_version"].initial = post.version if post.pk else None
        if "new_password" in self.fields:
            self._describe_password(post)
        for name in ("published_at", "sticky_until"):
            if isinstance(field := self.fields.get(name), forms.SplitDateTimeField):
                wrong_day, wrong_hour = _("Write the date like 2026-12-24."), _("Write the time like 18:00.")
                day, hour = field.fields
                day.error_messages["invalid"] = field.error_messages["invalid_date"] = wrong_day
                hour.error_messages["invalid"] = field.error_messages["invalid_time"] = wrong_hour
        if "published_at" in self.fields:
            zone = timezone.get_current_timezone_name()
            self.fields["published_at"].help_text = _("By the clock of %(zone)s.") % {"zone": zone}
        if "source" in self.fields:
            self.fields["source"].widget.attrs |= {"rows": 20, "class": "source"}
        if "title" in self.fields:
            self.fields["title"].widget.attrs |= {"class": "title", "placeholder": _("Title")}

    def _keep_only_offered(self) -> None:
        """Django keeps fields written out in the class also where the admin doesn't offer them."""
        offered = {"opened_version", *(self._meta.fields or ())}
        for name in self.fields.keys() - offered:
            del self.fields[name]

    def _describe_password(self, post: Post) -> None:
        if post.password:
            self.fields["new_password"].help_text = _("There is one. Type another to change it.")
        else:
            self.fields["new_password"].help_text = _("Whoever knows it can read the post.")

    @cached_property
    def button(self) -> Button | None:
        post = self.stored if self.stored.pk else None
        return pressed(self.data, user_of(self.request), post)

    def clean_language(self) -> str:
        language = self.cleaned_data["language"].strip().replace("_", "-")
        if language and not _LANGUAGE.fullmatch(language):
            raise forms.ValidationError(_("Write a language code such as “en”, “ar” or “pt-BR”."))
        return language

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._keep_untouched_times(data)
        self._check_limits(data)
        self._check_version(data.get("opened_version"))
        self._check_time(data)
        return data

    def _keep_untouched_times(self, data: dict[str, Any]) -> None:
        """The form shows no fractions of a second, and not which 2:30 of the night the clocks change."""
        for name in ("published_at", "sticky_until"):
            if name in self.fields and name not in self.changed_data:
                self.errors.pop(name, None)
                data[name] = getattr(self.stored, name)

    def _check_limits(self, data: dict[str, Any]) -> None:
        """The last evening of the year 9999 in New York is a day that no calendar of ours has, in UTC."""
        for name in ("published_at", "sticky_until"):
            try:
                if data.get(name):
                    data[name].astimezone(datetime.UTC)
            except OverflowError:
                self.add_error(name, _("Choose a date between the years 1 and 9999."))

    def _check_version(self, opened: int | None) -> None:
        if self.stored.pk is None or opened is None or opened == self.stored.version:
            return
        self.conflict = Conflict(self.stored, self.data)
        # Saved again, it replaces what has been read here.
        data: Any = self.data
        self.data = data.copy()
        self.data[self.add_prefix("opened_version")] = str(self.stored.version)  # type: ignore[index]
        raise forms.ValidationError(str(EditConflictError(self.stored)), code="conflict")

    def _check_time(self, data: dict[str, Any]) -> None:
        if "published_at" not in self.fields or "published_at" in self.errors:
            return
        moment = data.get("published_at")
        if self.button == SCHEDULE and (moment is None or moment <= timezone.now()):
            self.add_error("published_at", _("To schedule it, choose a time to come."))
        is_out = self.stored.status in (Status.PUBLISHED, Status.PRIVATE)
        if moment is None and is_out and self.button and self.button.name == "_save":
            self.add_error("published_at", _("What is published has a time. To hide it, make it a draft."))

    def apply_password(self) -> None:
        """Put the password into the post in hand; what is not offered in this form stays as it is."""
        data = self.cleaned_data
        if data.get("new_password"):
            self.instance.set_password(data["new_password"])
        elif data.get("remove_password"):
            self.instance.set_password("")


class Conflict:
    """What somebody else has saved in the meantime, against what was about to replace it."""

    COMPARED = ("title", "slug", "comment_switch", "excerpt", "source")

    def __init__(self, stored: Post, data: Any) -> None:
        self.stored = stored
        self.data = data

    @property
    def revision(self) -> Any:
        return self.stored.revisions.select_related("by").first()

    @property
    def lines(self) -> Iterator[Line]:
        theirs = {name: getattr(self.stored, name) for name in self.COMPARED}
        yours = {name: self.data.get(name, old).replace("\r\n", "\n") for name, old in theirs.items()}
        return differences(theirs, yours)
