"""What WordPress said by styles and blocks, said again by the few classes and elements that are known here.

Styles don't pass the content policy; where a text stands, and which picture is behind it, is not to go with
them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape, unescape

from blog.markup.soup import Token, names, start_tag

_TEXT_ALIGN = re.compile(r"\btext-align\s*+:\s*+(left|right|center)\b")
_FLOAT = re.compile(r"\bfloat\s*+:\s*+(left|right)\b")
_BACKGROUND = re.compile(r"\bbackground(?:-image)?\s*+:\s*+url\(\s*+[\"']?([^\s()\"']++)")
# Their attribute `align` placed them; everything else's placed the text inside.
_PLACED = names("figure img table")
_COVERS = frozenset({"wp-block-cover", "wp-block-cover__image-background"})
_PLAYERS = frozenset({"audio", "video"})
_WHERE = frozenset({"src", "srcset"})
# Not span: code is highlighted by them, its spaces too.
_VANISH_EMPTY = names("div figcaption figure ol p section ul")


def translate_blocks(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens, not sanitised yet, with classes for their alignment and elements for their backgrounds."""
    for token in tokens:
        if token.kind != "start" or not token.attrs:
            yield token
            continue
        if "wp-block-file__button" in token.attr("class"):
            # It stands right behind the name of the file.
            yield Token("text", " ")
        yield _playable(token) if token.name in _PLAYERS else _aligned(token)
        yield from _cover(token)


def _playable(token: Token) -> Token:
    """A player that can be started: those behind a text did so by themselves."""
    if "controls" in token.attrs:
        return token
    return start_tag(token.name, {**token.attrs, "controls": "", "preload": "none"})


def _aligned(token: Token) -> Token:
    found = _alignment(token.name, token.attr("align").lower(), token.attr("style").lower())
    if not found:
        return token
    return start_tag(token.name, {**token.attrs, "class": f"{token.attr('class')} {found}".strip()})


def _alignment(name: str, align: str, style: str) -> str:
    if floats := _FLOAT.search(style):
        return f"align{floats[1]}"
    if text := _TEXT_ALIGN.search(style):
        return f"has-text-align-{text[1]}"
    if align in ("left", "right", "center"):
        return f"align{align}" if name in _PLACED else f"has-text-align-{align}"
    return ""


def _cover(token: Token) -> Iterator[Token]:
    """The picture behind the text of a cover, which comes to stand above it."""
    if _COVERS.isdisjoint(token.attr("class").split()):
        return
    if background := _BACKGROUND.search(unescape(token.attr("style"))):
        yield start_tag("img", {"src": escape(background[1]), "alt": token.attr("aria-label")})


def drop_empty(tokens: Iterable[Token]) -> list[Token]:
    """The tokens, sanitised, without elements that hold nothing, such as blocks that were filled on demand.

    Of a picture whose address was refused the words stay that stood for it.
    """
    out: list[Token] = []
    for token in map(_without_lost_picture, tokens):
        start = _start_of_empty(out, token)
        if start is None:
            out.append(token)
        else:
            del out[start:]
    return out


def _without_lost_picture(token: Token) -> Token:
    is_fine = token.name != "img" or not _WHERE.isdisjoint(token.attrs)
    return token if is_fine else Token("text", token.attr("alt"))


def _start_of_empty(out: Sequence[Token], token: Token) -> int | None:
    """Where the element begins that ends with `token`, if nothing but white space is in it."""
    if token.kind != "end" or token.name not in _VANISH_EMPTY:
        return None
    start = len(out) - 1
    while start >= 0 and out[start].kind == "text" and not out[start].data.strip(" \t\n"):
        start -= 1
    last = out[start] if start >= 0 else None
    if last and last.kind == "start" and last.name == token.name and "id" not in last.attrs:
        return start
    return None
