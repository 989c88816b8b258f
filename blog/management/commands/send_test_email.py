"""Find out whether mail goes out."""

import argparse
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from blog.letters import MAIL_ERRORS


def mail_route() -> str:
    """Say in a few words where mail goes, without password."""
    backend = settings.EMAIL_BACKEND.split(".")[-2]
    if backend != "smtp":
        return f"the {backend} backend"
    security = "TLS" if settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL else "no encryption"
    person = f"{settings.EMAIL_HOST_USER}@" if settings.EMAIL_HOST_USER else ""
    return f"{person}{settings.EMAIL_HOST}:{settings.EMAIL_PORT} ({security})"


class Command(BaseCommand):
    help = "Sends a short mail to ADDRESS by way of EMAIL_URL."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(f"{address} is not an e-mail address.") from None
        message = EmailMessage(
            subject=_("Parley can send mail"),
            body=_("This is a test. Somebody who runs %(site)s asked for it.") % {"site": settings.SITE_URL},
            to=[address],
        )
        try:
            message.send()
        except MAIL_ERRORS as error:
            raise CommandError(f"EMAIL_URL: no mail left by {mail_route()}: {error}") from None
        self.stdout.write(f"Sent to {address}, from {settings.DEFAULT_FROM_EMAIL}, by {mail_route()}.")
