"""The sitemap and robots.txt."""

import datetime
import re
from importlib import import_module
from itertools import chain
from types import SimpleNamespace
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils.http import http_date

from blog import publishing, sitemaps
from blog.models import Stamp
from tests.counting import counted
from tests.factories import make_author, make_category, make_page, make_post, set_site

pytestmark = pytest.mark.django_db

HOST = "https://parley.example"
NOON = datetime.datetime(2007, 2, 2, 12, tzinfo=datetime.UTC)


def locations(client: Client, url: str) -> list[str]:
    response = client.get(url)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml")
    tree = ElementTree.fromstring(response.content)
    return [node.text.removeprefix(HOST) for node in tree.iter() if node.tag.endswith("}loc") and node.text]


def make_posts() -> None:
    for year in (2006, 2007):
        make_post(
            f"Post {year}",
            published_at=datetime.datetime(year, 2, 2, tzinfo=datetime.UTC),
            tags=["tea & cake"],
            categories=[make_category(f"In {year}")],
            authors=[make_author(f"Ines {year}")],
        )
    make_page("Policy", parent=make_page("About"))


def test_index_names_a_file_for_each_year_and_kind(client: Client) -> None:
    make_posts()
    names = ["posts-2007", "posts-2006", "pages", "categories-1", "tags-1", "authors-1"]
    assert locations(client, "/sitemap.xml") == [f"/sitemap-{name}.xml" for name in names]


def test_files_name_every_public_address_once_and_each_answers(client: Client) -> None:
    make_posts()
    found = [url for file in locations(client, "/sitemap.xml") for url in locations(client, file)]
    assert sorted(found) == sorted(
        [
            *("/", "/2007/02/02/post-2007/", "/2006/02/02/post-2006/", "/about/", "/about/policy/"),
            *("/category/in-2006/", "/category/in-2007/", "/tag/tea-and-cake/"),
            *("/author/ines-2006/", "/author/ines-2007/"),
        ]
    )
    assert {client.get(url).status_code for url in found} == {200}


def lastmods(client: Client, url: str) -> dict[str, str]:
    text = client.get(url).content.decode()
    return dict(re.findall(f"<loc>{HOST}([^<]*)</loc><lastmod>([^<]*)</lastmod>", text))


