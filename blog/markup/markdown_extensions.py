"""What Markdown learns here beyond Python-Markdown's own extensions, and what readers don't get."""

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext
from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import HtmlInlineProcessor, ImageInlineProcessor, InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from blog.markup import guard
from blog.markup.fences import FencedCode, highlighted, plain_code

# How far from its start a link or code span may end. An unclosed one is searched for that far, links by up
# to six patterns.
_WINDOW = 1_000
_SEARCHED_AT_MOST = 5_000_000
_SEARCHING_PATTERNS = {
    "backtick": 190, "reference": 170, "link": 160, "image_link": 150,
    "image_reference": 140, "short_reference": 130, "short_image_ref": 125,
}  # fmt: skip
_NOT_FOR_READERS = (
    "reference",
    "image_reference",
    "short_reference",
    "short_image_ref",
    "automail",
    "entity",
)
_READER_TAG = (
    r"(?i:(</?(?:a|em|strong|b|i|blockquote|code|pre|p|br|ul|ol|li|del|s|q|cite)(?:\s[^<>]{0,500})?/?>))"
)


class Author(Extension):
    """Task lists, strikethrough, captioned figures, the excerpt's end, and limits for accidents."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - named by Python-Markdown
        _guard_parser(md, guard.AUTHOR_LIMITS)
        md.preprocessors.register(FencedCode(md, highlighted), "fenced_code", 25)
        md.preprocessors.register(_More(md), "more", 22)
        md.preprocessors.register(_Terms(md), "terms", 21)
        md.delimiters.add("~", "del", double=True)
        md.treeprocessors.register(_Tasks(md), "tasks", 25)
        md.treeprocessors.register(_Figures(md), "figures", 14)
        md.treeprocessors.register(_Footnotes(md), "footnote_section", 13)
        md.treeprocessors.register(_Alignment(md), "alignment", 12)


class Reader(Extension):
    """The small Markdown of comments: no headings, rules, references or images, hardly any HTML."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        _guard_parser(md, guard.READER_LIMITS)
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(FencedCode(md, plain_code), "fenced_code", 25)
        md.preprocessors.register(_LooseBlocks(md), "loose_blocks", 22)
        for name in ("hashheader", "setextheader", "hr", "reference"):
            md.parser.blockprocessors.deregister(name)
        for name in _NOT_FOR_READERS:
            md.inlinePatterns.deregister(name)
        md.parser.blockprocessors.register(_StrongHeading(md.parser), "strong_heading", 70)
        md.delimiters.add("~", "del", double=True)
        md.inlinePatterns.register(_Bounded(_LinkToImage(r"\!\[", md)), "image_link", 150)
        md.inlinePatterns.register(HtmlInlineProcessor(_READER_TAG, md), "html", 90)
        md.inlinePatterns.register(_LineBreak(r"\n(?=[^\n])"), "line_break", 5)


def _guard_parser(md: Markdown, limits: guard.Limits) -> None:
    md.preprocessors.register(_Limit(md, limits), "limit", 23)
    md.parser.blockprocessors.register(_Effort(md, limits.effort), "effort", 1_000)
    for name, priority in _SEARCHING_PATTERNS.items():
        md.inlinePatterns.register(_Bounded(md.inlinePatterns[name]), name, priority)


class _Limit(Preprocessor):
    def __init__(self, md: Markdown, limits: guard.Limits) -> None:
        super().__init__(md)
        self.limits = limits

    def run(self, lines: list[str]) -> list[str]:
        return guard.limit("\n".join(lines), self.limits).split("\n")


class _Effort(BlockProcessor):
    """Counts what the block parser looks at; it has to look at some blocks again and again."""

    def __init__(self, md: Markdown, allowed: int) -> None:
        super().__init__(md.parser)
        self.allowed = allowed
        self.spent = 0
        md.registerExtension(self)

    def reset(self) -> None:
        self.spent = 0

    def test(self, parent: Element, block: str) -> bool:
        self.spent += len(block)
        if self.spent > self.allowed:
            raise guard.TooComplexError
        return False


class _Bounded(InlineProcessor):
    """A pattern that looks no further for its end than a link or code span is long."""

    def __init__(self, pattern: InlineProcessor) -> None:
        super().__init__(pattern.pattern, pattern.md)
        self.inner = pattern
        self.spent = 0
        if pattern.md:
            pattern.md.registerExtension(self)

    def reset(self) -> None:
        self.spent = 0

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # noqa: N802
        if self.spent > _SEARCHED_AT_MOST:
            return None, None, None
        found = self.inner.handleMatch(m, data[: m.start() + _WINDOW])
        if found[1] is None:
            self.spent += min(_WINDOW, len(data) - m.start())
        return found


