"""What is wider than its column scrolls by itself, and the keyboard can reach it to do so.

Tables stand in a group, which a screen reader names (no region: several tables would be as many landmarks of
one name). Code scrolls as it is.
"""

from collections.abc import Iterable
from html import escape

from django.utils.translation import gettext

from blog.markup.plain import text_of
from blog.markup.soup import Token, start_tag


def make_scrollable(tokens: Iterable[Token]) -> list[Token]:
    """The tokens, sanitised, with each outermost table in a scrollable group, and code one can tab to."""
    out: list[Token] = []
    depth = opening = 0
    for token in tokens:
        if token.name == "table" and token.kind == "start":
            depth += 1
            opening = len(out) if depth == 1 else opening
        out.append(_reachable(token) if token.name == "pre" else token)
        if token.name == "table" and token.kind == "end":
            depth -= 1
            if depth == 0:
                out.insert(opening, _group(out[opening:]))
                out.append(Token("end", "</div>", "div"))
    return out


def _reachable(pre: Token) -> Token:
    return start_tag("pre", {"tabindex": "0", **pre.attrs}) if pre.kind == "start" else pre


def _group(table: list[Token]) -> Token:
    names = [token.name for token in table]
    # A caption can only come first; further ones belong to tables inside this one.
    first = next((index for index, name in enumerate(names) if index and name), 0)
    title = text_of(table[first : names.index("caption", first + 1)]) if names[first] == "caption" else ""
    label = gettext("Table: %(title)s") % {"title": title} if title else gettext("Table")
    return start_tag(
        "div", {"class": "scroll", "role": "group", "tabindex": "0", "aria-label": escape(label)}
    )
