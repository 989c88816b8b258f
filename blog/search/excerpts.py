"""The place in a text where something was found, with the words marked.

The text is escaped piece by piece and the marks are put between the pieces, so nothing in it can open a tag.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from blog.search.query import Query, Term
from blog.search.words import CJK, FOLDING, is_cjk, respell
from blog.slugs import nfc

LENGTH = 240  # characters of a snippet
BEFORE = 60  # how many of them stand before the first mark
NEAR = 30  # how far it is cut from there to fall between words
MAX_TEXT = 50_000  # characters that are looked at
MAX_SPANS = 50  # matches among which the best place is looked for


class Span(NamedTuple):
    start: int
    end: int
    found: str


def highlight(text: str, query: Query) -> SafeString:
    """Return all of ``text`` (plain) as HTML, with what ``query`` wants in ``<mark>``."""
    text = nfc(text)
    return _marked(text, _spans(text, query), 0, len(text))


def snippet(text: str, query: Query) -> SafeString:
    """Return about :data:`LENGTH` characters of ``text`` (plain) as HTML: where most of ``query`` stands."""
    text = nfc(text[:MAX_TEXT])
    spans = _spans(text, query)
    start = 0
    if spans:
        best = max(spans[:MAX_SPANS], key=lambda span: (_variety(spans[:MAX_SPANS], span.start), -span.start))
        start = max(0, best.start - BEFORE)
    if start:  # between words, where there are any
        start = max(start, text.find(" ", start, start + NEAR) + 1)
    end = start + LENGTH
    if end < len(text):
        end = max(text.rfind(" ", end - NEAR, end), end - NEAR)
    body = _marked(text, spans, start, end)
    return mark_safe(("… " if start else "") + body + (" …" if end < len(text) else ""))  # noqa: S308 (escaped)


def _variety(spans: list[Span], start: int) -> int:
    return len({span.found for span in spans if start <= span.start < start + LENGTH - BEFORE})


def _spans(text: str, query: Query) -> list[Span]:
    if not query:
        return []
    folded, places = _folded(text)
    return [
        Span(places[match.start()], places[match.end() - 1] + 1, match[0])
        for match in _finder(query.wanted).finditer(folded)
    ]


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """``text`` folded, and from which place in it each character came."""
    text = respell(text)
    folded = text.translate(FOLDING)
    # Nearly every text of the western world.
    if text.isascii() or all(len(FOLDING[ord(char)]) == 1 for char in set(text)):
        return folded, range(len(folded))
    return folded, [place for place, char in enumerate(text) for _ in FOLDING[ord(char)]]


@lru_cache(maxsize=100)
def _finder(wanted: tuple[Term, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_pattern, wanted)))


def _pattern(term: Term) -> str:
    first, rest = re.escape(term.text[0]), " +".join(re.escape(word) for word in term.text[1:].split(" "))
    # Behind the first character: with one to look for, a text is gone through seven times as fast.
    before = "" if is_cjk(term.text) else rf"(?<![^\s{CJK}]{first})"
    after = "" if is_cjk(term.text[-1]) else rf"[^\s{CJK}]*" if term.is_prefix else rf"(?![^\s{CJK}])"
    return f"{first}{before}{rest}{after}"


def _marked(text: str, spans: list[Span], start: int, end: int) -> SafeString:
    parts = []
    for span in spans:
        if start <= span.start and span.end <= end:
            parts += [escape(text[start : span.start]), f"<mark>{escape(text[span.start : span.end])}</mark>"]
            start = span.end
    return mark_safe("".join((*parts, escape(text[start:end]))))  # noqa: S308 (escaped above)
