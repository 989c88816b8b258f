"""What would stall or crash a parser is made harmless before it is parsed.

Python-Markdown needs quadratic time for several inputs (five thousand `[` cost it seconds), and nested
quotes and lists recurse. So what one text may use of each markup character is limited. A character over
the limit is swapped for a *stand-in*, a private character that means nothing to the parser, and swapped
back as plain text in the finished HTML. Nothing is lost: the surplus is shown as it was typed.

Code between fences is taken out before this (see `fences`), so it isn't counted.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from html import escape

from blog.markup.soup import find_tag

_ASCII_MARKUP = "[]<>&*_`~-+.\\()!|:#=\"' "
# The last private use area, in which nobody has put letters; no text from outside may hold these.
# (Noncharacters would be the proper choice, but html5lib makes an error of each, which is slow.)
_STAND_IN = {char: chr(0x10FF00 + index) for index, char in enumerate(_ASCII_MARKUP)}
# What means something inside a tag comes back as an entity; the rest is past meaning anything.
_RESTORED = {ord(stand_in): escape(char) for char, stand_in in _STAND_IN.items()}
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#x27;": "'"}
MORE = "\U0010ff3f"
"""Marks where an author put `<!--more-->`, through all stages."""

# C0 without tab and newline, DEL, C1, byte order mark, noncharacters. STX and ETX are what Python-Markdown
# builds its placeholders from: typed by a reader they could fetch other parts of the text.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufdd0-\ufdef\ufffe\uffff\U0010ff00-\U0010ff3f]")
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_LONGEST_RUN_OF_MARKS = 10
_BROKEN_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_LONG_BLOCK = 20_000
_COPIED_AT_MOST = 400_000_000


class TooComplexError(Exception):
    """The text asks for more work than it may. The caller shows it as plain text."""


@dataclass(frozen=True)
class Limits:
    """What one text may use. `chars` is counted over the whole text; `nesting` and `indent` hold for each
    line; `effort` is how many characters all steps of the block parser together may look at.
    """

    chars: dict[str, int]
    nesting: int
    indent: int
    effort: int


# Ten thousand characters with all of this used up still render in under 100 ms (tested).
READER_LIMITS = Limits(
    chars={
        "[": 100, "<": 100, "`": 240, "*": 300, "_": 300, "~": 200, "\\": 300, "!": 300, "&": 800,
        "(": 500, ")": 500, "-": 600, "+": 300, ">": 300, "\n": 400, "'": 400, '"': 400,
    },
    nesting=6,
    indent=24,
    effort=1_000_000,
)  # fmt: skip

# HTML of a comment, which only an import brings, is for no parser of Markdown; `balance` counts its elements.
OLD_COMMENT_LIMITS = replace(READER_LIMITS, chars={"&": 800})

# An author is trusted, accidents are not: a pasted data file must not stop a worker for minutes.
AUTHOR_LIMITS = Limits(
    chars={
        "[": 10_000, "<": 10_000, "`": 10_000, "*": 10_000, "_": 10_000, "~": 10_000, "\\": 10_000,
        "!": 10_000, "-": 20_000, ".": 30_000, "&": 10_000,
        "|": 50_000, "(": 10_000, ")": 10_000, "'": 10_000, '"': 10_000,
    },
    nesting=12,
    indent=64,
    effort=20_000_000,
)  # fmt: skip


def clean_text(source: str, *, keep_bidi: bool) -> str:
    """The source as NFC text: newlines as `\\n`, no controls, no surrogates, no runs of stacked marks.

    Without `keep_bidi` embeddings, overrides and isolates (which can turn round the text after a comment)
    go too; the plain left-to-right and right-to-left marks stay.
    """
    text = source.encode("utf-8", "replace").decode("utf-8")
    text = drop_controls(_LINE_ENDS.sub("\n", text), keep_bidi=keep_bidi)
    if text.isascii():
        return text
    # Normalising is quadratic in the length of a run of combining marks.
    text = _runs_of_marks().sub(r"\1", text)
    return unicodedata.normalize("NFC", text)


def drop_controls(text: str, *, keep_bidi: bool) -> str:
    """The text without control characters; also for HTML, where a sanitiser has decoded `&#2;`."""
    text = _CONTROLS.sub("", text)
    return text if keep_bidi else _BIDI_CONTROLS.sub("", text)


@cache
def _runs_of_marks() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x300, 0x1E94B) if unicodedata.combining(chr(code)))
    return re.compile(f"([{marks}]{{{_LONGEST_RUN_OF_MARKS}}})[{marks}]+")


def limit(text: str, limits: Limits) -> str:
    """The text with stand-ins for everything that is over the limits."""
    text = _limit_nesting(_BROKEN_TAG.sub(_without_broken_tag, text), limits)
    text = "\n\n".join(_limit_long_block(block, limits) for block in text.split("\n\n"))
    return _limit_chars(text, limits.chars)


def _without_broken_tag(match: re.Match[str]) -> str:
    """`<` stays where a whole tag or a comment begins: parsers search far for the end of any other."""
    text, start = match.string, match.start()
    whole = text.startswith("<!--", start) or find_tag(text, start) is not None
    return "<" if whole else _STAND_IN["<"]


def _limit_chars(text: str, chars: dict[str, int]) -> str:
    for char, allowed in chars.items():
        text = _limit_char(text, char, allowed)
    return text


def _limit_long_block(block: str, limits: Limits) -> str:
    """Each use of a markup character copies the block it stands in, so a huge block may use fewer."""
    if len(block) <= _LONG_BLOCK:
        return block
    share = _COPIED_AT_MOST // len(block)
    shares = {char: min(allowed, share) for char, allowed in limits.chars.items() if char not in "|\n"}
    return _limit_chars(block, shares)


def _limit_char(text: str, char: str, allowed: int) -> str:
    if text.count(char) <= allowed:
        return text
    head = text.split(char, allowed)
    surplus = head.pop()
    # A line end over the limit becomes a space; the words stay.
    return char.join(head) + char + surplus.replace(char, _STAND_IN.get(char, " "))


_LINE_START = re.compile(
    r"^(?:[ ]*(?:>|[*+-](?=[ ])|\d{1,9}\.(?=[ ])|:(?=[ ])|\[\^[^\]\n]*\]:))+", re.MULTILINE
)
_LINE_MARK = re.compile(r"[>*+.:-]")


def _limit_nesting(text: str, limits: Limits) -> str:
    """No line opens more than `nesting` quotes and lists, or is indented deeper than `indent`."""

    def surplus_marks(match: re.Match[str]) -> str:
        marks = 0

        def swap(mark: re.Match[str]) -> str:
            nonlocal marks
            marks += 1
            return mark[0] if marks <= limits.nesting else _STAND_IN[mark[0]]

        return _LINE_MARK.sub(swap, match[0])

    text = _LINE_START.sub(surplus_marks, text)
    deep = re.compile(rf"^([ ]{{{limits.indent}}})([ ]+)", re.MULTILINE)
    return deep.sub(lambda match: match[1] + _STAND_IN[" "] * len(match[2]), text)


def restore(html: str) -> str:
    """The HTML with every stand-in swapped back for the character that was typed. Before sanitising only."""
    return html.translate(_RESTORED)


def hide_entities(html: str) -> str:
    """The HTML with stand-ins for the entities of `<`, `>`, `&` and quotes.

    bleach takes 8 µs for each entity, so ten thousand `<` would cost it as much as the whole of a comment may
    take. Only these: none of them can make an address or a tag of what has been sanitised.
    """
    for entity, char in _ENTITIES.items():
        html = html.replace(entity, _STAND_IN[char])
    return html


def show_entities(html: str) -> str:
    """Undoes `hide_entities`."""
    for entity, char in _ENTITIES.items():
        html = html.replace(_STAND_IN[char], entity)
    return html
