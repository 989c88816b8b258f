"""The head of a page, and its JSON-LD, as machines read them."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

Node = dict[str, Any]


@dataclass
class Head:
    """``properties`` are Open Graph's, in order; ``nodes`` those of the JSON-LD anywhere on the page."""

    links: list[dict[str, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    properties: list[tuple[str, str]] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)

    @property
    def canonical(self) -> list[str]:
        return [link["href"] for link in self.links if link.get("rel") == "canonical"]

    def all(self, name: str) -> list[str]:
        return [content for found, content in self.properties if found == name]

    def one(self, name: str) -> str:
        (content,) = self.all(name)
        return content

    def node(self, kind: str) -> Node:
        (found,) = [node for node in self.nodes if node["@type"] == kind]
        return found

    def kinds(self) -> list[str]:
        return [node["@type"] for node in self.nodes]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.head = Head()
        self.data: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "link":
            self.head.links.append(found)
        elif tag == "meta" and "property" in found:
            self.head.properties.append((found["property"], found["content"]))
        elif tag == "meta" and "name" in found:
            self.head.names[found["name"]] = found["content"]
        elif tag == "script" and found.get("type") == "application/ld+json":
            self.data = ""

    def handle_data(self, data: str) -> None:
        if self.data is not None:
            self.data += data

    def handle_endtag(self, tag: str) -> None:
        if self.data is None or tag != "script":
            return
        document = json.loads(self.data)
        assert document["@context"] == "https://schema.org"
        self.head.nodes += document["@graph"]
        self.data = None


def head_of(client: Client, url: str) -> Head:
    response = client.get(url)
    assert response.status_code == 200, f"{url}: {response.status_code}"
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.head
