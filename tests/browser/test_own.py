"""One’s own comments in a real browser: seen while they wait, changed, deleted, put back."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from blog.models import Post
from comments.models import Comment, CommentStatus
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_post

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT_THE_COMMENT = re.compile(r"/the-bridge/#comment-\d+$")
LINKS = "https://a.example https://b.example https://c.example"


@pytest.fixture
def post() -> Post:
    set_discussion(hold_first=False, flood_seconds=0)
    return make_post("The bridge")


def write(page: "Page", post: Post, text: str) -> None:
    page.goto(post.get_absolute_url())
    page.get_by_label("Name", exact=True).fill("Ann")
    page.get_by_label("E-mail", exact=True).fill("ann@example.org")
    page.get_by_label("Comment", exact=True).fill(text)
    press(page, "Post comment")
    page.wait_for_url(AT_THE_COMMENT)


def press(page: "Page", name: str) -> None:
    page.get_by_role("button", name=name).click()


def change(page: "Page", text: str) -> None:
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_role("heading", name="Change your comment")).to_be_visible()
    page.get_by_label("Comment", exact=True).fill(text)


def delete_and_put_back(page: "Page") -> None:
    page.get_by_role("link", name="Delete").click()
    press(page, "Delete it")
    expect(page.get_by_role("heading", name="Your comment is deleted")).to_be_visible()
    assert Comment.objects.latest("pk").status == CommentStatus.TRASH
    press(page, "Put it back")
    page.wait_for_url(AT_THE_COMMENT)
    assert Comment.objects.latest("pk").status == CommentStatus.APPROVED


def test_author_sees_changes_and_deletes_what_waits_without_js(page_without_js: "Page", post: Post) -> None:
    page = page_without_js
    make_comment(post, "A question", name="Ben")
    write(page, post, f"My words {LINKS}")
    held = page.locator(".comment--held:target")
    expect(held).to_contain_text("Only you see this.")
    expect(held).to_contain_text("This comment contains 3 links.")
    change(page, "My words, without links")
    press(page, "Save")
    page.wait_for_url(AT_THE_COMMENT)
    expect(page.locator(".comment:target")).to_contain_text("without links")
    expect(page.locator(".comment--held")).to_have_count(0)
    delete_and_put_back(page)


def test_author_changes_and_deletes_with_a_preview_in_place(page: "Page", post: Post) -> None:
    write(page, post, "My words")
    expect(page.get_by_text("for 60 more minutes")).to_be_visible()
    change(page, f"My *other* words {LINKS}")
    press(page, "Preview")
    expect(page.locator("[data-preview] em")).to_have_text("other")
    expect(page.locator("[data-preview]")).to_contain_text("It will be held for a moderator.")
    press(page, "Save")
    page.wait_for_url(AT_THE_COMMENT)
    expect(page.locator(".comment--held:target")).to_contain_text("under its number")
    change(page, "My own words")
    press(page, "Save")
    expect(page.locator(".comment:not(.comment--held):target")).to_contain_text("My own words")
    delete_and_put_back(page)
