"""The search page."""

import pytest
from django.test import Client

from tests.blog.views.pages import text_of, titles
from tests.factories import days_ago, make_page, make_post, set_site

pytestmark = pytest.mark.django_db


def test_search_finds_posts_and_pages_newest_first(client: Client) -> None:
    make_post("Old", source="About teapots.", published_at=days_ago(9))
    make_post("New", source="More teapots.")
    make_page("Policy", source="No teapots.", published_at=days_ago(3))
    make_post("Other", source="Cups.")
    assert titles(client, "/search/?q=teapots") == ["New", "Policy", "Old"]


def test_search_marks_what_it_found_and_escapes_the_rest(client: Client) -> None:
    make_post(source="`<b>` is a teapot")
    html = text_of(client, "/search/?q=teapot")
    assert "&lt;b&gt; is a <mark>teapot</mark>" in html


def test_search_pages_carry_the_question_along(client: Client) -> None:
    set_site(posts_per_page=1)
    for number in range(3):
        make_post(f"Post {number}", source="teapot & cup", published_at=days_ago(number + 1))
    html = text_of(client, "/search/page/2/?q=teapot+%26+cup")
    assert titles(client, "/search/page/2/?q=teapot+%26+cup") == ["Post 1"]
    assert 'href="/search/page/3/?q=teapot+%26+cup"' in html
    assert 'href="/search/?q=teapot+%26+cup"' in html
    assert client.get("/search/page/4/?q=teapot").status_code == 404
    first = client.get("/search/page/1/?q=teapot")
    assert (first.status_code, first.headers["Location"]) == (301, "/search/?q=teapot")


def test_search_without_words_shows_the_form(client: Client) -> None:
    make_post()
    html = text_of(client, "/search/")
    assert titles(client, "/search/") == []
    assert ('id="q"' in html, "Nothing was found" in html) == (True, False)


@pytest.mark.parametrize(
    "query",
    ["%00", "%ff", "%22", "'", "*", "-", "AND", "NEAR(", "a%00b", "x" * 10_000, "%F0%9F%90%A6", "a:b", "%5C",
     "(", "%ED%A0%80", "- - -", "%22%22", "%25", "_", "&q=2", "%E2%80%AE"],
)  # fmt: skip
def test_search_for_anything_answers(client: Client, query: str) -> None:
    make_post()
    assert client.get(f"/search/?q={query}").status_code == 200


def test_search_says_when_nothing_was_found_and_keeps_the_question(client: Client) -> None:
    html = text_of(client, "/search/?q=%22%3Cb%3E")
    assert "Nothing was found." in html
    assert 'value="&quot;&lt;b&gt;"' in html
