"""What is said when an answer could not be made. Asks no database: it may be what is missing."""

import sys
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.views.defaults import server_error

from .reading import keep_private

RETRY_AFTER = 60  # seconds
# What is longer was written, and is shown; the rest was chosen, and is sent along.
_SHORT = 60

Fields = list[tuple[str, str]]


def fault(request: HttpRequest) -> HttpResponse:
    """Handler of all errors nobody has foreseen. Of a database that doesn't answer it says so: 503.

    Whatever was sent comes back with it, to be sent again.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    kept, shown = _sent(request)
    context = {"address": request.get_full_path(), "kept": kept, "shown": shown}
    page = render_to_string("503.html", context)
    response = HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return keep_private(response)


def _sent(request: HttpRequest) -> tuple[Fields, Fields]:
    """Return the fields of a form that was sent: short ones, and those that somebody wrote.

    None of a form with a password in it, which isn't to be written into a page.
    """
    if request.method != "POST":
        return [], []
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except (UnreadablePostError, RequestDataTooBig, SuspiciousOperation):
        return [], []
    if any("password" in name for name, _value in fields):
        return [], []
    shown = [(name, value) for name, value in fields if len(value) > _SHORT or "\n" in value]
    return [field for field in fields if field not in shown], shown
