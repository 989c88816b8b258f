"""Fenced code, taken out of the text before anything else is looked at.

Follows CommonMark where Python-Markdown's own extension doesn't: a fence may be indented (in a list) or
quoted, may be closed by a longer one, and an unclosed fence runs to the end. Each line is read once, so no
number of fences costs more than their length.
"""

import re
from collections.abc import Callable
from html import escape

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

Highlighter = Callable[[str, str], str]

_OPENING = re.compile(r"(?P<prefix>(?:[ ]{0,3}>)*+[ ]*+)(?P<fence>`{3,}+|~{3,}+)(?P<info>[^`]*+)$")
_LANGUAGE = re.compile(r"[\s{.]*([\w#+.-]*)")
_LIST_ITEM = re.compile(r"[ >]*(?:[*+-]|\d+\.)[ ]")
_LARGEST_HIGHLIGHTED = 100_000


def highlighted(code: str, language: str) -> str:
    """Code as HTML with Pygments' classes; never with inline styles, and the language is never guessed."""
    try:
        lexer = get_lexer_by_name(language) if language else None
    except ClassNotFound:
        lexer = None
    if lexer is None or len(code) > _LARGEST_HIGHLIGHTED:
        return plain_code(code, language)
    formatter = HtmlFormatter(cssclass="codehilite", wrapcode=True)
    return str(highlight(code, lexer, formatter))


def plain_code(code: str, language: str) -> str:
    """Code as HTML without highlighting."""
    return f"<pre><code>{escape(code, quote=False)}</code></pre>"


def _indent(opening: re.Match[str]) -> int:
    return len(opening["prefix"]) - opening["prefix"].rfind(">") - 1


class FencedCode(Preprocessor):
    """Swaps every fenced block for a placeholder of the parser's own stash."""

    def __init__(self, md: Markdown, highlighter: Highlighter) -> None:
        super().__init__(md)
        self.highlighter = highlighter

    def run(self, lines: list[str]) -> list[str]:
        result: list[str] = []
        index = 0
        in_list = False
        while index < len(lines):
            line = lines[index]
            index += 1
            in_list = bool(_LIST_ITEM.match(line)) or (in_list and line[:1] in ("", " "))
            opening = _OPENING.match(line)
            if not opening or (_indent(opening) >= 4 and not in_list):
                result.append(line)
                continue
            code, index = self._read_block(lines, index, opening)
            placeholder = opening["prefix"] + self._stash(code, opening["info"])
            # Indented, it belongs to a list item, and blank lines would turn a tight list into a loose one.
            apart = not _indent(opening) or not (result and result[-1].strip())
            blank = [opening["prefix"].rstrip()] if apart else []
            result += [*blank, placeholder, *blank]
        return result

    def _read_block(self, lines: list[str], index: int, opening: re.Match[str]) -> tuple[str, int]:
        """The code up to the closing fence (or to where the quote ends), and the index of the line after."""
        quotes = opening["prefix"].count(">")
        inside = re.compile(rf"(?:[ ]{{0,3}}>){{{quotes}}}")
        indent = re.compile(rf"[ ]{{0,{_indent(opening)}}}")
        closing = re.compile(rf"[ ]*{opening['fence']}{opening['fence'][0]}*[ ]*$")
        code: list[str] = []
        while index < len(lines) and (within := inside.match(lines[index])):
            line = lines[index][within.end() :]
            index += 1
            if closing.match(line):
                break
            code.append(indent.sub("", line, count=1))
        return "\n".join(code).strip("\n") + "\n", index

    def _stash(self, code: str, info: str) -> str:
        language = _LANGUAGE.match(info)
        html = self.highlighter(code, language[1].lower() if language else "")
        return str(self.md.htmlStash.store(html))
