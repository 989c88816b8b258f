"""From source text to the HTML that is stored with a post or a comment.

The stages, in order: the text is cleaned (`guard`), parsed (Markdown or HTML), balanced (`balance`),
sanitised (`sanitize`), and only then given what authors may not write themselves: ids, `rel`, regions that
scroll, what is known of its pictures.
"""

import logging
import re
import threading
from collections.abc import Collection
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.smarty import SmartyExtension
from markdown.extensions.tables import TableExtension

from blog.markup import guard, markdown_extensions
from blog.markup.anchors import add_anchors
from blog.markup.autop import autop
from blog.markup.balance import balance
from blog.markup.blocks import drop_empty, translate_blocks
from blog.markup.embeds import link_embeds
from blog.markup.excerpt import make_excerpt
from blog.markup.links import list_links, mark_reader_links
from blog.markup.old_comments import simplify
from blog.markup.pictures import FindPictures, complete_pictures, name_picture_links
from blog.markup.plain import text_of, words
from blog.markup.sanitize import AUTHOR, READER, Policy, sanitize
from blog.markup.scrolling import make_scrollable
from blog.markup.shortcodes import show_shortcodes
from blog.markup.soup import Token, tokenize

logger = logging.getLogger(__name__)

MARKUP_VERSION = 2
"""Goes up when the same source renders differently; stored with the HTML, so that old rows can be found."""

_MORE_COMMENT = re.compile(r"<!--[ \n]*more\b[^<>]{0,200}-->")
# WordPress cut a text into pages here.
_NEXT_PAGE = re.compile(r"<!--[ \n]*nextpage[ \n]*-->")
_BLOCK_EDITOR = re.compile(r"<!--[ \n]*wp:")
_SECOND_NEWLINE_OF_PRE = re.compile(r"(<pre[^>]*>)\n+")
_PUNCTUATION = {
    "left-single-quote": "‘", "right-single-quote": "’", "left-double-quote": "“", "right-double-quote": "”",
    "ellipsis": "…", "ndash": "–", "mdash": "—",
}  # fmt: skip
_local = threading.local()


@dataclass(frozen=True)
class Rendered:
    """Safe HTML and what was learned on the way.

    `toc` is nested `{"id", "title", "children"}`; `links` are the absolute addresses of other sites, each
    once, in order; `has_more` says that the text goes on after `excerpt_html`.
    """

    html: str
    toc: list[dict[str, Any]]
    excerpt_html: str
    has_more: bool
    word_count: int
    links: list[str]


@dataclass(frozen=True)
class _Profile:
    policy: Policy
    longest: int
    depth: int
    most_elements: int


# Longer texts are shown as plain paragraphs. Element counts bound what the sanitisers have to do.
_PROFILES = {
    "author": _Profile(AUTHOR, longest=1_000_000, depth=60, most_elements=60_000),
    "reader": _Profile(READER, longest=100_000, depth=20, most_elements=500),
}


def render(
    source: str,
    *,
    format: str,
    profile: str,
    anchor: str = "",
    own_hosts: Collection[str] = (),
    find_pictures: FindPictures | None = None,
) -> Rendered:
    """Safe HTML from what somebody wrote. No text makes it raise.

    `format` is "markdown" or "html"; `profile` is "author" (wide) or "reader" (narrow, for comments).
    Every id in the result begins with `anchor` ("p12", "c345"), or with "text" if there is none.
    Links to `own_hosts` count as links within the site: no `rel`, not in `links`. `find_pictures` is asked
    once for what is known of the pictures in the text, if there are any.
    """
    chosen = _PROFILES[profile]
    to_html = {"markdown": _from_markdown, "html": _from_html}[format]
    text = guard.clean_text(source, keep_bidi=chosen.policy.keep_bidi)
    tokens = list(tokenize(_safely(to_html, text, profile)))
    toc: list[dict[str, Any]] = []
    if profile == "reader":
        tokens = mark_reader_links(tokens, own_hosts)
    else:
        tokens = name_picture_links(complete_pictures(drop_empty(tokens), find_pictures))
        tokens, toc = add_anchors(tokens, anchor)
    return _rendered(make_scrollable(tokens), toc, own_hosts)


