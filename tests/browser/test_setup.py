"""The demo becomes somebody's own blog, in a real browser: what it sends along is looked at, too."""

import pytest

from blog.models import SiteSettings, User
from blog.setup_token import make_token
from tests.factories import set_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_demo_becomes_a_blog_at_the_printed_address(page, settings, tmp_path) -> None:
    settings.DATA_DIR = settings.MEDIA_ROOT = tmp_path
    set_site(is_demo=True)
    page.goto(f"/setup/?token={make_token()}")
    page.fill("[name=title]", "Mine")
    page.select_option("[name=time_zone]", "Europe/Paris")
    page.fill("[name=username]", "ada")
    page.fill("[name=email]", "ada@example.org")
    for name in ("password", "password_again"):
        page.fill(f"[name={name}]", "a long way to Tipperary")
    page.click("main form button")
    page.wait_for_url("**/admin/")
    assert page.locator("#site-name").inner_text() == "Mine"
    assert not SiteSettings.current().is_demo
    assert User.objects.get().username == "ada"


def test_address_with_the_token_asks_for_no_token_and_proposes_the_zone(browser, live_server) -> None:
    set_site(is_demo=True)
    context = browser.new_context(timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto(f"{live_server.url}/setup/?token={make_token()}")
    assert page.get_by_label("Time zone").input_value() == "Asia/Tokyo"
    assert page.get_by_label("Setup token").count() == 0
    page.goto(f"{live_server.url}/setup/?token=another")
    assert page.get_by_label("Setup token").input_value() == "another"
    context.close()
