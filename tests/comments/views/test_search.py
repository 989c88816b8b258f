"""The search page of comments."""

import re

import pytest
from django.test import Client

from tests.blog.views.pages import text_of
from tests.comment_factories import make_comment
from tests.counting import counted
from tests.factories import make_author, make_post, set_site

pytestmark = pytest.mark.django_db


def numbers(client: Client, url: str) -> list[str]:
    """The numbers of the comments that a page of results shows, in order."""
    return re.findall(r"<b>#(\d+)</b>", text_of(client, url))


def test_comments_are_found_with_where_they_stand(client: Client) -> None:
    post = make_post("The <bridge>")
    first = make_comment(post, "A river pier & a `<b>`.", name="Dov")
    second = make_comment(post, "No pier.")
    make_comment(post, "A bench.")
    html = text_of(client, "/search/comments/?q=pier")
    assert numbers(client, "/search/comments/?q=pier") == ["2", "1"]
    assert "A river <mark>pier</mark> &amp; a &lt;b&gt;." in html
    assert f'<a href="{post.get_absolute_url()}"><bdi>The &lt;bridge&gt;</bdi></a>' in html
    assert f'href="/c/{first.pk}/"' in html
    assert "2 comments." in html
    assert second.author_name in html


def test_hidden_comments_are_not_found(client: Client) -> None:
    make_comment(make_post(), "pier", status="pending")
    make_comment(make_post(), "pier", status="trash")
    hidden = make_comment(make_post(), "pier").post
    hidden.set_password("x")
    hidden.save()
    assert numbers(client, "/search/comments/?q=pier") == []
    assert "Nothing was found." in text_of(client, "/search/comments/?q=pier")


def test_no_address_of_a_writer_is_shown_or_found(client: Client) -> None:
    make_comment(make_post(), "pier", name="Dov", email="dov@secret.example", ip="192.0.2.77")
    html = text_of(client, "/search/comments/?q=pier")
    assert ("dov@secret.example" in html, "192.0.2.77" in html) == (False, False)
    for typed in ("dov@secret.example", "192.0.2.77"):
        assert numbers(client, f"/search/comments/?q={typed}") == []


def test_tabs_lead_from_posts_to_comments_and_back_with_the_whole_question(client: Client) -> None:
    make_author("Ines")
    posts = text_of(client, "/search/?q=pier&author=ines&sort=best")
    assert 'href="/search/comments/?q=pier&amp;author=ines&amp;sort=best">Comments</a>' in posts
    comments = text_of(client, "/search/comments/?q=pier&author=ines&sort=best")
    assert 'href="/search/?q=pier&amp;author=ines&amp;sort=best">Posts</a>' in comments
    assert 'href="/search/comments/?q=pier&amp;author=ines&amp;sort=best" aria-current="page"' in comments
    assert "Comments are searched by words and dates" in comments


def test_pages_carry_the_question_along(client: Client) -> None:
    set_site(posts_per_page=1)
    post = make_post()
    for _ in range(3):
        make_comment(post, "pier")
    html = text_of(client, "/search/comments/page/2/?q=pier&after=2000")
    assert numbers(client, "/search/comments/page/2/?q=pier") == ["2"]
    assert 'href="/search/comments/page/3/?q=pier&amp;after=2000"' in html
    assert 'href="/search/comments/?q=pier&amp;after=2000"' in html
    assert client.get("/search/comments/page/4/?q=pier").status_code == 404
    first = client.get("/search/comments/page/1/?q=pier")
    assert (first.status_code, first.headers["Location"]) == (301, "/search/comments/?q=pier")


def test_page_is_kept_by_nobody_and_listed_by_no_robot(client: Client) -> None:
    response = client.get("/search/comments/?q=pier")
    assert response.headers["Cache-Control"] == "no-cache"
    assert not response.page_dependencies.is_storable  # type: ignore[attr-defined]
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert 'rel="canonical"' not in response.content.decode()


@pytest.mark.parametrize(
    "query", ["", "q=", "q=%00", "q=%22", "author=ines", "after=2019", "after=x", "q=%F0%9F%90%A6"]
)
def test_whatever_is_asked_is_answered(client: Client, query: str) -> None:
    make_comment(make_post(), "pier")
    assert client.get(f"/search/comments/?{query}").status_code == 200


def test_page_asks_the_same_number_of_times_for_one_and_three(client: Client) -> None:
    counts = []
    for number in (1, 3):
        for _ in range(number):
            make_comment(make_post(), f"pier{number}")
        with counted() as queries:
            assert len(numbers(client, f"/search/comments/?q=pier{number}")) == number
        counts.append(len(queries))
    # The site and its menu, the four of the search, the stamps.
    assert counts == [7, 7]
