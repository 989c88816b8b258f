"""The record of one page: its keys, their stamps, and when it must be made again anyway."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from .stamps import changed_at, read_stamps


@dataclass
class Dependencies:
    """What one page depends on. ``stamps`` is filled when the snapshot ends."""

    keys: set[str] = field(default_factory=set)
    since: datetime.datetime | None = None
    expires: datetime.datetime | None = None
    stamps: dict[str, str] = field(default_factory=dict)
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

    What is read afterwards, and shows nothing else, is the same whenever they are. None where it must not be
    kept: outside a snapshot, or where a key has no stamp row.
    """
    if _current.get() is None:
        return None
    depends_on(*keys)
    stamps = read_stamps(keys)
    return tuple(stamps[key] for key in keys) if len(stamps) == len(set(keys)) else None


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
        with _read_transaction():
            yield page
            page.stamps = read_stamps(page.keys)
    finally:
        _current.reset(token)


@contextmanager
def _read_transaction() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        with _deferred_begin(), transaction.atomic():
            yield
        return
    with _begin_of_a_reader(), transaction.atomic():
        yield


@contextmanager
def _begin_of_a_reader() -> Iterator[None]:
    """Let the next BEGIN say that it reads, and from one state; said afterwards it is one question more."""
    from psycopg import IsolationLevel  # dear to load, and few have PostgreSQL

    connection.ensure_connection()
    driver: Any = connection.connection
    usual = driver.isolation_level
    driver.isolation_level, driver.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        yield
    finally:
        if not driver.closed:
            driver.isolation_level, driver.read_only = usual, None


@contextmanager
def _deferred_begin() -> Iterator[None]:
    """Let the next BEGIN be a reader's: writers use IMMEDIATE, and readers must not wait for them."""
    connection.ensure_connection()
    usual = connection.transaction_mode  # type: ignore[attr-defined]
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]