def _rendered(tokens: list[Token], toc: list[dict[str, Any]], own_hosts: Collection[str]) -> Rendered:
    text = " ".join(text_of(tokens).replace(guard.MORE, " ").split())
    excerpt, has_more = make_excerpt(tokens, text)
    return Rendered(
        html=_without_mark("".join(token.data for token in tokens)),
        toc=toc,
        excerpt_html=excerpt,
        has_more=has_more,
        word_count=len(words(text)),
        links=list_links(tokens, own_hosts),
    )


def _safely(to_html: Any, text: str, profile: str) -> str:
    """Sanitised HTML; the text in plain paragraphs if it is too long or too much for a parser."""
    chosen = _PROFILES[profile]
    if len(text) > chosen.longest:
        return _as_paragraphs(text)
    try:
        tidy = balance(
            to_html(text, profile), tags=chosen.policy.tags, depth=chosen.depth, most=chosen.most_elements
        )
        # Each parser would eat the first newline in <pre>, one more at every pass.
        return sanitize(_SECOND_NEWLINE_OF_PRE.sub(r"\1", tidy), chosen.policy)
    except (guard.TooComplexError, RecursionError):
        logger.warning("A text of %d characters was too much to parse: shown as plain paragraphs", len(text))
        return _as_paragraphs(text)
    except Exception:
        # A parser's bug must not cost anybody their text, nor a page of comments its readers.
        logger.exception("A text of %d characters was shown as plain paragraphs", len(text))
        return _as_paragraphs(text)


def _from_markdown(text: str, profile: str) -> Any:
    html = guard.restore(_converted(text, profile))
    tokens = tokenize(html)
    return link_embeds(tokens) if profile == "author" else tokens


def _from_html(text: str, profile: str) -> Any:
    if profile == "reader":
        html = guard.restore(guard.limit(text, guard.OLD_COMMENT_LIMITS))
        return tokenize(autop(simplify(tokenize(html), READER.tags)))
    text = show_shortcodes(_NEXT_PAGE.sub("\n\n", text))
    tokens = link_embeds(translate_blocks(tokenize(_MORE_COMMENT.sub(guard.MORE, text))))
    return tokens if _BLOCK_EDITOR.search(text) else link_embeds(tokenize(autop(tokens)))


def _converted(text: str, profile: str) -> str:
    """Markdown's HTML, by a parser that is made once for each thread (and anew if it broke down)."""
    parsers: dict[str, Markdown] = _local.__dict__.setdefault("parsers", {})
    parser = parsers.pop(profile, None) or _new_parser(profile)
    html = parser.reset().convert(text)
    parsers[profile] = parser
    return html


def _new_parser(profile: str) -> Markdown:
    if profile == "reader":
        # Quotes only: somebody who types `--force` or `...` without a code span means that.
        quotes = SmartyExtension(smart_dashes=False, smart_ellipses=False, substitutions=_PUNCTUATION)
        return Markdown(extensions=[SaneListExtension(), quotes, markdown_extensions.Reader()])
    return Markdown(
        extensions=[
            AbbrExtension(),
            DefListExtension(),
            FootnoteExtension(USE_DEFINITION_ORDER=False),
            SaneListExtension(),
            SmartyExtension(substitutions=_PUNCTUATION),
            TableExtension(use_align_attribute=True),
            markdown_extensions.Author(),
        ]
    )


def _as_paragraphs(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", escape(text, quote=False).strip())
    return "\n".join("<p>" + part.replace("\n", "<br>\n") + "</p>" for part in paragraphs if part)


def _without_mark(html: str) -> str:
    return html.replace(f"<p>{guard.MORE}</p>", "").replace(guard.MORE, "").strip()
