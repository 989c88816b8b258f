"""The words of the desk's lists."""

import datetime
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone

from blog.dates import in_words
from blog.templatetags.desk import as_links, moment


def choice(display: str, query: str, *, is_chosen: bool = False) -> dict[str, object]:
    return {"display": display, "query_string": query, "selected": is_chosen}


def test_choices_of_a_filter_are_links_and_no_markup() -> None:
    assert as_links([choice("All", "?"), choice("<b>&", '?a=ü&b="', is_chosen=True)]) == (
        '<li><a href="?">All</a></li>'
        '<li><a href="?a=%C3%BC&amp;b=%22" aria-current="true">&lt;b&gt;&amp;</a></li>'
    )


def test_a_filter_says_what_is_chosen_unless_that_is_all() -> None:
    for chosen, said in ((0, False), (1, True)):
        choices = [
            choice(name, "?", is_chosen=place == chosen) for place, name in enumerate(("All", "<2019>"))
        ]
        shown = render_to_string("admin/filter.html", {"title": "year", "choices": choices})
        assert ("<summary>Year: <b>&lt;2019&gt;</b></summary>" in shown) == said
        assert ("<summary>Year</summary>" in shown) != said


def test_only_what_is_of_today_is_told_without_its_day() -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        now = timezone.localtime()
        first, last = (
            datetime.datetime.combine(now, at, now.tzinfo) for at in (datetime.time.min, datetime.time.max)
        )
        for at in (first, now, last):
            assert moment(at) == f"{in_words(at, 'TIME_FORMAT')} today"
        for at in (first - datetime.timedelta(minutes=1), last + datetime.timedelta(minutes=1)):
            assert moment(at) == in_words(at, "SHORT_DATETIME_FORMAT")
