"""Blank lines to paragraphs, for HTML typed the way blogs have always let people type it.

Text between block elements becomes paragraphs at blank lines, and a line break stays a line break. What
already is a paragraph, a heading, preformatted or a list structure is left alone.
"""

import re
from collections.abc import Iterable, Iterator

from blog.markup.soup import BLOCK, VOID, Token, names

# Text directly in one of these gets paragraphs only if it has blank lines.
_FLOW = names(
    "address article aside blockquote center dd details div fieldset figcaption footer form header li main"
    " nav section td th"
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_DOUBLE_BREAK = re.compile(r"<br>(?=<br>\n)")
_EMPTY_TAG = re.compile(r"<[^>]*>")
_CONTENT_TAG = re.compile(r"<(?:img|br)\b")


_DEEPEST = 100


def autop(tokens: Iterable[Token]) -> str:
    """The tokens as HTML, with paragraphs where the author left blank lines."""
    return "".join(_blocks(tokens))


def _blocks(tokens: Iterable[Token]) -> Iterator[str]:
    open_blocks: list[str] = []
    run: list[str] = []
    for token in tokens:
        if token.name not in BLOCK:
            run.append(token.data)
            continue
        yield from _paragraphs("".join(run), open_blocks)
        run.clear()
        yield token.data
        _follow(token, open_blocks)
    yield from _paragraphs("".join(run), open_blocks)


def _follow(token: Token, open_blocks: list[str]) -> None:
    if token.kind == "start" and token.name not in VOID and len(open_blocks) < _DEEPEST:
        open_blocks.append(token.name)
    elif token.kind == "end" and token.name in open_blocks:
        while open_blocks.pop() != token.name:
            pass


def _paragraphs(run: str, open_blocks: list[str]) -> Iterator[str]:
    """A run of text and inline tags, as paragraphs if it stands where paragraphs belong."""
    inside = open_blocks[-1] if open_blocks else ""
    if "pre" in open_blocks or not run.strip():
        yield run
    elif not inside or (inside in _FLOW and (inside == "blockquote" or _BLANK_LINE.search(run.strip()))):
        for part in _BLANK_LINE.split(run.strip()):
            yield _paragraph(part)
    else:
        yield _broken(run) if inside == "address" else run


def _paragraph(part: str) -> str:
    if not _CONTENT_TAG.search(part) and not _EMPTY_TAG.sub("", part).strip():
        return part
    return f"<p>{_broken(part)}</p>\n"


def _broken(lines: str) -> str:
    return _DOUBLE_BREAK.sub("", "<br>\n".join(line.strip() for line in lines.split("\n")))
