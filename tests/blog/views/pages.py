"""What the tests of the reading pages look for in an answer."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from django.test import Client

from blog.pagecache import Dependencies
from blog.pagecache.stamps import read_stamps


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, f"{url}: {response.status_code}"
    return response.content.decode()


def without_classes(html: str) -> str:
    """What a page says and where it leads, on one line, without what only its look needs."""
    return " ".join(re.sub(r' class="[^"]*"', "", html).split())


def titles(client: Client, url: str) -> list[str]:
    """The titles of the posts that a list shows, in order."""
    return [unescape(title) for title in re.findall(r'rel="bookmark">([^<]*)<', text_of(client, url))]


def dependencies(client: Client, url: str) -> Dependencies:
    response = client.get(url)
    assert response.status_code == 200, f"{url}: {response.status_code}"
    found: Dependencies = response.page_dependencies  # type: ignore[attr-defined]
    return found


def is_outdated_by(client: Client, url: str, change: Callable[[], Any]) -> bool:
    """Tell if ``change`` alters a stamp of the page that stood at ``url`` before it."""
    keys = dependencies(client, url).keys
    before = read_stamps(keys)
    change()
    return read_stamps(keys) != before
