"""WordPress's shortcodes, `[name key="value"]` and `[name]words[/name]`: found, and shown as what they mean.

Sound and film become players, addresses to embed become links, captions figures. What nobody here can show
stays as it was typed; so does code. Doubled brackets, `[[gallery]]`, are how one writes about shortcodes.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape
from typing import NamedTuple

from blog.markup.captions import figures_of_captions
from blog.markup.soup import names

_OF_WORDPRESS = names("audio caption embed gallery playlist video wp_caption")
# The formats of a player's file, each of which may be in an attribute of that name; the commonest first.
FORMATS = {"audio": ("mp3", "m4a", "ogg", "flac", "wav"), "video": ("mp4", "m4v", "webm", "ogv", "mov")}
# No browser plays these: they are linked to.
_OLD_FORMATS = ("wma", "wmv", "flv")

_AS_TYPED = frozenset({"code", "pre"})
# Comments and tags are matched so that nothing inside them is. Each part ends at the next bracket or angle
# bracket, so that the text is read once.
_PART = re.compile(
    r"(?P<comment><!--|-->)"
    r"|<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>"
    r"|\[(?P<before>\[?)(?P<name>/?[a-zA-Z][\w-]*+)(?P<said>[\s=/][^\[\]<>]*+)?\]"
    r"(?:(?P<content>[^\[\]<>]*+)(?P<close>\[/(?P=name)\]))?(?P<after>\]?)"
)
_ATTRIBUTE = re.compile(
    r"""([\w-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"']++))|"([^"]*)"|'([^']*)'|(\S++)"""
)
_HIDDEN = "\ufdd0"  # in place of a bracket; a noncharacter, which no text may hold
_STRAIGHT = str.maketrans("“”″‘’", '"""\'\'')
_ADDRESS = re.compile(r"(?:(?:https?:)?//|/)[^\s<>\"']+")


class Shortcode(NamedTuple):
    """`text` is all of it as typed; `words` are the attributes that have no name."""

    text: str
    name: str
    attrs: Mapping[str, str]
    words: list[str]
    content: str
    is_closed: bool

    @property
    def is_one(self) -> bool:
        """Whether this is no remark in brackets, such as "[sic]"."""
        return self.name.lstrip("/") in _OF_WORDPRESS or bool(self.attrs) or self.is_closed


Make = Callable[[Shortcode], str | None]
Write = Callable[[re.Match[str]], str]


def show_shortcodes(html: str) -> str:
    """The HTML of an author with everything in place of its shortcodes that can be shown without asking."""
    return replace_shortcodes(_with_figures(html), _shown) if "[" in html else html


def shown_as_typed(html: str) -> list[str]:
    """The names of the shortcodes that `show_shortcodes` leaves."""
    left: dict[str, None] = {}

    def look(shortcode: Shortcode) -> None:
        if shortcode.is_one and _shown(shortcode) is None:
            left[shortcode.name.lstrip("/")] = None

    if "[" in html:
        replace_shortcodes(_with_figures(html), look)
    return list(left)


def _with_figures(html: str) -> str:
    """The HTML with figures in place of its captions, but not of those in code and comments."""
    if "caption]" not in html:
        return html
    hidden = _read(html, shown=lambda part: part[0], as_typed=lambda part: part[0].replace("[", _HIDDEN))
    return figures_of_captions(hidden).replace(_HIDDEN, "[")


def replace_shortcodes(html: str, make: Make) -> str:
    """The HTML with what `make` writes for each shortcode, which stays where that is nothing (None)."""
    return _read(html, shown=lambda part: _replaced(part, make), as_typed=lambda part: part[0])


def _read(html: str, *, shown: Write, as_typed: Write) -> str:
    """The HTML with its shortcodes as `shown` writes them, or `as_typed` those in code and comments."""
    in_comment = False
    in_code = 0

    def written(part: re.Match[str]) -> str:
        nonlocal in_comment, in_code
        if part["comment"]:
            in_comment = part["comment"] == "<!--"
        elif not part["tag"]:
            return as_typed(part) if in_comment or in_code else shown(part)
        elif not in_comment and part["tag"].lower() in _AS_TYPED:
            in_code = max(0, in_code + (-1 if part["end"] else 1))
        return part[0]

    return _PART.sub(written, html)


def _replaced(part: re.Match[str], make: Make) -> str:
    if part["before"] and part["after"]:
        return part[0][1:-1] if part["name"].lstrip("/") in _OF_WORDPRESS else part[0]
    text = part[0][len(part["before"]) : len(part[0]) - len(part["after"])]
    attrs, words = _attributes(part["said"] or "")
    made = make(Shortcode(text, part["name"], attrs, words, part["content"] or "", bool(part["close"])))
    return part[0] if made is None else part["before"] + made + part["after"]


def _attributes(said: str) -> tuple[dict[str, str], list[str]]:
    attrs: dict[str, str] = {}
    words: list[str] = []
    for found in _ATTRIBUTE.finditer(unescape(said).translate(_STRAIGHT)):
        value = next((group for group in found.groups()[1:] if group is not None), "")
        if found[1]:
            attrs.setdefault(found[1].lower(), value)
        else:
            words.append(value)
    return attrs, words


def _shown(shortcode: Shortcode) -> str | None:
    if shortcode.name == "embed":
        return _link(unescape(shortcode.content).strip() or shortcode.attrs.get("src", ""))
    if shortcode.name in FORMATS:
        made = player(shortcode.name, list(_addresses(shortcode)), shortcode.attrs)
        return made and made + shortcode.content.strip()
    return None


def _addresses(shortcode: Shortcode) -> Iterator[str]:
    keys = ("src", *FORMATS[shortcode.name], *_OLD_FORMATS)
    for address in [*shortcode.words, *(shortcode.attrs.get(key, "") for key in keys)]:
        if _ADDRESS.fullmatch(address):
            yield address


def player(name: str, addresses: list[str], attrs: Mapping[str, str]) -> str | None:
    """An `audio` or `video` element for the first of these files that a browser can play, else a link."""
    files = [address for address in dict.fromkeys(addresses) if format_of(address) in FORMATS[name]]
    if not files:
        return _link(addresses[0]) if addresses else None
    kept = ("poster", "width", "height") if name == "video" else ()
    more = "".join(f' {key}="{escape(attrs[key])}"' for key in kept if attrs.get(key))
    if len(files) == 1:
        return f'<{name} controls preload="none" src="{escape(files[0])}"{more}></{name}>'
    sources = "".join(f'<source src="{escape(file)}">' for file in files)
    return f'<{name} controls preload="none"{more}>{sources}</{name}>'


def format_of(address: str) -> str:
    """What stands after the last dot of the path."""
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    return path.rpartition(".")[2].lower()


def _link(address: str) -> str | None:
    if not _ADDRESS.fullmatch(address):
        return None
    return f'<a href="{escape(address)}">{escape(address)}</a>'
