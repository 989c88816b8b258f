"""Mails that we write: as plain text and, the same words, as HTML; in the site's name, language and zone."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from blog.models import SiteSettings

# Raised by sending a mail: by its server (SMTPException is an OSError), or by a directory for mails that is
# none.
MAIL_ERRORS = (OSError, ImproperlyConfigured)
# Titles and names of all sorts come into a subject; what ends a line of a header must not.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def letter(
    text: str,
    *,
    to: str,
    context: dict[str, Any],
    html: str = "blog/email/letter.html",
    headers: Mapping[str, str] | None = None,
) -> EmailMultiAlternatives:
    """Make a mail of the template ``text``, the subject being its first line.

    ``html`` is the template of its other form. The one for all of them makes paragraphs of the text: what
    stands alone as ``link`` is a button there, and says ``button``; the last paragraph, the signature, is
    left to the letter's frame.
    """
    context = {"site": SiteSettings.current(), "site_url": settings.SITE_URL, **context}
    first, _gap, body = render_to_string(text, context).partition("\n")
    subject, body = in_one_line(first), body.strip()
    message = EmailMultiAlternatives(subject=subject, body=body + "\n", to=[to], headers=dict(headers or {}))
    *paragraphs, _signature = body.split("\n\n")
    words = {"subject": subject, "paragraphs": paragraphs, **context}
    message.attach_alternative(render_to_string(html, words), "text/html")
    return message


def in_one_line(text: str) -> str:
    """Return ``text`` as it may stand in a header: nothing in it ends the line."""
    return " ".join(_CONTROLS.sub(" ", text).split())
