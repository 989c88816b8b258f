"""A page as a reader of microformats takes it in."""

from typing import Any

import mf2py
from django.test import Client

Item = dict[str, Any]
HOST = "https://parley.example"


def parsed(client: Client, url: str) -> dict[str, Any]:
    response = client.get(url)
    assert response.status_code == 200, f"{url}: {response.status_code}"
    found: dict[str, Any] = mf2py.parse(doc=response.content.decode(), url=f"{HOST}{url}")
    return found


def items(client: Client, url: str, kind: str) -> list[Item]:
    """The items of one kind that no other holds, such as ``h-entry``."""
    return [item for item in parsed(client, url)["items"] if kind in item["type"]]


def item(client: Client, url: str, kind: str) -> Item:
    (found,) = items(client, url, kind)
    return found


def cards(authors: list[Item]) -> list[tuple[str, list[str]]]:
    """Name and addresses of each ``h-card``."""
    return [(card["properties"]["name"][0], card["properties"].get("url", [])) for card in authors]
