"""Every kind of page as people meet it: wide and narrow, by day and by night, by keyboard, without motion."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from comments import ownership
from tests import pages
from tests.comment_factories import make_comment
from tests.factories import make_post

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response, Route

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]

AXE = files("axe_playwright_python") / "axe.min.js"
PROBES = Path(__file__).with_name("probes.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW, NARROWEST = 1280, 360, 320
SEND = """([address, fields]) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: address });
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement("input"), { name, value }));
  }
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
}"""


def become(page: "Page", address: str, username: str, *, owner: str = "") -> None:
    """Have the cookies that forms ask for, and those of somebody of the staff, of ``owner``, or of nobody."""
    cookies = {"csrftoken": pages.CSRF}
    if owner:
        cookies[ownership.COOKIE] = owner
    if username:
        client = Client()
        client.force_login(get_user_model().objects.get(username=username))
        cookies["sessionid"] = client.cookies["sessionid"].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": name, "value": cookies[name], "url": address} for name in cookies])


def send(page: "Page", address: str, fields: dict[str, str]) -> "Response | None":
    """Post a form, as a page of this site does."""
    page.goto("/robots.txt")
    with page.expect_navigation() as navigation:
        page.evaluate(SEND, [address, fields])
    return navigation.value


def open_page(page: "Page", ask: pages.Ask, named: dict[str, Any]) -> None:
    resize(page, WIDE)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    address = ask.address.format_map(named)
    response = send(page, address, ask.sent) if ask.sent else page.goto(address)
    assert response is not None
    assert response.status == ask.status


def resize(page: "Page", width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})


def probe(page: "Page", name: str, argument: Any = None) -> Any:
    """Ask one of probes.js; most answer with a list of faults."""
    return page.evaluate(f"(argument) => probes.{name}(argument)", argument)


def faults(page: "Page") -> Iterator[str]:
    """Look at an open page, wide by day and by night, and on a telephone by night; say what is wrong.

    All rules see each width. No pair of colours is one of the telephone alone, so both schemes are seen once.
    """
    yield from probe(page, "restless")
    yield from probe(page, "unseen")
    yield from probe(page, "barriers", RULES)
    page.emulate_media(color_scheme="dark")
    yield from (f"{fault}, by night" for fault in probe(page, "colours"))
    resize(page, NARROW)
    yield from (f"{fault}, by night at {NARROW} px" for fault in probe(page, "barriers", RULES))
    yield from probe(page, "sideways")
    resize(page, NARROWEST)
    yield from probe(page, "sideways")


@pytest.mark.parametrize("kinds", [pages.FOR_READERS, pages.AT_THE_DESK], ids=["readers", "desk"])
def test_every_page_is_for_everybody(
    page: "Page", live_server: Any, settings: Any, tmp_path: Path, kinds: dict[str, pages.Ask]
) -> None:
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    settings.ROOT_URLCONF = "tests.pages"
    named = pages.build()
    # As the tools of a browser are: the page's content policy stays in force, and doesn't see them.
    page.add_init_script(f"{PROBES.read_text()} probes.load((WeakMap, WeakSet) => {{ {AXE.read_text()} }});")
    found: dict[str, list[str]] = {}
    for kind, ask in kinds.items():
        if ask.like:
            continue
        become(page, live_server.url, ask.by, owner=named["mine"] if ask.owns else "")
        open_page(page, ask, named)
        for fault in dict.fromkeys(faults(page)):
            found.setdefault(fault, []).append(kind)
    assert not found, "\n".join(f"{fault}\n    on {', '.join(seen_on)}" for fault, seen_on in found.items())


def test_line_of_a_post_is_of_the_length_that_is_read_best(page: "Page") -> None:
    post = make_post(
        "The bridge", source="The council met and spoke of the bridge for as long as it could. " * 9
    )
    page.add_init_script(path=PROBES)
    page.goto(post.get_absolute_url())
    resize(page, WIDE)
    paragraph = page.locator("p", has_text="The council met").last
    assert 60 <= probe(page, "measure", paragraph.element_handle()) <= 75


def test_letters_that_come_late_move_nothing(page: "Page") -> None:
    """The fonts are held back until the page has been painted without them."""
    post = make_post(
        "The bridge", source=f"{'The council met and spoke of it. ' * 20}\n\n## A bridge\n\n" * 5
    )
    make_comment(post, "Well said.")
    held: list[Route] = []
    page.add_init_script(path=PROBES)
    page.route("**/*.woff2", lambda route: held.append(route))  # noqa: PLW0108  of which playwright takes note
    page.goto(post.get_absolute_url(), wait_until="domcontentloaded")
    probe(page, "painted")
    assert held
    for route in held:
        route.continue_()
    shift = probe(page, "shift")
    assert shift["loaded"] > 0
    assert shift["sum"] <= 0.01
