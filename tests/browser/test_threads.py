"""Discussions in a real browser: ways of reading, and the links between what was said."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from blog.models import Post
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_post, set_site

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def post() -> Post:
    """A post with three comments, the last of which answers the first and names the second."""
    set_discussion(hold_first=False, flood_seconds=0)
    post = make_post("The bridge")
    first = make_comment(post, "The first word", name="Ann")
    make_comment(post, "The second word", name="Ben")
    make_comment(post, "An answer, though #2 is right", name="Cat", parent=first)
    return post


def test_way_of_reading_is_remembered_without_js(page_without_js: "Page", post: Post) -> None:
    page = page_without_js
    numbers = page.locator(".comment__no")
    page.goto(post.get_absolute_url())
    expect(numbers).to_have_text(["#1", "#3", "#2"])
    page.get_by_role("link", name="one after another").click()
    page.wait_for_url("**/comments/flat/#comments")
    page.get_by_role("link", name="newest first").click()
    page.wait_for_url("**/comments/flat/newest/#comments")
    expect(numbers).to_have_text(["#3", "#2", "#1"])
    page.get_by_role("button", name="Remember this way of reading").click()
    page.wait_for_url(f"**{post.get_absolute_url()}#comments")
    expect(numbers).to_have_text(["#3", "#2", "#1"])
    expect(page.get_by_role("button", name="Remember this way of reading")).to_have_count(0)
    page.goto(post.get_absolute_url())
    expect(numbers).to_have_text(["#3", "#2", "#1"])


def test_what_was_said_leads_to_what_it_answers_and_back(page_without_js: "Page", post: Post) -> None:
    page = page_without_js
    page.goto(f"{post.get_absolute_url()}comments/flat/")
    target = page.locator(".comment:target")
    page.get_by_role("link", name="in reply to #1 Ann").click()
    expect(target.get_by_text("The first word")).to_be_visible()
    target.locator(".comment__answers").get_by_role("link", name="#3").click()
    expect(target.get_by_text("An answer")).to_be_visible()
    target.get_by_role("link", name="#2", exact=True).click()
    expect(target.get_by_text("The second word")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_numbers_stand_in_the_margin_in_either_direction(
    page_without_js: "Page", post: Post, language: str
) -> None:
    set_site(language_code=language)
    page = page_without_js
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(post.get_absolute_url())
    number, who = (page.locator(name).first.bounding_box() for name in (".comment__no", ".comment__who"))
    assert number is not None
    assert who is not None
    assert number["x"] >= 0
    assert number["x"] + number["width"] <= 1280
    if language == "en":
        assert number["x"] + number["width"] < who["x"]
    else:
        assert number["x"] > who["x"] + who["width"]
