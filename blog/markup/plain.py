"""Plain text from rendered HTML, and its words."""

import re
from collections.abc import Iterable
from html import unescape

from blog.markup.soup import BLOCK, FORMATTING, Token, tokenize

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Chinese and Japanese put no spaces between words, so there each character counts as one.
_WORD = re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])\w)+(?:['’‑-](?:(?![{_CJK}])\w)+)*")


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(names))


# A tag as we write it, whole, in small letters, with every value in quotes; the name of one that parts words.
_OURS = re.compile(
    rf"""</?(?:({_any(BLOCK | {"br"})})|{_any(FORMATTING | {"img"})})(?: [^<>"']*(?:"[^<>"]*"[^<>"']*)*)?>"""
)


def plain_text(html: str) -> str:
    """The text of rendered HTML on one line, for search, feeds and descriptions; no footnote marks."""
    if "footnote-" not in html:
        text = _OURS.sub(lambda tag: " " if tag[1] else "", html)
        if "<" not in text:  # nothing but such tags: nearly every text, in a third of the time
            return _one_line(text)
    return text_of(tokenize(html))


def text_of(tokens: Iterable[Token]) -> str:
    """The same of HTML that has been read already."""
    parts: list[str] = []
    in_mark = False
    for token in tokens:
        if token.name == "a" and (is_footnote_link(token) or token.kind == "end"):
            in_mark = token.kind == "start"
        elif token.kind == "text":
            parts.append("" if in_mark else token.data)
        elif token.name in BLOCK or token.name == "br":
            parts.append(" ")
    return _one_line("".join(parts))


def _one_line(text: str) -> str:
    return " ".join(unescape(text).split())


def is_footnote_link(token: Token) -> bool:
    """Whether this starts a link to a footnote or back from one."""
    return token.kind == "start" and token.attr("class") in ("footnote-ref", "footnote-backref")


def words(text: str) -> list[re.Match[str]]:
    """The words of plain text; each Chinese and Japanese character is one."""
    return list(_WORD.finditer(text))
