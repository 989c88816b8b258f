"""Years, months and days."""

import datetime
import re

import pytest
from django.test import Client

from tests.blog.views.pages import text_of, titles
from tests.factories import make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive() -> None:
    for number, day in enumerate(["2006-12-31", "2007-02-02", "2007-02-02", "2007-02-28", "2007-11-01"]):
        moment = datetime.datetime.fromisoformat(f"{day}T10:00:00+00:00")
        make_post(f"Post {number}", published_at=moment)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/2007/", ["Post 4", "Post 3", "Post 2", "Post 1"]),
        ("/2007/02/", ["Post 3", "Post 2", "Post 1"]),
        ("/2007/02/02/", ["Post 2", "Post 1"]),
        ("/2006/12/31/", ["Post 0"]),
    ],
)
def test_every_prefix_of_an_address_answers(
    client: Client, archive: None, url: str, expected: list[str]
) -> None:
    assert titles(client, url) == expected


@pytest.mark.parametrize(
    "url",
    ["/2005/", "/2007/03/", "/2007/02/03/", "/2007/13/", "/2007/13/45/", "/2007/00/", "/2007/02/30/",
     "/0000/", "/9999/", "/9999/12/", "/9999/12/31/", "/0001/01/01/", "/2007/2/", "/20070/",
     "/2007/02/page/2/", "/٢٠٠٧/"],
)  # fmt: skip
def test_periods_that_hold_nothing_are_not_found(client: Client, archive: None, url: str) -> None:
    assert client.get(url).status_code == 404


def tallies(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<a href="([^"]*)">[^<]*</a> <small>(\d+)</small>', html)


def test_overview_counts_years_and_months(client: Client, archive: None) -> None:
    html = " ".join(text_of(client, "/archive/").split())
    years = re.findall(
        r'<th scope="row"> <a href="([^"]*)">(\d+)</a> <span class="sum">(.*?)</span> </th>(.*?)</tr>', html
    )
    assert [(url, name, total) for url, name, total, _ in years] == [
        ("/2007/", "2007", '4<span class="sr"> posts</span>'),
        ("/2006/", "2006", '1<span class="sr"> post</span>'),
    ]
    months = re.compile(r'<td class="n(\d)"><a href="([^"]*)" aria-label="([^"]*)">(\d+)</a></td>')
    assert [months.findall(row) for _, _, _, row in years] == [
        [("4", "/2007/02/", "February 2007: 3", "3"), ("2", "/2007/11/", "November 2007: 1", "1")],
        [("2", "/2006/12/", "December 2006: 1", "1")],
    ]
    assert [row.count("<td") for _, _, _, row in years] == [12, 12]


def test_year_counts_its_months_and_month_its_days(client: Client, archive: None) -> None:
    assert tallies(text_of(client, "/2007/")) == [("/2007/11/", "1"), ("/2007/02/", "3")]
    assert tallies(text_of(client, "/2007/02/")) == [("/2007/02/28/", "1"), ("/2007/02/02/", "2")]


def test_day_leads_back_to_its_month_and_year(client: Client, archive: None) -> None:
    trail = text_of(client, "/2007/02/02/").partition('<nav class="crumbs"')[2].partition("</nav>")[0]
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', trail) == [
        ("/archive/", "Archive"),
        ("/2007/", "2007"),
        ("/2007/02/", "February 2007"),
    ]


def test_overview_without_posts_says_so(client: Client) -> None:
    assert "There are no posts here yet." in text_of(client, "/archive/")
