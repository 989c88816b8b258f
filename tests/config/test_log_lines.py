"""Refusals are one line in the log, accidents keep their traceback."""

import io
import logging
import sys
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config.log_lines import without_traceback


def _fault(request: HttpRequest, token: str) -> HttpResponse:
    raise ArithmeticError


urlpatterns = [path("decide/<token>/", _fault)]


@pytest.fixture
def stderr() -> Iterator[io.StringIO]:
    """What the handler of the settings writes."""
    (handler,) = (handler for handler in logging.getLogger().handlers if handler.name == "stderr")
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.mark.parametrize(
    "token", ["WzFd:1abc:x-Y_z", "WzFd:1\u00e9bc:x-Y_z", "cq3x7k-0123456789abcdef0123456789abcdef"]
)
def test_error_does_not_name_what_gives_a_right(token: str, stderr: io.StringIO, settings) -> None:
    settings.ROOT_URLCONF = __name__
    Client(raise_request_exception=False).get(f"/decide/{token}/")
    assert "ERROR django.request: Internal Server Error: /decide/.../\n" in stderr.getvalue()
    assert "ArithmeticError" in stderr.getvalue()
    assert token not in stderr.getvalue()


@pytest.mark.parametrize(("level", "is_kept"), [(logging.WARNING, False), (logging.ERROR, True)])
def test_tracebacks_are_kept_for_accidents_only(level: int, is_kept: bool) -> None:
    try:
        raise PermissionError
    except PermissionError:
        record = logging.LogRecord("django.request", level, "", 1, "Forbidden", (), sys.exc_info())
    assert without_traceback(record)
    assert bool(record.exc_info) is is_kept
