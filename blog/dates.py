"""Dates in words, each day and each minute written once: a page shows up to two thousand times."""

import datetime
import re
from functools import cache, lru_cache

from django.utils.dateformat import format as day_in_words
from django.utils.dateformat import time_format
from django.utils.formats import get_format
from django.utils.translation import get_language

# Of each worker process, each about 250 bytes.
_KEPT = 5_000
# The letters of a format that tell the clock, with what stands between them.
_CLOCK = re.compile(r"((?<!\\)[aAfgGhHiP](?:[^a-zA-Z\\]*[aAfgGhHiP])*)")


def in_words(local: datetime.datetime, form: str) -> str:
    """Return ``local``, a time of the clock on the wall, in the language of the page.

    ``form`` names one of its formats, in which neither a time zone nor seconds are written:
    "SHORT_DATE_FORMAT", "TIME_FORMAT".
    """
    language = get_language()
    day, hour, minute = local.date(), local.hour, local.minute
    return "".join(
        [
            _clock_in_words(hour, minute, part, language) if is_clock else _day_in_words(day, part, language)
            for part, is_clock in _parts(form, language)
        ]
    )


@cache
def _parts(form: str, language: str | None) -> list[tuple[str, bool]]:
    """Cut a format where it goes over from the day to the clock or back; say which is which."""
    parts = _CLOCK.split(str(get_format(form, lang=language)))
    return [(part, place % 2 == 1) for place, part in enumerate(parts) if part]


@lru_cache(maxsize=_KEPT)
def _day_in_words(day: datetime.date, part: str, _language: str | None) -> str:
    """In the current language, which is ``_language``."""
    return day_in_words(day, part)


@lru_cache(maxsize=_KEPT)
def _clock_in_words(hour: int, minute: int, part: str, _language: str | None) -> str:
    return time_format(datetime.time(hour, minute), part)
