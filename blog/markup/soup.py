"""Tag soup, read once in linear time.

`tokenize` reads HTML as browsers do, as far as that can be done without a tree; `balance` writes it again
with every element closed, nesting limited and comments gone. Neither is trusted to make HTML *safe* (that is
`sanitize`): they make it *small*, because tree builders need quadratic time for deep or misnested input.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import NamedTuple


def names(listed: str) -> frozenset[str]:
    """Names written one after the other, as a set."""
    return frozenset(listed.split())


VOID = names("area base br col embed hr img input link meta param source track wbr")
FORMATTING = names(
    "a abbr b bdi bdo big cite code del dfn em i ins kbd mark q s samp small span strong sub sup time"
    " tt u var"
)
HEADINGS = names("h1 h2 h3 h4 h5 h6")
BLOCK = HEADINGS | names(
    "address article aside audio blockquote caption center col colgroup dd details div dl dt fieldset"
    " figcaption figure footer form header hr li main menu nav ol p pre section summary table tbody td tfoot"
    " th thead tr ul video"
)

# Their content is code, or text that isn't part of the text: it goes with them.
_DROPPED_WITH_CONTENT = names(
    "iframe noembed noframes noscript object plaintext script select style svg template textarea title xmp"
)
_TODAY_CALLED = {"acronym": "abbr", "dir": "ul", "strike": "s"}
_ATTR = r"""[\s/"'=]*+([^\s"'<>/=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'<>][^\s<>]*+))?+"""
_ATTRIBUTE = re.compile(_ATTR)
_TAG = re.compile(rf"""<(/?)([a-zA-Z][^\s/<>"'=]*+)((?:{_ATTR})*+)[\s/"'=]*+>""")
_NEEDLESS_ENTITY = re.compile(
    r"&(?!(?:amp|lt|gt|quot|#x27);)(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
)
_MARKUP_START = re.compile(r"<(?=[a-zA-Z/!?])")
_COMMENT_START = re.compile(r"<(?:[!?]|/(?![a-zA-Z]))")
# A tag longer than this is an accident (or a picture written into its own address, which isn't allowed).
_LONGEST_TAG = 20_000
_MOST_BROKEN_TAGS = 200


class Token(NamedTuple):
    """`kind` is text, start or end; `data` what was read. Attribute values are still escaped."""

    kind: str
    data: str
    name: str = ""
    attrs: Mapping[str, str] = {}

    def attr(self, name: str) -> str:
        return self.attrs.get(name, "")


def tokenize(html: str) -> Iterator[Token]:
    """Texts, start tags and end tags of the HTML, in order. Whatever is no tag is text, its `<` escaped."""
    position = 0
    unclosed: set[str] = set()
    broken = 0
    while match := _MARKUP_START.search(html, position):
        start = match.start()
        if start > position:
            yield _text(html[position:start])
        if _COMMENT_START.match(html, start):
            position = _after_comment(html, start, unclosed) or start + 2
            if position == start + 2:
                yield _text(html[start:position])
            continue
        tag = find_tag(html, start) if broken < _MOST_BROKEN_TAGS else None
        if tag is None:
            broken += 1
            yield _text("<")
            position = start + 1
            continue
        token = _tag(tag)
        position = tag.end()
        if token.kind == "start" and token.name in _DROPPED_WITH_CONTENT:
            position = _after_element(html, token.name, position, unclosed)
        if token.name not in _DROPPED_WITH_CONTENT or token.name == "iframe":
            yield token
    if position < len(html):
        yield _text(html[position:])


def find_tag(html: str, start: int) -> re.Match[str] | None:
    """The start or end tag that begins at `start`, if it is a whole one."""
    return _TAG.match(html, start, start + _LONGEST_TAG)


def _text(data: str) -> Token:
    """Text with entities only where they are needed: bleach takes 8 µs for each."""
    if "&" in data:
        data = _NEEDLESS_ENTITY.sub(lambda entity: escape(unescape(entity[0])), data)
    return Token("text", data.replace("<", "&lt;"))


def _tag(match: re.Match[str]) -> Token:
    closing, name, attributes = match[1], match[2].lower(), match[3]
    name = _TODAY_CALLED.get(name, name)
    if closing:
        return Token("end", f"</{name}>", name)
    attrs: dict[str, str] = {}
    for key, value in _ATTRIBUTE.findall(attributes):
        attrs.setdefault(key.lower(), _value(value))
    return start_tag(name, attrs)


def _value(raw: str) -> str:
    if raw[:1] in ("'", '"'):
        raw = raw[1:-1]
    return " ".join(raw.split()).replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def start_tag(name: str, attrs: Mapping[str, str]) -> Token:
    """A start tag with these attributes, their values already escaped."""
    written = "".join(f' {key}="{value}"' for key, value in attrs.items())
    return Token("start", f"<{name}{written}>", name, attrs)


def _after_comment(html: str, start: int, unclosed: set[str]) -> int:
    """Where a comment, declaration or processing instruction ends; 0 if it doesn't."""
    closing = "-->" if html.startswith("<!--", start) else ">"
    end = -1 if closing in unclosed else html.find(closing, start + 2)
    if end < 0:
        unclosed.add(closing)
        return 0
    return end + len(closing)


def _after_element(html: str, name: str, position: int, unclosed: set[str]) -> int:
    """Where the element that starts before `position` ends; `position` itself if it is never closed."""
    end = None if name in unclosed else re.compile(rf"</{name}\b[^>]*>", re.IGNORECASE).search(html, position)
    if end is None:
        unclosed.add(name)
        return position
    return end.end()
