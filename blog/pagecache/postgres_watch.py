"""Asking PostgreSQL whether stored pages are still true."""

from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import Any

import psycopg
from psycopg import pq

from .stamps import TABLE
from .store import StoredPage
from .watching import MOST_KNOWN, UnreachableError

# All else that Django's connection is made with tells where the database is, and who we are there.
_OF_DJANGO = {"context", "cursor_factory", "prepare_threshold", "client_encoding"}


class _Round:
    """One question to the database, for the pages of all who came before it was asked."""

    def __init__(self) -> None:
        self.pages: dict[int, StoredPage] = {}
        # The serials of those that are true; None: nobody could say so.
        self.true: set[int] | None = None
        self.is_over = Lock()
        self.is_over.acquire()


class PostgresWatch:
    """Asks for the stamps of pages, on one connection, by one prepared statement and libpq's own call.

    Stamps are looked up only when some transaction has ended since the pages were found to be true: till then
    the database's snapshot, which says whose changes are seen, is the same
    (https://www.postgresql.org/docs/15/functions-info.html, "Transaction ID and Snapshot Information").

    While one question is under way the next one gathers, and whoever began it asks it for all: the busier the
    site, the fewer questions a page. It is asked after each of them came, so its answer is as new as that to
    a question of their own. And where the system lets the database wait, it has nothing else to do soon.
    """

    _STATEMENT = (
        "SELECT NULL, pg_current_snapshot()::text UNION ALL "  # noqa: S608
        f"SELECT key, token FROM {TABLE} WHERE key = ANY($1::text[]) AND pg_current_snapshot()::text <> $2"
    )

    def __init__(self, parameters: Mapping[str, Any], *, patience: int) -> None:
        """``parameters`` are those of Django's connection; it has ``patience`` seconds to answer."""
        self._patience = patience
        self._parameters = {name: value for name, value in parameters.items() if name not in _OF_DJANGO} | {
            "application_name": "parley pages",
            "connect_timeout": patience,
            "options": f"{parameters.get('options', '')} -c statement_timeout={patience}s",
            # A server that has vanished without a word is given up on as soon as one that has refused.
            "tcp_user_timeout": patience * 1000,
        }
        self._gathering = Lock()
        self._next: _Round | None = None
        # Held by who uses the connection, and what has been told on it.
        self._asking = Lock()
        # A snapshot, and the serials of pages that are true in it.
        self._known: tuple[str, set[int]] = ("", set())
        self._connection: psycopg.Connection[Any] | None = None
        self._is_closed = False

    def is_current(self, page: StoredPage) -> bool:
        with self._gathering:
            question, is_ours = self._next, False
            if question is None:
                question = self._next = _Round()
                is_ours = True
            question.pages[page.serial] = page
        if is_ours:
            self._hold(question)
        elif question.is_over.acquire(timeout=2 * self._patience):
            question.is_over.release()  # for the next who waits
        if question.true is None:
            raise UnreachableError
        return page.serial in question.true

    def close(self) -> None:
        """End the connection; where it is asked just now, when it has answered."""
        self._is_closed = True
        with self._asking:
            self._disconnect()

    def _hold(self, question: _Round) -> None:
        """Ask for all who have come when the connection is free. Raises UnreachableError."""
        is_free = self._asking.acquire(timeout=self._patience)
        with self._gathering:
            self._next = None
        try:
            if not is_free or self._is_closed:
                raise UnreachableError
            question.true = self._ask(question.pages)
        except psycopg.Error as error:
            self._disconnect()
            raise UnreachableError from error
        finally:
            if is_free:
                self._asking.release()
            question.is_over.release()

    def _ask(self, pages: Mapping[int, StoredPage]) -> set[int]:
        """Return the serials of those that are true."""
        then, known = self._known
        unchanged = then if pages.keys() <= known else ""
        keys = ",".join({key for page in pages.values() for key in page.stamps})
        # An array as text; keys are letters, digits and colons.
        given = [f"{{{keys}}}".encode(), unchanged.encode()]
        answer = self._connected().pgconn.exec_prepared(b"stamps", given)
        if answer.status != pq.ExecStatus.TUPLES_OK:
            raise psycopg.OperationalError(answer.get_error_message())
        rows = range(answer.ntuples)
        found = {_text(answer.get_value(row, 0)): _text(answer.get_value(row, 1)) for row in rows}
        now = found.pop("")
        if now == unchanged:
            return set(pages)
        true = {serial for serial, page in pages.items() if page.stamps.items() <= found.items()}
        is_same = now == then and len(known) < MOST_KNOWN
        self._known = (now, true | known if is_same else true)
        return true

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            self._connection = psycopg.connect(**self._parameters, autocommit=True)
            answer = self._connection.pgconn.prepare(b"stamps", self._STATEMENT.encode())
            if answer.status != pq.ExecStatus.COMMAND_OK:
                raise psycopg.OperationalError(answer.get_error_message())
        return self._connection

    def _disconnect(self) -> None:
        self._known = ("", set())
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None


def _text(value: bytes | None) -> str:
    return (value or b"").decode()
