"""Reading in a real browser, on the demo: from page to page, by keyboard, on a phone, without JavaScript."""

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from blog.models import Post

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MAIN = "What they said about the ferry"


@pytest.fixture(autouse=True)
def demo(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    call_command("demo", verbosity=0)


def read_around(page: "Page") -> None:
    """Page through the home page, open a post, and from there its category and one of its tags."""
    page.goto("/")
    page.locator(".pager").get_by_role("link", name="2", exact=True).click()
    page.locator(".pager [aria-current=page]").get_by_text("2", exact=True).wait_for()
    assert page.get_by_role("heading", name="The wall we lean on").is_visible()
    page.go_back()
    page.get_by_role("link", name=MAIN, exact=True).first.click()
    assert page.locator("h1").inner_text() == MAIN
    filed = page.get_by_role("region", name="Filed under")
    assert filed.locator("[rel=tag]").count() == 23
    filed.get_by_role("link", name="Budget", exact=True).click()
    page.wait_for_url("**/category/town-hall/budget/")
    page.get_by_role("link", name=MAIN, exact=True).first.click()
    page.get_by_role("link", name="school run", exact=True).click()
    page.wait_for_url("**/tag/school-run/")
    assert page.get_by_role("link", name=MAIN, exact=True).count() > 0


def test_reader_finds_the_way(page: "Page") -> None:
    read_around(page)


def test_reader_finds_the_way_without_js(page_without_js: "Page") -> None:
    read_around(page_without_js)


def test_keyboard_comes_to_the_skip_link_first(page: "Page") -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#main"
    assert focused.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_nothing_scrolls_sideways_on_a_phone(page: "Page") -> None:
    posts = Post.objects.public()
    wide: list[str] = []
    for path in ("/", *(post.get_absolute_url() for post in posts)):
        page.goto(path)
        for width in (320, 360):
            page.set_viewport_size({"width": width, "height": 640})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append(f"{path} at {width} px")
    assert wide == []


def test_right_to_left_post_runs_from_right_to_left(page: "Page") -> None:
    page.goto(Post.objects.get(language="ar").get_absolute_url())
    text = page.locator("[lang=ar]").first
    assert text.evaluate("element => getComputedStyle(element).direction") == "rtl"
