"""The HTML of comments from elsewhere, said in the few elements that a comment may have here.

Readers write Markdown; only an import brings HTML, and there was more that it could hold.
"""

from collections.abc import Collection, Iterable, Iterator

from blog.markup.soup import BLOCK, HEADINGS, Token, start_tag

_ABSOLUTE = ("http://", "https://", "//")
_CELLS = frozenset({"td", "th"})


def simplify(tokens: Iterable[Token], tags: Collection[str]) -> Iterator[Token]:
    """The tokens with strong lines for headings, links for pictures, and blank lines for other blocks."""
    is_linked = False
    for token in tokens:
        if token.name == "a":
            is_linked = token.kind == "start"
        if token.name == "img":
            yield from _said(token, is_linked=is_linked)
        elif token.name in HEADINGS:
            yield from _strong_line(token.kind)
        elif token.name in BLOCK and token.name not in tags:
            yield Token("text", " " if token.name in _CELLS else "\n\n")
        else:
            yield token


def _said(picture: Token, *, is_linked: bool) -> Iterator[Token]:
    """A link to a picture, as Markdown's in a comment are; in a link it is only named."""
    address = picture.attr("src")
    text = Token("text", picture.attr("alt") or address)
    if is_linked or not address.lower().startswith(_ABSOLUTE):
        yield text
    else:
        yield from [start_tag("a", {"href": address}), text, Token("end", "</a>", "a")]


def _strong_line(kind: str) -> Iterator[Token]:
    if kind == "start":
        yield Token("text", "\n\n")
        yield start_tag("strong", {})
    else:
        yield Token("end", "</strong>", "strong")
        yield Token("text", "\n\n")
