"""The sitemap and robots.txt."""

import datetime
import re
from itertools import chain
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client

from blog import sitemaps
from tests.factories import make_author, make_category, make_page, make_post, set_site

pytestmark = pytest.mark.django_db

HOST = "https://parley.example"


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
            *("/2007/02/02/post-2007/", "/2006/02/02/post-2006/", "/about/", "/about/policy/"),
            *("/category/in-2006/", "/category/in-2007/", "/tag/tea-and-cake/"),
            *("/author/ines-2006/", "/author/ines-2007/"),
        ]
    )
    assert {client.get(url).status_code for url in found} == {200}


def test_posts_and_pages_say_when_they_changed(client: Client) -> None:
    post = make_post()
    html = client.get(f"/sitemap-posts-{post.published_on:%Y}.xml").content.decode()
    assert re.findall("<lastmod>(.*)</lastmod>", html) == [f"{post.modified_at:%Y-%m-%d}"]


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
