"""What may be in a text, and the two sanitisers that see to it. The only importer of bleach and nh3.

bleach decides by allow-list (and links bare addresses for readers); nh3, an independent parser, confirms its
output. bleach is no longer maintained: should it fail us, `sanitize` can call nh3 alone.
Both ask the same function about attributes, so there is one spelling of every rule.
"""

import re
import threading
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import nh3
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from pygments.token import STANDARD_TYPES

from blog.markup.guard import MORE, drop_controls, hide_entities, show_entities
from blog.markup.soup import names

_READER_TAGS = names("a em strong b i blockquote code pre p br ul ol li del s q cite")
# No form, no frame, no script, style or svg; no html, head or body; nothing that takes input or embeds.
_AUTHOR_TAGS = _READER_TAGS | names(
    "abbr address article aside audio bdi bdo big caption center col colgroup dd details dfn div dl dt"
    " figcaption figure h1 h2 h3 h4 h5 h6 hr img ins kbd mark rp rt ruby samp section small source span"
    " sub summary sup table tbody td tfoot th thead time tr tt u var video wbr"
)
_EVERYWHERE = frozenset({"title", "lang", "dir", "class", "id", "aria-label"})
_AUTHOR_ATTRIBUTES = {
    "a": frozenset({"href", "hreflang", "rel", "rev"}),
    "audio": frozenset({"src", "controls", "loop", "preload"}),
    "blockquote": frozenset({"cite"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "del": frozenset({"cite", "datetime"}),
    "details": frozenset({"open"}),
    "img": frozenset({"src", "alt", "width", "height", "loading", "srcset", "sizes"}),
    "ins": frozenset({"cite", "datetime"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "q": frozenset({"cite"}),
    "source": frozenset({"src", "type"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
    "video": frozenset({"src", "controls", "loop", "preload", "poster", "width", "height"}),
}
_READER_ATTRIBUTES = {"a": frozenset({"href"}), "ol": frozenset({"start"})}

# A class can borrow the look of the site's own buttons and notices, or wake its scripts. So only those
# which the renderer writes itself, and those by which WordPress has aligned, captioned and set side by side
# for twenty years: its places, not its colours and sizes.
_CLASSES = names(
    "codehilite footnotes footnote-ref footnote-backref task done more"
    " alignleft alignright aligncenter alignnone alignwide alignfull wp-caption wp-caption-text"
    " wp-block-image wp-block-quote wp-block-pullquote wp-block-table wp-block-columns wp-block-column"
    " wp-block-media-text has-media-on-the-right wp-block-cover wp-block-button__link wp-block-file__button"
    " wp-block-verse gallery wp-block-gallery blocks-gallery-grid columns-1 columns-2"
    " has-text-align-left has-text-align-center has-text-align-right"
) | frozenset(name for name in STANDARD_TYPES.values() if name)
_RELATIONS = names("author external license me nofollow noopener noreferrer sponsored tag ugc")
_URL_ATTRIBUTES = frozenset({"href", "src", "cite", "poster"})
_ONE_OF = {
    "dir": frozenset({"ltr", "rtl", "auto"}),
    "loading": frozenset({"lazy", "eager"}),
    "preload": frozenset({"none", "metadata", "auto"}),
    "rev": frozenset({"footnote"}),
    "scope": frozenset({"row", "col", "rowgroup", "colgroup"}),
}
_WHOLE_NUMBERS = frozenset({"width", "height", "colspan", "rowspan", "span", "start", "value"})

# Browsers ignore these inside an address: `java\tscript:` runs.
_IGNORED_IN_URLS = re.compile(r"[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")
# Only with its scheme or `www.`: by the list of top-level domains, README.md and node.js are addresses.
_BARE_URL = re.compile(
    r"\b(?:https?://|www\.)(?=[\w\[])[^\s<>\"`{}|\\^"
    + hide_entities("&lt;&gt;&quot;")
    + r"]{1,1000}(?<![?!;:'*_~])",
    re.IGNORECASE,
)


_DESCRIPTOR = re.compile(r"(?:[0-9.]{1,8}[wx])?")
_MOST_BARE_LINKS = 100


class _BareLinks(LinkifyFilter):
    """Links addresses in the text; made anew for each text."""

    def __init__(self, source: Any) -> None:
        # Finding e-mail addresses takes bleach quadratic time, so parse_email stays off.
        super().__init__(source, callbacks=[], skip_tags={"pre", "code"}, parse_email=False, url_re=_BARE_URL)
        self.left = _MOST_BARE_LINKS

    def apply_callbacks(self, attrs: Any, is_new: bool) -> Any:
        self.left -= is_new
        return attrs if self.left >= 0 or not is_new else None


@dataclass(frozen=True)
class Policy:
    """What one profile may use. `tags` limits what `balance` lets through as well."""

    tags: frozenset[str]
    attributes: dict[str, frozenset[str]]
    schemes: frozenset[str]
    everywhere: frozenset[str] = frozenset()
    linkify: bool = False
    keep_bidi: bool = True
    # bleach's keeps parser state, so each thread has its own.
    cleaners: threading.local = field(default_factory=threading.local)

    def attribute(self, tag: str, name: str, value: str) -> str | None:
        """The value the attribute may have, None if it may not be there at all."""
        if name not in self.everywhere and name not in self.attributes.get(tag, ()):
            return None
        return _allowed_value(name, value, self.schemes)


AUTHOR = Policy(
    tags=_AUTHOR_TAGS,
    attributes=_AUTHOR_ATTRIBUTES,
    schemes=frozenset({"http", "https", "mailto", "tel"}),
    everywhere=_EVERYWHERE,
)
READER = Policy(
    tags=_READER_TAGS,
    attributes=_READER_ATTRIBUTES,
    schemes=frozenset({"http", "https"}),
    linkify=True,
    keep_bidi=False,
)


def sanitize(html: str, policy: Policy) -> str:
    """The HTML with nothing in it that the policy doesn't name. Give it balanced HTML: both parsers are
    slow on deep nesting. Sanitising the result again changes nothing.
    """
    made = policy.cleaners.__dict__
    if not made:
        made.update(first=_bleach_cleaner(policy), second=_nh3_cleaner(policy))
    cleaned = show_entities(made["second"].clean(made["first"].clean(hide_entities(html))))
    # The parsers have decoded what was hidden as `&#x202E;`.
    return MORE.join(drop_controls(part, keep_bidi=policy.keep_bidi) for part in cleaned.split(MORE))


def _bleach_cleaner(policy: Policy) -> Cleaner:
    return Cleaner(
        tags=policy.tags,
        attributes=lambda tag, name, value: policy.attribute(tag, name, value) is not None,
        protocols=policy.schemes,
        strip=True,
        filters=[_BareLinks] if policy.linkify else [],
    )


def _nh3_cleaner(policy: Policy) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(policy.tags),
        attributes={tag: {*policy.attributes.get(tag, ()), *policy.everywhere} for tag in policy.tags},
        attribute_filter=policy.attribute,
        url_schemes=set(policy.schemes),
        link_rel=None,
    )


def _allowed_value(name: str, value: str, schemes: frozenset[str]) -> str | None:
    if name in _URL_ATTRIBUTES:
        return value if safe_url(value, schemes) else None
    if name == "srcset":
        return value if _safe_srcset(value) else None
    if name in ("class", "rel"):
        known = _CLASSES if name == "class" else _RELATIONS
        return " ".join(token for token in value.split() if token in known) or None
    if name in _ONE_OF:
        return value if value in _ONE_OF[name] else None
    if name in _WHOLE_NUMBERS:
        return value if re.fullmatch(r"-?[0-9]{1,5}", value) else None
    return value


def safe_url(value: str, schemes: frozenset[str]) -> bool:
    """Whether the address is relative or has one of these schemes, read the way browsers read it."""
    url = _IGNORED_IN_URLS.sub("", unescape(value))
    before_path = re.split(r"[/?#\\]", url, maxsplit=1)[0]
    scheme, colon, _ = before_path.partition(":")
    return not colon or scheme.lower() in schemes


def _safe_srcset(value: str) -> bool:
    candidates = [candidate.strip().partition(" ") for candidate in unescape(value).split(",")]
    return all(
        url and safe_url(url, frozenset({"http", "https"})) and _DESCRIPTOR.fullmatch(size)
        for url, _, size in candidates
    )
