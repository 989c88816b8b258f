"""Pictures in a text: given their measures and smaller copies, and loaded when they come into sight; links
around pictures that say nothing are given a name.

What is known of a picture is asked of the caller, by address and all at once: this package reads no database.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from html import escape, unescape

from django.utils.translation import gettext

from blog.markup.shortcodes import format_of
from blog.markup.soup import Token, names, start_tag

PICTURES = names("avif bmp gif ico jpe jpeg jpg png svg webp")

FindPictures = Callable[[Collection[str]], Mapping[str, Mapping[str, str]]]
"""Attributes for an ``img`` (width, height, srcset, sizes) by address, for those addresses it knows."""

_NAMING = ("aria-label", "alt", "title")
_LATER = {"loading": "lazy", "decoding": "async"}


def complete_pictures(tokens: Iterable[Token], find: FindPictures | None) -> list[Token]:
    """The tokens, sanitised, with every picture completed by what `find` says and the author didn't."""
    tokens = list(tokens)
    addresses = dict.fromkeys(_address(token) for token in tokens if token.name == "img")
    known = find(addresses) if find and addresses else {}
    return [_completed(token, known.get(_address(token), {})) for token in tokens]


def _address(token: Token) -> str:
    return unescape(token.attr("src"))


def _completed(token: Token, known: Mapping[str, str]) -> Token:
    written = token.attrs
    if token.name != "img" or "src" not in written:
        return token
    found = {name: escape(value) for name, value in known.items()}
    if "width" in written or "height" in written:
        found = {name: value for name, value in found.items() if name not in ("width", "height")}
    if "srcset" in written:
        found = {name: value for name, value in found.items() if name not in ("srcset", "sizes")}
    elif "sizes" in found and "width" in written:
        found["sizes"] = f"{written['width']}px"
    return start_tag("img", {**written, **found, **_LATER, **written})


def name_picture_links(tokens: Iterable[Token]) -> list[Token]:
    """The tokens, balanced, with a label on each link that holds pictures and no word to call it by."""
    out = list(tokens)
    opening = None  # of the link that we are in, while nothing has named it
    has_picture = False
    for index, token in enumerate(out):
        if token.name == "a" and token.kind == "end":
            if opening is not None and has_picture:
                out[opening] = _labelled(out[opening])
            opening = None
        elif token.name == "a":
            opening, has_picture = index if "href" in token.attrs else None, False
        if _names(token):
            opening = None
        has_picture |= token.name == "img"
    return out


def _names(token: Token) -> bool:
    said = token.data if token.kind == "text" else "".join(token.attr(name) for name in _NAMING)
    return bool(said.strip())


def _labelled(link: Token) -> Token:
    is_picture = format_of(unescape(link.attr("href"))) in PICTURES
    label = gettext("Open the picture") if is_picture else gettext("Open the page behind the picture")
    return start_tag("a", {**link.attrs, "aria-label": escape(label)})
