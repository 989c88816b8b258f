"""Fixtures that drive a real Chromium against the live server.

A page that breaks the content policy, throws an error or can't load what it asks for fails its test,
whatever the test looks at.
"""

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests import needs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

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


@pytest.fixture(scope="session")
def windows(browser: "Browser", live_server: Any) -> "Iterator[Callable[[bool], BrowserContext]]":
    """Give the window in which scripts run, or that in which they don't; each is opened once.

    Opening one costs Chromium as much as a whole test does, so tests share it, each with a tab of its own.
    """
    opened: dict[bool, BrowserContext] = {}

    def window(scripts: bool) -> "BrowserContext":
        if scripts not in opened:
            opened[scripts] = browser.new_context(base_url=live_server.url, java_script_enabled=scripts)
            opened[scripts].set_default_timeout(TIMEOUT)
            opened[scripts].new_page()  # with the last tab, the window would close
        return opened[scripts]

    yield window
    for context in opened.values():
        context.close()


def _forget(context: "BrowserContext", address: str) -> None:
    """Leave of a test what it would leave of a window that is closed: nothing."""
    kept, *others = context.pages
    for page in others:
        page.close()
    context.clear_cookies()
    browser = context.new_cdp_session(kept)
    browser.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
    browser.send("Network.clearBrowserCache")
    browser.detach()


def _open_page(context: "BrowserContext", address: str) -> "Iterator[Page]":
    page = context.new_page()
    faults = _watch(page)
    yield page
    _forget(context, address)
    assert not faults, "the browser complained: " + "; ".join(faults)


@pytest.fixture
def page(windows: "Callable[[bool], BrowserContext]", live_server: Any) -> "Iterator[Page]":
    """Give a fresh page (own cookies and storage); `page.goto("/")` is the home page of the live server."""
    yield from _open_page(windows(True), live_server.url)


@pytest.fixture
def page_without_js(windows: "Callable[[bool], BrowserContext]", live_server: Any) -> "Iterator[Page]":
    """Give a fresh page of a browser in which JavaScript is switched off."""
    yield from _open_page(windows(False), live_server.url)
