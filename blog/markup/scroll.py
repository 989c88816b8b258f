"""Wide tables scroll inside a region of their own, which the keyboard can reach and a screen reader names."""

import re
from html import escape

from django.utils.translation import gettext

from blog.markup.plain import plain_text
from blog.markup.soup import tokenize

_CAPTION = re.compile(r"<table[^>]*>\s*<caption[^>]*>(.*?)</caption>", re.DOTALL)


def wrap_tables(html: str) -> str:
    """The HTML with each outermost table in a scrollable region. For sanitised HTML: the wrapper is ours."""
    if "<table" not in html:
        return html
    out: list[str] = []
    depth = 0
    opening = 0
    for token in tokenize(html):
        out.append(token.data)
        if token.name == "table":
            depth += 1 if token.kind == "start" else -1
            if token.kind == "start" and depth == 1:
                opening = len(out) - 1
            elif token.kind == "end" and depth == 0:
                out[opening] = _region("".join(out[opening:])) + out[opening]
                out.append("</div>")
    return "".join(out)


def _region(table: str) -> str:
    caption = _CAPTION.match(table)
    title = plain_text(caption[1]) if caption else ""
    label = gettext("Table: %(title)s") % {"title": title} if title else gettext("Table")
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(label)}">'
