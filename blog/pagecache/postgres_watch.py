"""Asking PostgreSQL whether stored pages are still true."""

from collections.abc import Mapping
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

import psycopg
from psycopg import pq

from .stamps import TABLE
from .store import StoredPage
from .watching import UnreachableError

# Of one process, each asked by one thread at a time.
MOST_CONNECTIONS = 3
# All else that Django's connection is made with tells where the database is, and who we are there.
_OF_DJANGO = {"context", "cursor_factory", "prepare_threshold", "client_encoding"}


class PostgresWatch:
    """Asks for the stamps of each page: one row of one prepared statement, by libpq's own call."""

    _STATEMENT = (
        f"SELECT string_agg(token, ' ' ORDER BY key COLLATE \"C\") FROM {TABLE} "  # noqa: S608
        "WHERE key = ANY($1::text[])"
    )

    def __init__(self, parameters: Mapping[str, Any], *, patience: int) -> None:
        """``parameters`` are those of Django's connection; nobody waits longer than ``patience`` seconds."""
        self._patience = patience
        self._parameters = {name: value for name, value in parameters.items() if name not in _OF_DJANGO} | {
            "application_name": "parley pages",
            "connect_timeout": patience,
            "options": f"{parameters.get('options', '')} -c statement_timeout={patience}s",
            # A server that has vanished without a word is given up on as soon as one that has refused.
            "tcp_user_timeout": patience * 1000,
        }
        # Those that nobody asks just now; None for one that is still to be opened.
        self._idle: SimpleQueue[psycopg.Connection[Any] | None] = SimpleQueue()
        for _ in range(MOST_CONNECTIONS):
            self._idle.put(None)
        self._is_closed = False

    def is_current(self, page: StoredPage) -> bool:
        try:
            connection = self._idle.get(timeout=self._patience)
        except Empty as error:
            raise UnreachableError from error
        try:
            if self._is_closed:
                raise UnreachableError
            connection = connection or self._opened()
            return self._ask(connection, page)
        except psycopg.Error as error:
            _close(connection)
            connection = None
            raise UnreachableError from error
        finally:
            if self._is_closed:
                _close(connection)
                connection = None  # for the next who waits, to find it closed
            self._idle.put(connection)

    def close(self) -> None:
        """End all connections; those that are asked just now end when they have answered."""
        self._is_closed = True
        with suppress(Empty):
            while True:
                _close(self._idle.get_nowait())
        self._idle.put(None)

    def _opened(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(**self._parameters, autocommit=True)
        answer = connection.pgconn.prepare(b"stamps", self._STATEMENT.encode())
        if answer.status != pq.ExecStatus.COMMAND_OK:
            _close(connection)
            raise psycopg.OperationalError(answer.get_error_message())
        return connection

    def _ask(self, connection: psycopg.Connection[Any], page: StoredPage) -> bool:
        keys = sorted(page.stamps)
        asked = f"{{{','.join(keys)}}}"  # an array as text; keys are letters, digits and colons
        answer = connection.pgconn.exec_prepared(b"stamps", [asked.encode()])
        if answer.status != pq.ExecStatus.TUPLES_OK:
            raise psycopg.OperationalError(answer.get_error_message())
        return answer.get_value(0, 0) == " ".join(page.stamps[key] for key in keys).encode()


def _close(connection: psycopg.Connection[Any] | None) -> None:
    if connection is not None:
        with suppress(psycopg.Error):
            connection.close()
