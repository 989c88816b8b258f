"""Dates in words."""

import datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.conf import global_settings
from django.utils import timezone, translation
from django.utils.formats import date_format

from blog.dates import in_words

MOMENT = datetime.datetime(2011, 2, 3, 23, 30, tzinfo=datetime.UTC)


def test_a_moment_is_written_as_each_clock_shows_it() -> None:
    tokyo = timezone.localtime(MOMENT, ZoneInfo("Asia/Tokyo"))
    assert tokyo == MOMENT
    with translation.override("de"):
        assert in_words(MOMENT, "SHORT_DATETIME_FORMAT") == "03.02.2011 23:30"
        assert in_words(tokyo, "SHORT_DATETIME_FORMAT") == "04.02.2011 08:30"
        assert in_words(tokyo, "TIME_FORMAT") == "08:30"


def test_a_date_is_in_the_language_of_the_page() -> None:
    with translation.override("de"):
        assert in_words(MOMENT, "SHORT_DATE_FORMAT") == "03.02.2011"
    with translation.override("en"):
        assert in_words(MOMENT, "SHORT_DATE_FORMAT") == "3 Feb 2011"


FORMS = ("DATE_FORMAT", "TIME_FORMAT", "SHORT_DATE_FORMAT", "SHORT_DATETIME_FORMAT")
TIMES = [
    datetime.datetime(2011, month, day, hour, 0) for month, day, hour in product((1, 5), (3, 21), (0, 12))
]


@pytest.mark.parametrize("language", [code for code, _name in global_settings.LANGUAGES])
def test_every_language_is_written_as_django_writes_it(language: str) -> None:
    with translation.override(language):
        for form, local in product(FORMS, [*TIMES, datetime.datetime(2011, 2, 3, 23, 7, 5)]):
            assert in_words(local, form) == date_format(local, form)
