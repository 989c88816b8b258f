"""What somebody meant who came to an address where nothing stands."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.likely import AROUND, LIMIT, likely, slug_in
from blog.models import Post
from tests.factories import days_ago, make_page, make_post

pytestmark = pytest.mark.django_db


def titles(slug: str) -> list[str]:
    return [str(post) for post in likely(slug)]


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/2007/02/02/the-bridge/", "the-bridge"),
        ("/2007/02/02/the-bridge", "the-bridge"),
        ("/2007/02/02/The_Bridge).", "the-bridge"),
        ("/archives/2007/the-bridge.html", "the-bridge"),
        ("/2007/02/02/the-bridge/amp/", "the-bridge"),
        ("/2007/02/02/the-bridge/2/", "the-bridge"),
        ("/2007/02/02/the-bridge/comments/flat/3/", "the-bridge"),
        ("/2007/02/02/the-bridge/feed/atom/", "the-bridge"),
        ("/category/streets/page/99/", "streets"),
        ("/tag/ferry/feed/", "ferry"),
        ("/c/12/reply/", ""),
        ("/page/99/", ""),
        ("/2007/02/02/st.john/", "stjohn"),
        ("/2007/02/02/v1.2", "v12"),
        ("/img/st.john.jpeg", ""),
        ("/the.js/the-bridge/", "the-bridge"),
        ("/日本/", "日本"),
        ("/2007/02/02/", ""),
        ("/c/12/", ""),
        ("/", ""),
        ("/wp-login.php", ""),
        ("/wp-includes/js/", ""),
        ("/wp-content/uploads/the-bridge/", ""),
        ("/the-bridge.php", ""),
        ("/images/the-bridge.JPG", ""),
        ("/.git/config", ""),
        ("/.env", ""),
        ("/cgi-bin/test/", ""),
        ("/" + "bridge-" * 60, ""),
        ("/%/!/", ""),
    ],
)
def test_slug_in(path: str, slug: str) -> None:
    assert slug_in(path) == slug


def test_the_slug_under_another_date_comes_first() -> None:
    make_post("The bridge again")
    make_post("The bridge")
    assert titles("the-bridge")[0] == "The bridge"


def test_an_address_that_was_cut_off_is_completed() -> None:
    make_post("The bridge nobody voted against")
    make_post("Other things")
    assert titles("the-bri") == ["The bridge nobody voted against"]


@pytest.mark.parametrize("typed", ["the-brigde-closed", "the-bridge-closd", "the-bridge-closed-again"])
def test_a_misspelt_address_is_understood(typed: str) -> None:
    make_post("The bridge closed")
    make_post("The mill opened")
    assert titles(typed) == ["The bridge closed"]


def test_words_of_the_title_are_found_whatever_the_slug() -> None:
    make_post("The bridge nobody voted against", slug="bridge-2")
    make_post("Mentions it", source="The bridge nobody voted against.")
    assert titles("nobody-voted-agai") == ["The bridge nobody voted against"]


def test_pages_are_meant_too() -> None:
    make_page("Comment policy")
    assert titles("comments-policy") == ["Comment policy"]


def test_hidden_posts_are_never_told() -> None:
    for fields in (
        {"status": "draft"},
        {"status": "review"},
        {"status": "private"},
        {"status": "trash"},
        {"password": "x"},
        {"published_at": days_ago(-3)},
    ):
        make_post("The bridge", **fields)
    out_of_step = make_post("The bridge")
    Post.objects.filter(pk=out_of_step.pk).update(status="draft")
    assert likely("the-bridge") == []


def test_hidden_posts_take_no_room() -> None:
    for number in range(AROUND + 1):
        make_post(f"Bridge {number}", status="draft", slug=f"bridge-{number:02}")
    make_post("Bridge of sighs", slug="bridge-z")
    assert titles("bridge-0") == ["Bridge of sighs"]


def test_what_is_not_alike_is_not_told() -> None:
    make_post("The mill")
    assert likely("zebra") == []
    assert likely("") == []


def test_few_are_told() -> None:
    for number in range(LIMIT + 2):
        make_post(f"Bridge {number}")
    assert len(likely("bridge")) == LIMIT


@pytest.mark.parametrize("posts", [1, 3])
def test_likely_costs_two_queries(posts: int) -> None:
    for number in range(posts):
        make_post(f"Bridge {number}")
    with CaptureQueriesContext(connection) as queries:
        assert len(likely("bridge")) == posts
    assert len(queries) == 2


@pytest.mark.parametrize("slug", ["日本語", "مرحبا", "🎉", "a" * 200, "'", "%s", "x-" * 90 + "x"])
def test_odd_slugs_do_not_raise(slug: str) -> None:
    make_post()
    assert likely(slug) == []
