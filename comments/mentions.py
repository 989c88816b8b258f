"""``#17``, typed in a comment, leads to comment 17 below the same post.

Pure: HTML in, HTML out. What is linked is what ``blog.markup`` has made safe, so a ``>`` is always the end of
a tag, and no reader can write the class by which a link of ours is known.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from django.urls import reverse

# Different numbers that are looked up for one text.
MOST = 50
_TAG = re.compile(r"(<[^>]*>)")
_NOT_WITHIN = re.compile(r"</?(?:a|code|pre)\b")
# Not part of a word, an address or a character reference; nor the beginning of another number: "#1.5".
_MENTION = re.compile(r"(?<![\w&#/])#([1-9][0-9]{0,8})(?!\w|[.,][0-9])", re.ASCII)
_LINK = re.compile(r'(<a class="mention" href=")[^"]*/([0-9]+)/">')


def mentioned(html: str) -> set[int]:
    """Return the first numbers that ``html`` mentions and doesn't link yet, at most MOST."""
    found: dict[int, None] = {}
    for text in _linkable(html):
        for mention in _MENTION.finditer(text):
            if len(found) < MOST:
                found[int(mention[1])] = None
    return set(found)


def link(html: str, pks: Mapping[int, int]) -> str:
    """Return ``html`` with links to the comments of those numbers whose pk is known."""
    if not pks:
        return html

    def linked(mention: re.Match[str]) -> str:
        pk = pks.get(int(mention[1]))
        return mention[0] if pk is None else f'<a class="mention" href="{_address(pk)}">{mention[0]}</a>'

    return "".join(_MENTION.sub(linked, part) if is_linkable else part for part, is_linkable in _parts(html))


def targets(html: str) -> list[int]:
    """Return the pks of the comments to which mentions in ``html`` lead."""
    return [int(pk) for _before, pk in _LINK.findall(html)] if 'class="mention"' in html else []


def led_within(html: str, pks: Collection[int]) -> str:
    """Return ``html`` with mentions of the comments ``pks``, which stand on the same page, leading there."""
    if not pks:
        return html
    return _LINK.sub(
        lambda found: f'{found[1]}#comment-{found[2]}">' if int(found[2]) in pks else found[0], html
    )


def _address(pk: int) -> str:
    return reverse("comments:permalink", args=[pk])


def _linkable(html: str) -> Iterator[str]:
    if "#" in html:
        yield from (part for part, is_linkable in _parts(html) if is_linkable)


def _parts(html: str) -> Iterator[tuple[str, bool]]:
    """Cut ``html`` into tags and texts; texts are linkable outside of links and code."""
    within = 0
    for part in _TAG.split(html):
        is_tag = part.startswith("<")
        if is_tag and _NOT_WITHIN.match(part):
            within += -1 if part.startswith("</") else 1
        yield part, not is_tag and not within
