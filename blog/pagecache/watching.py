"""Whether stored pages are still true, asked of the database each time, past Django.

The connections for this are the process's own: they never take part in a transaction of Django's.
"""

import json
import logging
import mmap
import os
import sqlite3
import time
from collections.abc import Iterable
from threading import Lock
from typing import Protocol

from django.db import connections

from .stamps import TABLE
from .store import StoredPage

logger = logging.getLogger(__name__)

# Nobody waits longer than this to be told that a page is true, in seconds.
PATIENCE = 2
# How long a database that could not be reached isn't asked again, in seconds.
PAUSE = 1
# Pages known to be true while nothing is written; far more than are stored at once.
MOST_KNOWN = 20_000


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
            self._index = _index_at(f"{path}-shm")
        except (sqlite3.Error, OSError, ValueError) as error:
            raise UnreachableError from error
        self._lock = Lock()
        # The header, and the serials of pages that are true as long as it is this one.
        self._known: tuple[bytes, set[int]] = (b"", set())
        self._is_closed = False

    def is_current(self, page: StoredPage) -> bool:
        header, known = self._known
        if page.serial in known and self._index[: self._HEADER] == header:
            return True
        with self._lock:
            if self._is_closed:  # the index may be cut short by now
                raise UnreachableError
            # The header first: whatever is written from now on changes it again.
            now = self._index[: self._HEADER]
            if now != self._known[0] or len(self._known[1]) > MOST_KNOWN:
                self._known = (now, set())
            is_current = self._ask(page.stamps) == page.stamps
            if is_current:
                self._known[1].add(page.serial)
        return is_current

    def close(self) -> None:
        with self._lock:
            self._is_closed, self._known = True, (b"", set())
            self._connection.close()

    def _ask(self, keys: Iterable[str]) -> dict[str, str]:
        # All rows at once: a statement left open holds its view of the database, and would see no writes.
        statement = f"SELECT key, token FROM {TABLE} WHERE key IN (SELECT value FROM json_each(?))"  # noqa: S608
        try:
            return dict(self._connection.execute(statement, [json.dumps(list(keys))]).fetchall())
        except sqlite3.Error as error:
            raise UnreachableError from error


# The WAL indexes that this process has opened, by device and inode. None is ever closed: whoever closes any
# descriptor of a file loses all locks the process has on it, and those of SQLite are on this one
# (https://www.sqlite.org/howtocorrupt.html, 2.2). There is a new one only when the database file is replaced.
_indexes: dict[tuple[int, int], tuple[int, mmap.mmap]] = {}
_opening_index = Lock()


def _index_at(path: str) -> mmap.mmap:
    """Return the shared memory at ``path``. Raises OSError or ValueError where there is none."""
    with _opening_index:
        found = os.stat(path)
        if (found.st_dev, found.st_ino) not in _indexes:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            found = os.fstat(descriptor)
            _indexes[found.st_dev, found.st_ino] = (
                descriptor,
                mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ),
            )
        return _indexes[found.st_dev, found.st_ino][1]


class DatabaseWatch:
    """Watches the database of the settings. After it could not be reached, it isn't tried for a moment."""

    def __init__(self) -> None:
        self._watch: Watch | None = None
        self._opening = Lock()
        self._again_at = 0.0
        self._is_told = False

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
            is_current = watch.is_current(page)
        except UnreachableError as error:
            self._again_at = time.monotonic() + PAUSE
            self._forget(watch)
            self._tell(error)
            raise
        self._is_told = False
        return is_current

    def _tell(self, error: UnreachableError) -> None:
        """Once, until the database is reached again."""
        if not self._is_told:
            self._is_told = True
            logger.warning("Nobody can say whether stored pages are true: %s", error.__cause__ or "no answer")

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
