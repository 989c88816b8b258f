"""The sign-in form."""

import datetime
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from blog import accounts
from blog.models import SiteSettings


class SignInForm(AdminAuthenticationForm):
    """Django's, with attempts charged before they are tried."""

    def clean(self) -> dict[str, Any]:
        username = self.cleaned_data.get("username")
        if not username or not self.cleaned_data.get("password"):
            return super().clean()
        assert self.request is not None  # noqa: S101  the sign-in page hands it over
        until = accounts.begin_sign_in(self.request, username)
        if until is not None:
            raise ValidationError(wait_message(until), code="throttled")
        data = super().clean()
        accounts.end_sign_in(self.request, username)
        return data


def wait_message(until: datetime.datetime) -> str:
    """A sentence that says when to try again, in the site's time zone."""
    # Said in whole minutes, so the minute that has begun counts as not yet over.
    shown = timezone.localtime(until + datetime.timedelta(seconds=59), SiteSettings.current().zone)
    return _(
        "There were too many attempts. Please try again at %(time)s. "
        "If you have forgotten your password, you can have a new one sent by mail."
    ) % {"time": time_format(shown, "TIME_FORMAT")}
