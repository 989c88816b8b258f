"""Dates in words, each written once: a page shows up to a hundred, mostly those of the page before."""

import datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language

# Of each worker process, each about 250 bytes.
_KEPT = 5_000


def in_words(local: datetime.datetime, form: str) -> str:
    """Return ``local``, a time of the clock on the wall, in the language of the page.

    ``form`` names one of its formats, in which no time zone is written: "SHORT_DATE_FORMAT", "TIME_FORMAT".
    """
    # Without its zone: two moments that are the same are one key, though clocks show different times.
    return _in_words(local.replace(tzinfo=None), form, get_language())


@lru_cache(maxsize=_KEPT)
def _in_words(local: datetime.datetime, form: str, language: str | None) -> str:
    return date_format(local, form)
