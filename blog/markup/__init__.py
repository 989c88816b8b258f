"""Placeholder until the real renderer lands."""

import html as _h
from dataclasses import dataclass, field

MARKUP_VERSION = 1


@dataclass(frozen=True)
class Rendered:
    html: str
    toc: list = field(default_factory=list)
    excerpt_html: str = ""
    has_more: bool = False
    word_count: int = 0
    links: list = field(default_factory=list)


def render(source, *, format, profile, anchor="", own_hosts=()):
    h = f"<p>{_h.escape(source)}</p>" if source else ""
    return Rendered(h, [], h, False, len(source.split()), [])


def plain_text(html):
    import re

    return re.sub("<[^>]+>", "", html)
