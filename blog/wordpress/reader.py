"""Reading a WordPress export: a stream of authors, terms and items, in flat memory whatever its size.

Expat does the work, through ``XMLPullParser``. A document type is refused before anything of it is looked
at, which leaves no way to define an entity, so neither expansion bombs nor files from elsewhere get in.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from xml.parsers import expat

from django.utils.translation import gettext as _

from . import elements
from .characters import Repairs, UnknownEncodingError, clean_text
from .items import Wxr

# No root element within so many characters: this is no XML that WordPress wrote.
LONGEST_PROLOG = 100_000
_NAMESPACES = (
    (re.compile(r"https?://(?:www\.)?wordpress\.org/export/[\d.]+/excerpt/?"), "excerpt:"),
    (re.compile(r"https?://(?:www\.)?wordpress\.org/export/[\d.]+/?"), "wp:"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?"), "content:"),
    (re.compile(r"https?://purl\.org/dc/elements/1\.1/?"), "dc:"),
)


class WxrError(Exception):
    """The file cannot be read on; the message is one line that names it and the place."""


class _Names(dict[str, str]):
    """``{namespace}tag`` to ``wp:tag``, whatever version and scheme the namespace has."""

    def __missing__(self, tag: str) -> str:
        namespace, _brace, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
        prefix = next((short for pattern, short in _NAMESPACES if pattern.fullmatch(namespace)), "")
        name = self[tag] = f"{prefix or (namespace and '?:')}{local}"
        return name


def read(path: Path, repairs: Repairs | None = None) -> Iterator[Wxr]:
    """Yield what the export at ``path`` holds, in the order of the file; count ``repairs`` on the way.

    Raises :class:`WxrError` where the file is not there, is not XML, is cut off, brings a document type, or
    is XML but no WordPress export.
    """
    try:
        with path.open("rb") as file:
            text = _checked(clean_text(file, repairs or Repairs()), path)
            yield from _Stream(path).read(text)
    except OSError as error:
        raise WxrError(
            _("%(file)s cannot be read: %(reason)s.") % {"file": path, "reason": error.strerror}
        ) from error
    except UnknownEncodingError as error:
        raise WxrError(
            _("%(file)s says it is written in “%(encoding)s”, an unknown encoding.")
            % {"file": path, "encoding": error}
        ) from error


def _checked(text: Iterator[str], path: Path) -> Iterator[str]:
    """Pass ``text`` on once its prolog is known to have no document type."""
    kept: list[str] = []
    prolog = _Prolog(path)
    for piece in text:
        kept.append(piece)
        if prolog.is_over_after(piece):
            break
    yield "".join(kept)
    yield from text


class _Prolog:
    """What stands before the root element, parsed one character at a time, so that the parser never sees
    what follows a document type.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.length = 0
        self.root = False
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start

    def is_over_after(self, piece: str) -> bool:
        for char in piece:
            self.length += 1
            try:
                self.parser.Parse(char)
            except expat.ExpatError as error:
                raise _syntax_error(self.path, str(error), (error.lineno, error.offset)) from error
            if self.root:
                return True
            if self.length > LONGEST_PROLOG:
                raise WxrError(_("%(file)s is not a WordPress export (WXR).") % {"file": self.path})
        return False

    def _start(self, _name: str, _attributes: dict[str, str]) -> None:
        self.root = True

    def _doctype(self, *_declaration: object) -> None:
        raise WxrError(
            _(
                "%(file)s, line %(line)d: it declares a document type, which a WordPress export never does. "
                "It was refused, since such declarations can be harmful."
            )
            % {"file": self.path, "line": self.parser.CurrentLineNumber}
        )


class _Stream:
    """One pass over a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.names = _Names()
        self.open: list[Element] = []
        self.comments: list[elements.WxrComment] = []
        self.is_wxr = False
        self.is_over = False

    def read(self, text: Iterator[str]) -> Iterator[Wxr]:
        parser: XMLPullParser[Element] = XMLPullParser(events=("start", "end"))
        try:
            for piece in text:
                parser.feed(piece)
                yield from self._events(parser)
                if self.is_over:
                    break  # WordPress ends here; what a failing plugin printed below it is nothing to us.
            else:
                parser.close()
                yield from self._events(parser)
        except ParseError as error:
            raise _syntax_error(self.path, str(error), error.position) from error
        if not self.is_wxr:
            raise WxrError(_("%(file)s is not a WordPress export (WXR).") % {"file": self.path})

    def _events(self, parser: "XMLPullParser[Element]") -> Iterator[Wxr]:
        # Only these two kinds of events were asked for.
        for event, element in cast(Iterable[tuple[str, Element]], parser.read_events()):
            if event == "start":
                self.open.append(element)
                continue
            self.open.pop()
            if len(self.open) == 2:
                yield from self._child_of_channel(element)
                self.open[1].clear()
            elif len(self.open) == 3 and self.names[element.tag] == "wp:comment":
                self.comments.append(elements.comment(self._fields(element)))
                element.clear()
            elif not self.open:
                self.is_over = True
                return

    def _child_of_channel(self, element: Element) -> Iterator[Wxr]:
        name = self.names[element.tag]
        self.is_wxr = self.is_wxr or name.startswith("wp:")
        if name == "item":
            fields = self._fields(element)
            self.is_wxr = self.is_wxr or "wp:post_id" in fields or "wp:post_type" in fields
            yield elements.item(fields, element, self.names, self.comments)
            self.comments = []
        elif name in elements.MAKERS:
            yield elements.MAKERS[name](self._fields(element))

    def _fields(self, element: Element) -> dict[str, str]:
        """The texts of the children by name; of several with one name, the first that says something."""
        fields: dict[str, str] = {}
        for child in element:
            name = self.names[child.tag]
            if not fields.get(name):
                fields[name] = "".join(child.itertext()) if len(child) else child.text or ""
        return fields


def _syntax_error(path: Path, reason: str, position: tuple[int, int]) -> WxrError:
    line, column = position
    if reason.startswith(("no element found", "unclosed")):
        return WxrError(
            _("%(file)s is cut off: it ends in the middle, in line %(line)d. Export it once more.")
            % {"file": path, "line": line}
        )
    return WxrError(
        _("%(file)s is not well-formed XML (line %(line)d, column %(column)d: %(reason)s).")
        % {"file": path, "line": line, "column": column + 1, "reason": reason.partition(":")[0]}
    )
