"""Who answers whom, and which numbers that gives: pure, and without recursion, so of any depth."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .rows import Row

Note = Callable[[str, Row], None]
Moment = tuple[datetime.datetime, int, int]


@dataclass
class Highest:
    """The highest numbers that a post's comments have; those of replies by the pk of their root."""

    number: int = 0
    thread_number: int = 0
    positions: dict[int, int] = field(default_factory=dict)


def join(rows: Mapping[int, Row], known: Mapping[int, Row], note: Note) -> None:
    """Set the parents of ``rows`` (by WordPress's number), to each other or to ``known`` ones.

    A comment whose parent is not there becomes a root; so does the first of those that answer each
    other in a circle.
    """
    for row in rows.values():
        wanted = row.wxr.parent if row.wxr else 0
        row.parent = rows.get(wanted) or known.get(wanted)
        if wanted and row.parent is None:
            note(_("what it answers is not in the file; it begins a thread of its own"), row)
    done: set[int] = set()
    for key in rows:
        _cut_circle(key, rows, done, note)


def _cut_circle(key: int, rows: Mapping[int, Row], done: set[int], note: Note) -> None:
    chain: dict[int, Row] = {}
    at: Row | None = rows[key]
    while at is not None and at.key in rows and at.key not in done:
        if at.key in chain:
            keys = list(chain)
            circle = [chain[each] for each in keys[keys.index(at.key) :]]
            first = min(circle, key=lambda row: (row.comment.created_at, row.key))
            first.parent = None
            note(_("it answers itself in a circle; it begins a thread of its own"), first)
            break
        chain[at.key] = at
        at = at.parent
    done.update(chain)


def in_order(rows: Mapping[int, Row]) -> list[Row]:
    """Order ``rows`` by time, then number; but none before what it answers, whatever the clocks said."""
    moments: dict[int, Moment] = {}
    for row in rows.values():
        chain: list[Row] = []
        at: Row | None = row
        while at is not None and at.key in rows and at.key not in moments:
            chain.append(at)
            at = at.parent
        for each in reversed(chain):
            moments[each.key] = _moment(each, moments.get(each.parent.key) if each.parent else None)
    return sorted(rows.values(), key=lambda row: (*moments[row.key], row.key))


def _moment(row: Row, above: Moment | None) -> Moment:
    own = (row.comment.created_at, row.key)
    if above is None:
        return (*own, 0)
    return (*max(own, above[:2]), above[2] + 1)


def place(ordered: Sequence[Row]) -> None:
    """Set root and depth; ``ordered`` has parents first."""
    for row in ordered:
        if row.parent is not None:
            row.root = row.parent.root or row.parent
            row.comment.depth = row.parent.comment.depth + 1


def number(ordered: Sequence[Row], highest: Highest) -> None:
    """Number the approved ones, and what they answer: that leaves a tombstone, so the thread stays whole."""
    for row in _public(ordered):
        comment = row.comment
        highest.number += 1
        comment.number = highest.number
        row.root = _thread_of(row)
        if row.root is None:
            highest.thread_number += 1
            comment.thread_number = highest.thread_number
        else:
            # Not stored yet, a root has no pk; the negative of its key can't be anybody's.
            root = row.root.comment.pk or -abs(row.root.key)
            comment.thread_position = highest.positions[root] = highest.positions.get(root, 0) + 1


def _thread_of(row: Row) -> Row | None:
    """The root of the thread it stands in; as when a moderator approves it, see comments.moderation.

    An earlier import may have brought what it answers, and nobody has approved that yet.
    """
    if row.parent is not None and row.parent.comment.number is not None:
        return row.parent.root or row.parent
    return row.root if row.root is not None and row.root.comment.number is not None else None


def _public(ordered: Sequence[Row]) -> list[Row]:
    public: set[int] = set()
    for row in reversed(ordered):
        if row.comment.is_visible or row.key in public:
            public.add(row.key)
            if row.parent is not None:
                public.add(row.parent.key)
    return [row for row in ordered if row.key in public]


def waves(rows: Iterable[Row]) -> list[list[Row]]:
    """Group rows, parents first, so that what a group answers is in an earlier one, or is stored."""
    heights: dict[Row, int] = {}
    groups: list[list[Row]] = []
    for row in rows:
        height = heights[row] = heights[row.parent] + 1 if row.parent in heights else 0
        if height == len(groups):
            groups.append([])
        groups[height].append(row)
    return groups
