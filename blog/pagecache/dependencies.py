"""The record of one page: its keys, their stamps, and when it must be made again anyway."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from .snapshots import Reader, one_state
from .stamps import changed_at, read_stamps

# Most pages depend on most of these: they are read together, before anything else.
_USUAL = ("authors", "lists", "order", "schedule", "site", "terms")


@dataclass
class Dependencies:
    """What one page depends on. ``stamps`` is filled when the snapshot ends; ``read`` are those read so far,
    whether the page depends on them or not.
    """

    keys: set[str] = field(default_factory=set)
    since: datetime.datetime | None = None
    expires: datetime.datetime | None = None
    stamps: dict[str, str] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)
    is_watched: bool = True

    @property
    def is_storable(self) -> bool:
        """A key without a stamp row cannot be watched, so the page must not be kept."""
        return self.is_watched and bool(self.keys) and self.keys == self.stamps.keys()

    @property
    def changed_at(self) -> datetime.datetime | None:
        """When something that the page shows last changed; None where that isn't known of everything."""
        if not self.is_storable:
            return None
        moments = [self.since, *map(changed_at, self.stamps.values())]
        return max((moment for moment in moments if moment), default=None)


_current: ContextVar[Dependencies | None] = ContextVar("pagecache_dependencies", default=None)


def depends_on(*keys: str) -> None:
    """Note that the page being made shows something that changes with ``keys``; outside one, do nothing."""
    page = _current.get()
    if page is not None:
        page.keys.update(keys)


def tokens_of(*keys: str) -> tuple[str, ...] | None:
    """Note that the page being made depends on ``keys``, and return their tokens, in the order of the keys.

    What is read in the same snapshot, and shows nothing else, is the same whenever they are. None where it
    must not be kept: outside a snapshot, or where a key has no stamp row.
    """
    depends_on(*keys)
    found = known_tokens(keys)
    return None if found is None or None in found else tuple(token for token in found if token)


def known_tokens(keys: Sequence[str]) -> tuple[str | None, ...] | None:
    """Return the tokens of ``keys``, in their order, for what the page being made depends on anyway.

    None for a key without a stamp row, and instead of all of them outside a snapshot.
    """
    page = _current.get()
    if page is None:
        return None
    _read(page, keys)
    return tuple(map(page.read.get, keys))


def _read(page: Dependencies, keys: Iterable[str], ask: Reader = read_stamps) -> None:
    """Read those of ``keys`` that haven't been: in one state of the database they stay what they are.

    With them those that would be read in the end, at no extra cost.
    """
    if any(key not in page.read for key in keys):
        page.read.update(ask({*keys, *page.keys} - page.read.keys()))


def never_stored() -> None:
    """Note that no key says when the page being made is out of date: who has it asks each time."""
    page = _current.get()
    if page is not None:
        page.is_watched = False


def valid_until(moment: datetime.datetime | None) -> None:
    """Note that the page being made is out of date at ``moment`` (aware), whoever does or does nothing."""
    page = _current.get()
    if page is not None and moment is not None and (page.expires is None or moment < page.expires):
        page.expires = moment


def valid_since(moment: datetime.datetime | None) -> None:
    """Note that the page being made became what it is at ``moment`` (aware) by the clock alone."""
    page = _current.get()
    if page is not None and moment is not None and (page.since is None or moment > page.since):
        page.since = moment


@contextmanager
def snapshot() -> Iterator[Dependencies]:
    """Read everything in this block from one state of the database; write nothing in it.

    Yields the page's :class:`Dependencies`. Inside another transaction (a test, a nested call) that
    transaction's own view of the data is used.
    """
    page = Dependencies()
    token = _current.set(page)
    try:
        with one_state() as state:
            _read(page, _USUAL, state.begin)
            yield page
            if page.is_watched:
                _read(page, page.keys, state.end)
                page.stamps = {key: page.read[key] for key in page.keys if key in page.read}
    finally:
        _current.reset(token)
