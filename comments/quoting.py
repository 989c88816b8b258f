"""What somebody said, as the beginning of an answer: who and where, then their words as a quotation.

It is made from the HTML that everybody sees, not from the source: what is quoted is what was read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from django.utils.translation import gettext as _

from blog.markup.soup import BLOCK, Token, tokenize
from comments.models import Comment

# Characters of their words; who wants to answer more than that had better link to it.
LONGEST = 1_500
# Text that was only text must not turn into emphasis or code. Within words (some_name) it can't.
_MARKS = re.compile(r"[\\`*]|(?<![a-z0-9])_|_(?![a-z0-9])", re.IGNORECASE)
_BRACKETS = re.compile(r"[\[\]]")
# What a line that begins with it would begin: a list, a heading, a quotation, a fence, a table. What no
# backslash tames is written by its number.
_NUMBERED = re.compile(r"^([0-9]+)\.(?=\s|$)")
_BEGINNING = re.compile(r"^(?:[#>]|[-+](?=\s|$)|-(?=-*$))")
_UNTAMED = re.compile(r"^(?:=(?==*$)|~(?=~~)|:(?=\s|-))")
_HALF_A_WORD = re.compile(r"\s\S{0,40}$")


def quotation(comment: Comment) -> str:
    """Return a public comment as Markdown: a line that says whose words follow, and the words."""
    said = _("%(name)s in #%(number)s") % {"name": comment.shown_name, "number": comment.number}
    label = _BRACKETS.sub(r"\\\g<0>", plain(said))
    return f"[{label}]({comment.get_absolute_url()}):\n\n{quoted(comment.html)}\n\n"


def quoted(html: str, *, longest: int = LONGEST) -> str:
    """Return the words of ``html`` as a quotation in Markdown, at most ``longest`` characters of them."""
    writer = _Writer(longest)
    for token in tokenize(html):
        writer.read(token)
        if writer.left <= 0:
            break
    writer.end_block()
    return "\n".join(writer.lines)


def plain(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it is."""
    return _MARKS.sub(r"\\\g<0>", text)


def _as_words(line: str) -> str:
    """Let ``line`` begin nothing but a line."""
    line = _BEGINNING.sub(r"\\\g<0>", _NUMBERED.sub(r"\1\\.", line))
    return _UNTAMED.sub(lambda found: f"&#{ord(found[0])};", line)


@dataclass(eq=False)
class _Mark:
    """What stands before the lines inside a quotation or a list's item; ``first`` before the first only."""

    name: str
    rest: str
    first: str = ""

    def take(self) -> str:
        taken, self.first = self.first or self.rest, ""
        return taken


@dataclass(eq=False)
class _List:
    name: str
    number: int = 1


@dataclass
class _Writer:
    left: int
    lines: list[str] = field(default_factory=list)
    marks: list[_Mark] = field(default_factory=lambda: [_Mark("", "> ")])
    lists: list[_List] = field(default_factory=list)
    # The marks of the block before, and the outermost list in which it stood.
    written: list[_Mark] = field(default_factory=list)
    last_list: _List | None = None
    words: str = ""
    code: str = ""  # the element in which text is code

    def read(self, token: Token) -> None:
        if token.kind == "text":
            self.say(unescape(token.data))
        elif token.name == "br":
            self.words += "\n"
        elif token.name in BLOCK:
            self.end_block()
            self.begin(token) if token.kind == "start" else self.end(token.name)
        elif token.name == "code" and self.code != "pre":
            self.code = "code" if token.kind == "start" else ""

    def say(self, text: str) -> None:
        """Add words, as many as there is room for."""
        text = text if self.code == "pre" else re.sub(r"\s+", " ", text)
        if len(text) > self.left:
            text = _HALF_A_WORD.sub("", text[: self.left]) + "…"
            self.left = 0
        self.left -= len(text)
        self.words += self._as_typed(text)

    def _as_typed(self, text: str) -> str:
        if self.code == "pre":
            return text
        return f"`{text}`" if self.code and "`" not in text else plain(text)

    def begin(self, token: Token) -> None:
        if token.name == "pre":
            self.code = "pre"
        elif token.name in ("ul", "ol"):
            start = token.attr("start")
            self.lists.append(_List(token.name, int(start) if re.fullmatch("[0-9]{1,6}", start) else 1))
        elif token.name == "li":
            self.marks.append(_Mark("li", "    ", self._bullet()))
        elif token.name == "blockquote":
            self.marks.append(_Mark("blockquote", "> "))

    def _bullet(self) -> str:
        if not self.lists or self.lists[-1].name == "ul":
            return "- "
        self.lists[-1].number += 1
        return f"{self.lists[-1].number - 1}. "

    def end(self, name: str) -> None:
        if name == "pre":
            self.code = ""
        elif name in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif name == self.marks[-1].name:
            self.marks.pop()

    def end_block(self) -> None:
        """Write the words that were read since the last block; nothing where there are none."""
        lines = list(self._block())
        self.words = ""
        if not lines:
            return
        if self.written and not self._goes_on_in_list():
            common = [mark for mark in self.written if mark in self.marks]
            self.lines.append("".join(mark.rest for mark in common).rstrip())
        self.lines += ["".join([*(mark.take() for mark in self.marks), line]).rstrip() for line in lines]
        self.written = list(self.marks)
        self.last_list = self.lists[0] if self.lists else None

    def _block(self) -> Iterator[str]:
        if self.code == "pre":
            fence = "````" if "```" in self.words else "```"
            if self.words.strip():
                yield from (fence, *self.words.strip("\n").split("\n"), fence)
        else:
            yield from (
                _as_words(line.strip()) for line in self.words.strip().split("\n") if self.words.strip()
            )

    def _goes_on_in_list(self) -> bool:
        return bool(self.marks[-1].first) and bool(self.lists) and self.lists[0] is self.last_list
