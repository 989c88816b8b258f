"""Refusals are one line in the log, accidents keep their traceback."""

import logging
import sys

import pytest

from config.log_lines import without_traceback


@pytest.mark.parametrize(("level", "is_kept"), [(logging.WARNING, False), (logging.ERROR, True)])
def test_tracebacks_are_kept_for_accidents_only(level: int, is_kept: bool) -> None:
    try:
        raise PermissionError
    except PermissionError:
        record = logging.LogRecord("django.request", level, "", 1, "Forbidden", (), sys.exc_info())
    assert without_traceback(record)
    assert bool(record.exc_info) is is_kept
