"""Categories, tags, authors, and the indexes of them."""

import re

import pytest
from django.test import Client

from blog.models import AuthorLink, Tag
from blog.views import terms
from tests.blog.views.pages import text_of, titles, without_classes
from tests.factories import make_author, make_category, make_post

pytestmark = pytest.mark.django_db


def test_category_lists_what_is_filed_anywhere_below_it(client: Client) -> None:
    politics = make_category("Politics", source="What *they* do.")
    iraq = make_category("Iraq war", parent=politics)
    make_post("War", categories=[iraq])
    make_post("Peace", categories=[politics])
    assert titles(client, "/category/politics/") == ["Peace", "War"]
    assert titles(client, "/category/politics/iraq-war/") == ["War"]
    above, below = text_of(client, "/category/politics/"), text_of(client, "/category/politics/iraq-war/")
    assert '<a href="/category/politics/iraq-war/">Iraq war</a> <small>1</small>' in above
    assert "<p>What <em>they</em> do.</p>" in above
    assert '<li><a href="/category/politics/">Politics</a></li>' in below


@pytest.mark.parametrize(
    "path", ["iraq-war", "politics/iran", "politics//", "iraq-war/politics", "a/" * 30 + "a", "%00", "%ff"]
)
def test_category_that_is_none_is_not_found(client: Client, path: str) -> None:
    make_category("Iraq war", parent=make_category("Politics"))
    assert client.get(f"/category/{path}/").status_code == 404


def test_spellings_of_one_letter_are_tags_of_their_own(client: Client) -> None:
    make_post("Sharp", tags=["C#"])
    make_post("Plus", tags=["C++"])
    make_post("Japan", tags=["日本"])
    found = {tag.name: titles(client, tag.get_absolute_url()) for tag in Tag.objects.all()}
    assert found == {"C#": ["Sharp"], "C++": ["Plus"], "日本": ["Japan"]}


def test_author_page_says_who_it_is(client: Client) -> None:
    ines = make_author("Ines", source="Covers the committee.")
    AuthorLink.objects.create(author=ines, label="Letters", url="https://ines.example/")
    make_post("Bridge", authors=[ines])
    html = without_classes(text_of(client, "/author/ines/"))
    assert "<p>Covers the committee.</p>" in html
    assert '<a href="https://ines.example/" rel="me noopener">Letters</a>' in html
    assert titles(client, "/author/ines/") == ["Bridge"]


@pytest.mark.parametrize("url", ["/tag/x/", "/author/x/", "/tag/%00/", "/author/%ff/", "/tag/a%2fb/"])
def test_terms_that_are_none_are_not_found(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


def test_terms_without_posts_answer_and_are_not_indexed(client: Client) -> None:
    make_category("Empty")
    html = text_of(client, "/category/empty/")
    assert "There are no posts here yet." in html
    assert '<meta name="robots" content="noindex">' in html


def test_every_list_names_its_own_feeds_and_those_of_the_site(client: Client) -> None:
    make_post(categories=[make_category("Politics")], tags=["tea"], authors=[make_author("Ines")])
    for url in ("/category/politics/", "/tag/tea/", "/author/ines/"):
        found = re.findall(
            r'<link rel="alternate" type="[^"]*" title="[^"]*" href="([^"]*)">', text_of(client, url)
        )
        own = [f"{url}feed/", f"{url}feed/atom/", f"{url}feed.json"]
        assert found == ["/feed/", "/feed/atom/", "/feed.json", "/comments/feed/", *own]


def names(html: str) -> list[str]:
    return re.findall(r'<li><a href="/tag/[^"]*">([^<]*)</a>', html)


def test_tag_index_is_walked_in_pages_that_hold_every_tag_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "INDEX_SIZE", 2)
    make_post(tags=["Éclair", "apple", "C#", "zebra", "日本"])
    url, seen = "/tags/", []
    while url:
        html = text_of(client, url)
        seen.append(names(html))
        url = next(iter(re.findall(r'<a class="[^"]*" href="([^"]*)" rel="next">', html)), "")
    assert seen == [["apple", "C#"], ["Éclair", "zebra"], ["日本"]]
    back = re.findall(r'<a class="[^"]*" href="([^"]*)" rel="prev">', html)
    assert back == ["/tags/from/eclair/"]
    assert re.findall(r'<a class="[^"]*" href="([^"]*)" rel="prev">', text_of(client, back[0])) == ["/tags/"]


@pytest.mark.parametrize("start", ["zz", "%00", "a" * 300])
def test_index_past_its_end_is_not_found(client: Client, start: str) -> None:
    make_post(tags=["apple"])
    assert client.get(f"/tags/from/{start}/").status_code == 404


@pytest.mark.parametrize("start", ["a", "%ff", "..", "ban"])
def test_index_from_a_name_that_is_none_leads_to_the_next(client: Client, start: str) -> None:
    make_post(tags=["banana"])
    response = client.get(f"/tags/from/{start}/")
    assert (response.status_code, response.headers["Location"]) == (302, "/tags/from/banana/")


def test_category_index_is_a_tree_with_counts(client: Client) -> None:
    politics = make_category("Politics")
    make_post(categories=[make_category("Iraq", parent=politics)])
    make_post(categories=[politics])
    make_category("Empty")
    found = re.findall(
        r'<li data-depth="(\d)"><a href="([^"]*)">[^<]*</a> <small>(\d)</small>',
        text_of(client, "/categories/"),
    )
    assert found == [("0", "/category/politics/", "2"), ("1", "/category/politics/iraq/", "1")]
