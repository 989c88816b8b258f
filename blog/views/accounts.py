"""Pages for people without a valid password: invited, or forgetful."""

import logging
from typing import Any

from django.contrib import admin
from django.contrib.auth import forms as auth_forms
from django.contrib.auth import views as auth_views
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from blog import accounts, throttle
from blog.admin.sign_in import wait_message
from blog.letters import MAIL_ERRORS

logger = logging.getLogger(__name__)

# Mails that one network, and one address, may have sent before each next one waits.
MAILS_PER_NETWORK = throttle.Limit(free=10)
MAILS_PER_ADDRESS = throttle.Limit(free=3)


class ResetForm(auth_forms.PasswordResetForm):
    """Asks for an address; says the same whether or not there is an account."""

    network = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "email" in data and throttle.network_of(self.network):
            until = throttle.charge({throttle.network_key(self.network, "reset"): MAILS_PER_NETWORK})
            if until is not None:
                raise ValidationError(wait_message(until), code="throttled")
        return data

    def save(self, *args: Any, **kwargs: Any) -> None:
        email = throttle.key("reset-mail", self.cleaned_data["email"].casefold())
        if throttle.charge({email: MAILS_PER_ADDRESS}) is None:
            super().save(*args, **kwargs)

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        try:
            accounts.send_reset(user=context["user"], uid=context["uid"], token=context["token"])
        except MAIL_ERRORS:
            # Said to the administrator and not in the answer, which must be the same for every address.
            logger.exception("A mail with a link for a new password could not be sent.")


class AtTheDesk:
    """Looks like the admin's own pages."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**admin.site.each_context(self.request), **context}  # type: ignore[attr-defined]


class AskForReset(AtTheDesk, auth_views.PasswordResetView):
    form_class = ResetForm
    title = _("A new password")
    success_url = reverse_lazy("password_reset_done")

    def get_form(self, form_class: Any = None) -> Any:
        form: Any = super().get_form(form_class)
        form.network = self.request.META.get("REMOTE_ADDR", "")
        return form


class ResetSent(AtTheDesk, auth_views.PasswordResetDoneView):
    title = _("Look into your mail")


class ChoosePassword(AtTheDesk, auth_views.PasswordResetConfirmView):
    """Behind the link in a mail. Whoever has chosen a password is signed in, and the browser known."""

    post_reset_login = True
    success_url = reverse_lazy("admin:index")
    title = _("Choose a new password")

    def form_valid(self, form: auth_forms.SetPasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        accounts.remember_device(response, form.user)
        return response


class AcceptInvitation(ChoosePassword):
    token_generator = accounts.invitation_tokens
    reset_url_token = "welcome"  # noqa: S105
    title = _("Welcome! Choose a password")


urlpatterns = [
    path("password/", AskForReset.as_view(), name="admin_password_reset"),
    path("password/sent/", ResetSent.as_view(), name="password_reset_done"),
    path("password/<uidb64>/<token>/", ChoosePassword.as_view(), name="password_reset_confirm"),
    path("invitation/<uidb64>/<token>/", AcceptInvitation.as_view(), name="accept_invitation"),
]
