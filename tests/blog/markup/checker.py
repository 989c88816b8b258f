"""Reads HTML the way a browser does and says what in it nobody allowed. Written apart from the sanitisers."""

import re
from html.parser import HTMLParser

_READER_TAGS = "em strong b i blockquote code pre p br ul li del s q cite"
READER: dict[str, set[str]] = {tag: set() for tag in _READER_TAGS.split()}
READER |= {"a": {"href", "rel"}, "ol": {"start"}, "pre": {"tabindex"}}

_ANYWHERE = {"id", "class", "title", "lang", "dir", "aria-label"}
_AUTHOR_ONLY = (
    "abbr address article aside audio bdi bdo big caption center col colgroup dd details dfn div dl dt"
    " figcaption figure h1 h2 h3 h4 h5 h6 hr img ins kbd mark rp rt ruby samp section small source span"
    " sub summary sup table tbody td tfoot th thead time tr tt u var video wbr"
)
AUTHOR = {tag: set(_ANYWHERE) for tag in [*READER, *_AUTHOR_ONLY.split()]}
for _tag, _attributes in {
    "a": "href hreflang rel rev",
    "audio": "src controls loop preload",
    "blockquote": "cite",
    "col": "span",
    "colgroup": "span",
    "del": "cite datetime",
    "details": "open",
    "div": "role tabindex",
    "img": "src alt width height loading decoding srcset sizes",
    "ins": "cite datetime",
    "li": "value",
    "ol": "start reversed type",
    "q": "cite",
    "pre": "tabindex",
    "source": "src type",
    "td": "colspan rowspan",
    "th": "colspan rowspan scope",
    "time": "datetime",
    "video": "src controls loop preload poster width height",
}.items():
    AUTHOR[_tag] |= set(_attributes.split())

_URLS = {"href", "src", "cite", "poster"}
_VOID = {"br", "col", "hr", "img", "source", "wbr"}
_OURS = {"scroll", "codehilite", "footnotes", "footnote-ref", "footnote-backref", "task", "done"}


class _Checker(HTMLParser):
    def __init__(self, allowed: dict[str, set[str]], prefix: str) -> None:
        super().__init__(convert_charrefs=True)
        self.allowed, self.prefix = allowed, prefix
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)
        if tag not in self.allowed:
            self.faults.append(f"<{tag}>")
            return
        for name, value in attrs:
            if name not in self.allowed[tag]:
                self.faults.append(f"<{tag} {name}>")
            self._value(tag, name, value or "")

    def _value(self, tag: str, name: str, value: str) -> None:
        if name in _URLS or name == "srcset":
            squeezed = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]", "", value).lower()
            if re.search(r"(?:^|,)(?!https?:|mailto:|tel:)[^/?#,]*:", squeezed):
                self.faults.append(f"<{tag} {name}={value!r}>")
        if name == "id":
            self.ids.append(value)
            if not value.startswith(f"{self.prefix}-") or re.search(r"\s", value):
                self.faults.append(f"id {value!r}")
        if name == "class":
            for token in value.split():
                if token not in _OURS and not re.fullmatch(
                    r"[a-z][a-z0-9]{0,2}|(?:align|wp-|has-text-align-)[a-z-]+", token
                ):
                    self.faults.append(f"class {token!r}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> out of order")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data!r}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl!r}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"instruction {data!r}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"declaration {data!r}")


def faults(html: str, profile: str, prefix: str = "text") -> list[str]:
    """Everything in the HTML that isn't allowed, isn't closed, or is there twice."""
    checker = _Checker({"reader": READER, "author": AUTHOR}[profile], prefix)
    checker.feed(html)
    checker.close()
    found = checker.faults + [f"<{tag}> never closed" for tag in checker.open]
    found += [f"id {name!r} twice" for name in set(checker.ids) if checker.ids.count(name) > 1]
    if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\U0010ff00-\U0010ff3f]", html):
        found.append("control character")
    if "wzxhzdk" in html and "\x02" in html:
        found.append("placeholder")
    return found


def ids(html: str) -> list[str]:
    """The ids in the HTML, in order."""
    checker = _Checker(AUTHOR, "")
    checker.feed(html)
    return checker.ids