def test_posts_and_pages_say_when_they_changed(client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        page = make_page("About")
        clock.shift(60)
        post = make_post("Bridge", published_at=NOON)
        make_post("Later", published_at=NOON + datetime.timedelta(days=1))
        assert lastmods(client, "/sitemap-posts-2007.xml") == {
            "/2007/02/02/bridge/": "2007-02-02T12:01:00+00:00"
        }
        clock.shift(3600)
        for entry in (post, page):
            publishing.save_post(post=entry, by=None)
        assert lastmods(client, "/sitemap-posts-2007.xml") == {
            "/2007/02/02/bridge/": "2007-02-02T13:01:00+00:00"
        }
        assert lastmods(client, "/sitemap-pages.xml") == {"/about/": "2007-02-02T13:01:00+00:00"}
        clock.shift(2 * 24 * 3600)
        found = lastmods(client, "/sitemap-posts-2007.xml")
        assert found["/2007/02/03/later/"] == "2007-02-03T12:00:00+00:00"


def test_index_says_when_each_file_changed(client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        old = make_post(published_at=datetime.datetime(2006, 2, 2, tzinfo=datetime.UTC))
        clock.shift(3600)
        make_post(published_at=NOON)
        clock.shift(3600)
        make_page()
        found = lastmods(client, "/sitemap.xml")
        assert found == {
            "/sitemap-posts-2006.xml": "2007-02-02T12:00:00+00:00",
            "/sitemap-posts-2007.xml": "2007-02-02T13:00:00+00:00",
            "/sitemap-pages.xml": "2007-02-02T14:00:00+00:00",
        }
        clock.shift(3600)
        publishing.trash(post=old, by=None)
        make_post(published_at=datetime.datetime(2006, 3, 3, tzinfo=datetime.UTC))
        found = lastmods(client, "/sitemap.xml")
        assert found["/sitemap-posts-2006.xml"] == "2007-02-02T15:00:00+00:00"
        assert found["/sitemap-posts-2007.xml"] == "2007-02-02T13:00:00+00:00"


def test_index_knows_of_posts_that_the_clock_made_public(client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        make_post(published_at=NOON)
        make_post(published_at=NOON + datetime.timedelta(hours=5))
        clock.shift(3600)
        assert lastmods(client, "/sitemap.xml")["/sitemap-posts-2007.xml"] == "2007-02-02T12:00:00+00:00"
        clock.shift(9 * 3600)
        assert lastmods(client, "/sitemap.xml")["/sitemap-posts-2007.xml"] == "2007-02-02T17:00:00+00:00"


def test_year_with_too_many_posts_is_split_and_so_is_a_month(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "FILE_SIZE", 2)
    days = [
        (2005, 5, 5),
        *[(2006, month, 1) for month in (1, 2, 3)],
        *[(2006, 7, day) for day in (1, 2, 2, 2)],
    ]
    for number, day in enumerate(days):
        make_post(f"Post {number}", published_at=datetime.datetime(*day, tzinfo=datetime.UTC))
    files = [file for file in locations(client, "/sitemap.xml") if "posts" in file]
    parts = ["2006-07-02", "2006-07-01", "2006-03", "2006-02", "2006-01", "2005"]
    assert files == [f"/sitemap-posts-{part}.xml" for part in parts]
    found = list(chain.from_iterable(locations(client, file) for file in files))
    assert len(found) == len(set(found)) == len(days)
    assert len(locations(client, "/sitemap-posts-2006.xml")) == 2


def test_post_with_a_better_address_elsewhere_is_left_out(client: Client) -> None:
    make_post("Ours", published_at=NOON, canonical_url=f"{HOST}/2007/02/02/ours/")
    make_post("Theirs", published_at=NOON, canonical_url="https://elsewhere.example/theirs/")
    make_post("Plain", published_at=NOON)
    assert sorted(lastmods(client, "/sitemap-posts-2007.xml")) == ["/2007/02/02/ours/", "/2007/02/02/plain/"]


@pytest.mark.parametrize("url", ["/sitemap.xml", "/sitemap-posts-2007.xml", "/sitemap-tags-1.xml"])
def test_crawler_that_has_a_file_is_told_so(client: Client, url: str) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        make_post(published_at=NOON)
        post = make_post(published_at=NOON, tags=["tea"])
        clock.shift(3600)
        seen = client.get(url).headers["Last-Modified"]
        assert client.get(url, headers={"if-modified-since": seen}).status_code == 304
        publishing.trash(post=post, by=None)
        clock.shift(3600)
        assert client.get(url, headers={"if-modified-since": seen}).status_code == 200


def test_migration_gives_old_years_a_time(client: Client) -> None:
    def times() -> list[str | None]:
        files = [f"/sitemap-posts-{year}.xml" for year in (2006, 2007)]
        return [client.get(file).headers.get("Last-Modified") for file in files]

    with time_machine.travel(NOON, tick=False) as clock:
        make_posts()
        clock.shift(3600)
        Stamp.objects.filter(key="year:2006").delete()
        assert times() == [None, http_date(NOON.timestamp())]

        migration = import_module("blog.migrations.0008_year_stamps")
        migration.make(apps, SimpleNamespace(connection=connection))
        clock.shift(3600)

        assert times() == [http_date(NOON.timestamp() + 3600), http_date(NOON.timestamp())]


def test_files_ask_as_often_for_one_as_for_three(client: Client) -> None:
    def asked(url: str) -> int:
        with counted() as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    urls = {
        "/sitemap.xml": 9,
        "/sitemap-posts-2007.xml": 5,
        "/sitemap-pages.xml": 3,
        "/sitemap-tags-1.xml": 4,
    }
    make_post(published_at=NOON, tags=["tea"])
    make_page()
    assert {url: asked(url) for url in urls} == urls
    for number in (2, 3):
        make_post(published_at=NOON, tags=[f"tea {number}"])
        make_post(published_at=NOON.replace(year=2000 + number))
        make_page()
    assert {url: asked(url) for url in urls} == urls


def test_terms_without_a_public_post_are_left_out(client: Client) -> None:
    make_category("Empty")
    make_post(status="draft", tags=["secret"])
    make_post(tags=["tea"])
    assert locations(client, "/sitemap-tags-1.xml") == ["/tag/tea/"]
    assert locations(client, "/sitemap-categories-1.xml") == []


def test_no_file_of_terms_grows_for_ever(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_post(tags=[f"tag {number}" for number in range(5)])
    monkeypatch.setattr(sitemaps, "TERMS_IN_A_FILE", 2)
    files = [file for file in locations(client, "/sitemap.xml") if "tags" in file]
    found = [locations(client, file) for file in files]
    assert max(map(len, found)) == 2
    assert sorted(chain.from_iterable(found)) == [f"/tag/tag-{number}/" for number in range(5)]


@pytest.mark.parametrize(
    "name",
    [
        "posts-1999",
        "posts-0000",
        "posts-9999",
        "posts-2007-13",
        "posts-2007-02-30",
        "posts-2007-2",
        "posts-2007-02-02-02",
        "posts",
        "pages-1",
        "tags",
        "tags-x",
        "tags-99999",
        "x-1",
        "-",
    ],
)
def test_files_that_are_none_are_not_found(client: Client, name: str) -> None:
    make_post()
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_robots_are_shown_the_sitemap(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /search/" in lines
    assert "Disallow: /" not in lines
    assert lines[-1] == f"Sitemap: {HOST}/sitemap.xml"
    assert urlsplit(lines[-1].split()[1]).path == "/sitemap.xml"


def test_robots_can_be_asked_to_stay_away(client: Client) -> None:
    set_site(discourage_robots=True)
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    assert b'<meta name="robots" content="noindex, nofollow">' in client.get("/").content
