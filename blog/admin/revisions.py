"""The revisions of a post as they are read: each with what it changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from itertools import islice, zip_longest
from typing import Any

from blog.models import Post, Revision

MAX_SHOWN = 25
MAX_LINES = 400
# How a line is marked in the page.
_KINDS = {"+": "added", "-": "removed", "@": "place"}
_LISTS = ("authors", "categories", "tags")


@dataclass(frozen=True)
class Line:
    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """A revision, and the lines in which it differs from the one before."""

    revision: Revision
    lines: list[Line]
    is_cut: bool


def changes_of(post: Post) -> list[Change]:
    """The newest revisions, newest first; one query."""
    rows = list(post.revisions.select_related("by")[: MAX_SHOWN + 1])
    pairs = zip_longest(rows, rows[1:])
    return [_change(row, before) for row, before in islice(pairs, MAX_SHOWN)]


def _change(row: Revision, before: Revision | None) -> Change:
    lines = list(islice(differences(before.data if before else {}, row.data), MAX_LINES + 1))
    return Change(row, lines[:MAX_LINES], len(lines) > MAX_LINES)


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Line]:
    """A unified diff of two snapshots (``blog.revisions.snapshot_of``)."""
    lines = unified_diff(_lines_of(before), _lines_of(after), lineterm="", n=2)
    for text in islice(lines, 2, None):  # without the names of the two files
        yield Line(_KINDS.get(text[:1], "same"), text)


def _lines_of(data: dict[str, Any]) -> list[str]:
    """A snapshot as text: a line for each short field, then the text itself."""
    head = []
    for name, value in data.items():
        if name != "source" and value:
            shown = ", ".join(value) if name in _LISTS else str(value)
            head += [f"{name}: {line}" for line in shown.splitlines()]
    return [*head, *data.get("source", "").splitlines()]
