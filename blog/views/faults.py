"""What is said when an answer could not be made. Asks no database: it may be what is missing."""

import sys
from dataclasses import dataclass, field
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.views.defaults import server_error

from .reading import keep_private

RETRY_AFTER = 60  # seconds
# What is longer, or has several words, was written, and is shown; the rest was chosen, and is sent along.
_SHORT = 60
_OF_DJANGO = "csrfmiddlewaretoken"

Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Sent:
    """The fields of a form that was sent: those that were chosen, and those that somebody wrote.

    Of passwords, which aren't to be written into a page, and of files it knows the names of their fields.
    """

    kept: Fields = field(default_factory=list)
    shown: Fields = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not (self.passwords or self.files)

    def __bool__(self) -> bool:
        return bool(self.kept or self.shown) or not self.is_whole


def fault(request: HttpRequest) -> HttpResponse:
    """Handler of all errors nobody has foreseen. Of a database that doesn't answer it says so: 503.

    Whatever was sent comes back with it, to be sent again.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    context = {"address": request.get_full_path(), "sent": _sent(request)}
    page = render_to_string("503.html", context)
    response = HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return keep_private(response)


def _sent(request: HttpRequest) -> Sent:
    if request.method != "POST":
        return Sent()
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        files = list(request.FILES)
    except (UnreadablePostError, RequestDataTooBig, SuspiciousOperation):
        return Sent()
    sent = Sent(files=files)
    for name, value in fields:
        if "password" in name and value:
            sent.passwords.append(name)
        elif name != _OF_DJANGO and (len(value) > _SHORT or len(value.split()) > 1):
            sent.shown.append((name, value))
        else:
            sent.kept.append((name, value))
    return sent
