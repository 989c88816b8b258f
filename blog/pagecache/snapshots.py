"""One state of the database, for as long as a page is made from it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction

from .stamps import read_stamps

Reader = Callable[[Iterable[str]], dict[str, str]]


class State(NamedTuple):
    """``begin`` reads the stamps of keys before anything else is read, ``end`` after everything."""

    begin: Reader = read_stamps
    end: Reader = read_stamps


@contextmanager
def one_state() -> Iterator[State]:
    """Let everything in this block be read from one state; inside a transaction, as that sees it."""
    if connection.in_atomic_block:
        yield State()
    elif connection.vendor == "sqlite":
        with _deferred_begin(), transaction.atomic():
            yield State()
    else:
        with transaction.atomic():
            # The driver would ask it to begin, and to end, in questions of their own: two of a dozen.
            driver: Any = connection.connection
            driver.autocommit = True
            yield State(_read_first, _read_last)


def _read_first(keys: Iterable[str]) -> dict[str, str]:
    return read_stamps(keys, first="BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _read_last(keys: Iterable[str]) -> dict[str, str]:
    return read_stamps(keys, last="COMMIT")


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
