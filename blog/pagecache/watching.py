"""Whether stored pages are still true, asked of the database each time, past Django.

The connections for this are the process's own: they never take part in a transaction of Django's.
"""

import json
import mmap
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Protocol

from django.db import connections

from .stamps import TABLE
from .store import StoredPage

# Nobody waits longer than this to be told that a page is true, in seconds.
PATIENCE = 2
# How long a database that could not be reached isn't asked again, in seconds.
PAUSE = 1
# Pages known to be true while nothing is written; far more than are stored at once.
_MOST_KNOWN = 20_000


class UnreachableError(Exception):
    """There is no database to ask."""


class Watch(Protocol):
    """The stamps as they are now, for any number of threads."""

    def is_current(self, page: StoredPage) -> bool:
        """Whether the stamps that ``page`` was made from are still those. Raises UnreachableError."""

    def close(self) -> None:
        """Let go of the database."""


class SQLiteWatch:
    """Looks if anything at all was written since it last asked, and asks for stamps only then.

    The header of the WAL index, in shared memory, changes with every commit of whatever process, and each
    reader finds there what has been committed (https://www.sqlite.org/walformat.html, 2.1). To compare it
    takes no call of the system and lets no other thread go first, as ``PRAGMA data_version`` does, which
    tells the same for twice what all the rest of an answer costs.
    """

    _HEADER = 2 * 48  # bytes: two copies

    def __init__(self, path: str) -> None:
        # "rw": a database that isn't there must not be made by those who only look. Used under the lock.
        address = f"file:{path.replace('%', '%25').replace('?', '%3f').replace('#', '%23')}?mode=rw"
        try:
            self._connection = sqlite3.connect(
                address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._ask([])  # from now on the index is there, and stays until this connection ends
            with Path(f"{path}-shm").open("rb") as index:
                self._index = mmap.mmap(index.fileno(), 0, access=mmap.ACCESS_READ)
        except (sqlite3.Error, OSError) as error:
            raise UnreachableError from error
        self._lock = Lock()
        # The header, and the serials of pages that are true as long as it is this one.
        self._known: tuple[bytes, set[int]] = (b"", set())

    def is_current(self, page: StoredPage) -> bool:
        header, known = self._known
        if self._index[: self._HEADER] == header and page.serial in known:
            return True
        with self._lock:
            # The header first: whatever is written from now on changes it again.
            now = self._index[: self._HEADER]
            if now != self._known[0] or len(self._known[1]) > _MOST_KNOWN:
                self._known = (now, set())
            is_current = self._ask(page.stamps) == page.stamps
            if is_current:
                self._known[1].add(page.serial)
        return is_current

    def close(self) -> None:
        with self._lock:
            self._known = (b"", set())
            self._connection.close()

    def _ask(self, keys: Iterable[str]) -> dict[str, str]:
        # All rows at once: a statement left open holds its view of the database, and would see no writes.
        statement = f"SELECT key, token FROM {TABLE} WHERE key IN (SELECT value FROM json_each(?))"  # noqa: S608
        try:
            return dict(self._connection.execute(statement, [json.dumps(list(keys))]).fetchall())
        except sqlite3.Error as error:
            raise UnreachableError from error


class DatabaseWatch:
    """Watches the database of the settings. After it could not be reached, it isn't tried for a moment."""

    def __init__(self) -> None:
        self._watch: Watch | None = None
        self._opening = Lock()
        self._again_at = 0.0

    def is_current(self, page: StoredPage) -> bool:
        """Whether ``page`` is still true. Raises UnreachableError where there is nobody to say so."""
        watch = self._watch
        if watch is not None:
            try:
                return watch.is_current(page)
            except UnreachableError:  # a connection may have ended while nobody used it
                self._forget(watch)
        if time.monotonic() < self._again_at:
            raise UnreachableError
        watch = None
        try:
            watch = self._opened()
            return watch.is_current(page)
        except UnreachableError:
            self._again_at = time.monotonic() + PAUSE
            self._forget(watch)
            raise

    def close(self) -> None:
        self._forget(self._watch)

    def _forget(self, watch: Watch | None) -> None:
        with self._opening:
            if watch is not None and self._watch is watch:
                self._watch = None
                watch.close()

    def _opened(self) -> Watch:
        with self._opening:
            if self._watch is None:
                self._watch = _new_watch()
            return self._watch


def _new_watch() -> Watch:
    connection = connections["default"]
    if connection.vendor == "sqlite":
        return SQLiteWatch(str(connection.settings_dict["NAME"]))
    from .postgres_watch import PostgresWatch  # its driver is dear to load, and few have PostgreSQL

    return PostgresWatch(connection.get_connection_params(), patience=PATIENCE)
