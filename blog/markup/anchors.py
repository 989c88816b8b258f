"""Every id carries the prefix of its text; headings get ids; links within the text follow; contents.

Ten posts on one page may each have a heading "Summary" and a footnote 1. And an id typed by an author
("main", "title") can't take the place of one that the site's own scripts and styles look for.
"""

import re
from collections.abc import Iterable
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

from django.utils.text import slugify

from blog.markup.plain import text_of
from blog.markup.soup import HEADINGS, Token, start_tag

_DEFAULT_PREFIX = "text"
_NOT_IN_IDS = re.compile(r"[^\w:.-]+")
_LONGEST_ID = 80


def add_anchors(tokens: Iterable[Token], prefix: str) -> tuple[list[Token], list[dict[str, Any]]]:
    """The tokens with prefixed ids, and its contents as nested `{"id", "title", "children"}`.

    An empty prefix means "text": no id is ever left as it was typed. Whatever levels were typed, headings
    begin with `<h2>`, because the page has an `<h1>` of its own, and go down one step at a time.
    """
    ids = _Ids(prefix or _DEFAULT_PREFIX)
    owned = [ids.own(token) for token in tokens]
    headings = _headings(owned, ids)
    return [ids.relink(token) for token in owned], nest(headings)


class _Ids:
    """Gives out ids, each once."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.used: set[str] = set()
        self.next_number: dict[str, int] = {}

    def name(self, raw: str) -> str:
        return f"{self.prefix}-" + (_NOT_IN_IDS.sub("-", unescape(raw)).strip("-")[:_LONGEST_ID] or "part")

    def take(self, raw: str) -> str:
        name = self.name(raw)
        unique = name
        while unique in self.used:
            number = self.next_number[name] = self.next_number.get(name, 1) + 1
            unique = f"{name}-{number}"
        self.used.add(unique)
        return unique

    def own(self, token: Token) -> Token:
        if "id" not in token.attrs:
            return token
        return start_tag(token.name, {**token.attrs, "id": escape(self.take(token.attrs["id"]))})

    def relink(self, token: Token) -> Token:
        """A link to an id of this text, with the prefix; a link to anything else as it was."""
        href = token.attr("href")
        if len(href) < 2 or not href.startswith("#"):
            return token
        name = self.name(unquote(href[1:]))
        if name not in self.used:
            return token
        return start_tag(token.name, {**token.attrs, "href": f"#{escape(name)}"})


def _headings(tokens: list[Token], ids: _Ids) -> list[tuple[int, dict[str, Any]]]:
    """Level and entry of each heading that says something; ids and levels are written into `tokens`."""
    found = []
    above: list[int] = []
    start = level = 0
    for index, token in enumerate(tokens):
        if token.name not in HEADINGS:
            continue
        if token.kind == "end":
            tokens[index] = Token("end", f"</h{level}>", f"h{level}")
            title = text_of(tokens[start + 1 : index])
            if title:
                found.append((level, _entry(tokens, start, title, ids)))
        else:
            start, level = index, _level_below(above, int(token.name[1]))
            tokens[index] = start_tag(f"h{level}", token.attrs)
    return found


def _level_below(above: list[int], typed: int) -> int:
    """The level of a heading by the ones it stands under; `above`, their levels as typed, is kept."""
    while above and above[-1] >= typed:
        above.pop()
    above.append(typed)
    return min(len(above) + 1, 6)


def _entry(tokens: list[Token], start: int, title: str, ids: _Ids) -> dict[str, Any]:
    heading = tokens[start]
    if "id" not in heading.attrs:
        anchor = ids.take(slugify(title, allow_unicode=True) or "section")
        tokens[start] = start_tag(heading.name, {"id": escape(anchor), **heading.attrs})
    return {"id": unescape(tokens[start].attr("id")), "title": title, "children": []}


def nest(headings: Iterable[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Entries under the nearest entry before them that has a higher rank."""
    contents: list[dict[str, Any]] = []
    above: list[tuple[int, list[dict[str, Any]]]] = [(0, contents)]
    for level, entry in headings:
        while above[-1][0] >= level:
            above.pop()
        above[-1][1].append(entry)
        above.append((level, entry["children"]))
    return contents
