"""Frames from other sites become links to what they showed; so do addresses left alone for embedding."""

import re
from collections.abc import Iterable, Iterator

from blog.markup.soup import Token, start_tag

_FRAMES = frozenset({"iframe", "embed"})
_ADDRESS = re.compile(r"(?:https?:)?//[^\s<>\"']+")
_BARE_ADDRESS = re.compile(r"(\s*)(https?://[^\s<>\"']+)(\s*)")
_NOT_IN = frozenset({"a", "pre", "code"})


def link_embeds(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens with a link in place of each frame, and around each text that is nothing but an address."""
    inside = 0
    for token in tokens:
        if token.name in _NOT_IN:
            inside = max(0, inside + (1 if token.kind == "start" else -1))
        if token.name in _FRAMES:
            if _ADDRESS.fullmatch(token.attr("src")):
                yield from _link(token.attr("src"))
        elif token.kind == "text" and not inside and (bare := _BARE_ADDRESS.fullmatch(token.data)):
            yield Token("text", bare[1])
            yield from _link(bare[2])
            yield Token("text", bare[3])
        else:
            yield token


def _link(address: str) -> Iterator[Token]:
    yield start_tag("a", {"href": address})
    yield Token("text", address.removeprefix("//"))
    yield Token("end", "</a>", "a")
