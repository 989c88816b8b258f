"""Reading in a real browser: from page to page of the demo, by keyboard, on a phone, without JavaScript."""

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from blog.models import Post
from tests.factories import make_post

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MAIN = "What they said about the ferry"


@pytest.fixture
def demo(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    call_command("demo", verbosity=0)


def read_around(page: "Page") -> None:
    """Page through the home page, open a post, and from there its category and one of its tags."""
    page.goto("/")
    newest = page.locator(".entry__title").all_inner_texts()
    page.locator(".pager").get_by_role("link", name="2", exact=True).click()
    page.locator(".pager [aria-current=page]").get_by_text("2", exact=True).wait_for()
    older = page.locator(".entry__title").all_inner_texts()
    assert older
    assert not set(older) & set(newest)
    page.go_back()
    page.get_by_role("link", name=MAIN, exact=True).first.click()
    page.locator("h1").get_by_text(MAIN, exact=True).wait_for()
    filed = page.get_by_role("region", name="Filed under")
    assert filed.locator("[rel=tag]").count() == 23
    filed.get_by_role("link", name="Budget", exact=True).click()
    page.wait_for_url("**/category/town-hall/budget/")
    page.get_by_role("link", name=MAIN, exact=True).first.click()
    page.locator("h1").get_by_text(MAIN, exact=True).wait_for()
    page.get_by_role("link", name="school run", exact=True).click()
    page.wait_for_url("**/tag/school-run/")
    assert page.get_by_role("link", name=MAIN, exact=True).count() > 0


def test_reader_finds_the_way_and_never_has_to_scroll_sideways(
    page: "Page", page_without_js: "Page", demo: None
) -> None:
    read_around(page)
    read_around(page_without_js)
    page.set_viewport_size({"width": 320, "height": 640})
    wide: list[str] = []
    for path in ("/", *(post.get_absolute_url() for post in Post.objects.public())):
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(path)
    assert wide == []


def test_keyboard_comes_to_the_skip_link_first(page: "Page") -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#main"
    assert focused.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_right_to_left_post_runs_from_right_to_left(page: "Page") -> None:
    page.goto(make_post("قهوة على الرصيف", source="كتبت لي أمي تسأل.", language="ar").get_absolute_url())
    text = page.locator("[lang=ar]").first
    assert text.evaluate("element => getComputedStyle(element).direction") == "rtl"
