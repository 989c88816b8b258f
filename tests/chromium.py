"""Fixtures that drive a real Chromium against the live server.

A page that breaks the content policy, throws an error or can't load what it asks for fails its test,
whatever the test looks at.
"""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests import needs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARGUMENTS = [
    "--no-sandbox",  # there is none for root, and the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TIMEOUT = 10_000  # milliseconds


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop running in this thread, which Django takes for asynchronous code of ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=needs.found("browser"), args=ARGUMENTS)
        yield chromium
        chromium.close()


def _watch(page: "Page") -> list[str]:
    """Collect what goes wrong in the page: errors thrown or logged, and parts that could not be loaded."""
    faults: list[str] = []

    def hear_console(message: Any) -> None:
        # A failed load is judged below, where it is known what was to be loaded.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(message.text)

    def hear_response(response: Any) -> None:
        if response.status >= 400 and response.request.resource_type not in ("document", "fetch", "xhr"):
            faults.append(f"{response.status} for {response.url}")

    page.on("console", hear_console)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", hear_response)
    return faults


def _open_page(browser: "Browser", address: str, **options: Any) -> "Iterator[Page]":
    context = browser.new_context(base_url=address, **options)
    context.set_default_timeout(TIMEOUT)
    page = context.new_page()
    faults = _watch(page)
    yield page
    context.close()
    assert not faults, "the browser complained: " + "; ".join(faults)


@pytest.fixture
def page(browser: "Browser", live_server: Any) -> "Iterator[Page]":
    """Give a fresh page (own cookies and storage); `page.goto("/")` is the home page of the live server."""
    yield from _open_page(browser, live_server.url)


@pytest.fixture
def page_without_js(browser: "Browser", live_server: Any) -> "Iterator[Page]":
    """Give a fresh page of a browser in which JavaScript is switched off."""
    yield from _open_page(browser, live_server.url, java_script_enabled=False)