class _LinkToImage(ImageInlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # noqa: N802
        image, start, end = super().handleMatch(m, data)
        if image is None:
            return None, start, end
        link = Element("a", {"href": image.get("src", "")})
        link.text = image.get("alt") or image.get("src")
        return link, start, end


class _LineBreak(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # noqa: N802
        return Element("br"), m.start(), m.end()


class _StrongHeading(BlockProcessor):
    """A comment has no headings: `## What I mean` becomes a bold paragraph."""

    RE = re.compile(r"#{1,6}[ ]+(.+?)[ ]*#*(?:\n|$)")

    def test(self, parent: Element, block: str) -> bool:
        return self.RE.match(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        heading = self.RE.match(block)
        if heading:
            SubElement(SubElement(parent, "p"), "strong").text = heading[1]
            if rest := block[heading.end() :]:
                blocks.insert(0, rest)


class _LooseBlocks(Preprocessor):
    """An answer typed right under a quotation isn't part of it, and a list needs no blank line before it."""

    QUOTE = re.compile(r"[ ]{0,3}>")
    ITEM = re.compile(r"[ ]{0,3}(?:[*+-]|1\.)[ ]+\S")
    IN_LIST = re.compile(r"[ ]{0,3}(?:[*+-]|\d+\.)[ ]|[ ]{2}|\t")

    def run(self, lines: list[str]) -> list[str]:
        result: list[str] = []
        before = ""
        for line in lines:
            if before.strip() and line.strip() and self._apart(before, line):
                result.append("")
            result.append(line)
            before = line
        return result

    def _apart(self, before: str, line: str) -> bool:
        if self.QUOTE.match(before):
            return not self.QUOTE.match(line)
        return bool(self.ITEM.match(line)) and not self.IN_LIST.match(before)


class _More(Preprocessor):
    """`<!--more-->` on a line of its own ends the excerpt. (Code has been taken out by now.)"""

    MARK = re.compile(r"[ ]{0,3}<!--[ ]*more\b[^>]*-->[ ]*$")

    def run(self, lines: list[str]) -> list[str]:
        result: list[str] = []
        for line in lines:
            result += ["", guard.MORE, ""] if self.MARK.match(line) else [line]
        return result


class _Terms(Preprocessor):
    """A term right under a definition begins the next entry; the parser would put it into the definition."""

    DEFINITION = re.compile(r"[ ]{0,3}:[ ]{1,3}\S")

    def run(self, lines: list[str]) -> list[str]:
        result = lines[:1]
        for before, line, after in zip(lines, lines[1:], [*lines[2:], ""], strict=False):
            is_term = line[:1] not in ("", " ") and self.DEFINITION.match(after)
            if is_term and self.DEFINITION.match(before):
                result.append("")
            result.append(line)
        return result


class _Tasks(Treeprocessor):
    """`- [ ] this` and `- [x] that`, with a box that is text: it can't be ticked, so it is no input."""

    MARK = re.compile(r"\s*\[([ xX])\][ ]+")

    def run(self, root: Element) -> None:
        for item in root.iter("li"):
            holder = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
            mark = self.MARK.match(holder.text or "")
            if mark:
                done = mark[1] != " "
                item.set("class", "task done" if done else "task")
                holder.text = ("☑ " if done else "☐ ") + (holder.text or "")[mark.end() :]


class _Figures(Treeprocessor):
    """An image alone in its paragraph is a figure; its title is the caption."""

    def run(self, root: Element) -> None:
        for paragraph in root.iter("p"):
            image = _only_image(paragraph)
            if image is not None:
                paragraph.tag = "figure"
                if title := image.attrib.pop("title", ""):
                    SubElement(paragraph, "figcaption").text = title


def _only_image(element: Element) -> Element | None:
    """The image if the element holds nothing else, except perhaps a link around it."""
    if len(element) != 1 or (element.text or "").strip() or (element[0].tail or "").strip():
        return None
    child = element[0]
    if child.tag == "a":
        return _only_image(child)
    return child if child.tag == "img" else None


class _Footnotes(Treeprocessor):
    """The footnotes as a section with a name, and links that say where they lead."""

    def run(self, root: Element) -> None:
        for number, mark in enumerate(root.iter("a"), 1):
            if mark.get("class") == "footnote-ref":
                mark.set("aria-label", gettext("Footnote %(number)s") % {"number": mark.text or number})
        for div in root.iter("div"):
            if div.get("class") == "footnote":
                div.tag = "section"
                div.attrib.update({"class": "footnotes", "aria-label": gettext("Footnotes")})
                for rule in div.findall("hr"):
                    div.remove(rule)
                for note in div.iter("li"):
                    self._name_ways_back(note)

    def _name_ways_back(self, note: Element) -> None:
        links = [link for link in note.iter("a") if link.get("class") == "footnote-backref"]
        for number, link in enumerate(links, 1):
            link.attrib.pop("title", None)
            link.attrib.update({"rev": "footnote", "aria-label": gettext("Back to the text")})
            if number > 1:
                link.text = f"{link.text}{number}"
                link.set("aria-label", gettext("Back to the text, place %(number)d") % {"number": number})


class _Alignment(Treeprocessor):
    """Columns are aligned by class: inline styles don't pass the content security policy."""

    def run(self, root: Element) -> None:
        for cell in root.iter():
            if cell.tag in ("td", "th") and (align := cell.attrib.pop("align", "")):
                cell.set("class", f"has-text-align-{align}")
