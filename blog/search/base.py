"""One full-text index, whatever the database: a side table that no model knows.

It is no model's table because Django would then have to know types that only one database has; and nothing
fills it behind the application's back, because a trigger is silently dropped when SQLite remakes a table.
"""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from blog.search.query import Query

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_ID_BITS = 30
_SECONDS = 2**33


@dataclass(frozen=True)
class Document:
    """What is stored of one row: where it stands in time, from when on the public may find it, its texts."""

    id: int
    moment: datetime.datetime
    shown_from: datetime.datetime | None
    texts: Sequence[str]

    @property
    def place(self) -> int:
        """Seconds, then id, in one number: the newest are then those with the greatest key.

        Ids alone wouldn't do, since an import gives old posts new ids. Room for a billion ids, and for the
        years 1698 to 2242.
        """
        seconds = int((self.moment - _EPOCH).total_seconds())
        return (max(-_SECONDS, min(seconds, _SECONDS - 1)) << _ID_BITS) | (self.id % (1 << _ID_BITS))


def microseconds(moment: datetime.datetime | None) -> int | None:
    """Since 1970, exactly: comparing these is comparing the moments."""
    return None if moment is None else (moment - _EPOCH) // datetime.timedelta(microseconds=1)


@dataclass(frozen=True)
class SearchIndex(ABC):
    """``table`` indexes the rows of ``owner``.

    ``weights`` has each column of text with its weight in a ranking; at most four columns, as a tsvector
    knows four weights.
    """

    table: str
    owner: str
    weights: dict[str, float]

    @abstractmethod
    def create_sql(self) -> Sequence[str]: ...

    @abstractmethod
    def drop_sql(self) -> Sequence[str]: ...

    @abstractmethod
    def _write(self, cursor: Any, documents: Sequence[Document]) -> None: ...

    @abstractmethod
    def _remove(self, cursor: Any, ids: Sequence[int]) -> None: ...

    @abstractmethod
    def find_sql(
        self, query: Query, *, limit: int, public_at: int | None, by_relevance: bool
    ) -> tuple[str, list[Any]]:
        """The statement of :meth:`find` and its parameters; ``public_at`` in microseconds."""

    def create(self) -> None:
        self._execute(self.create_sql())

    def drop(self) -> None:
        self._execute(self.drop_sql())

    def write(self, documents: Iterable[Document]) -> None:
        """Store ``documents``, replacing what was stored under their ids; at most four statements."""
        rows = sorted(documents, key=lambda document: document.id)
        if rows:
            with transaction.atomic(), connection.cursor() as cursor:
                self._write(cursor, rows)

    def remove(self, ids: Iterable[int]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            self._remove(cursor, list(ids))

    def prune(self) -> int:
        """Remove what is stored of rows that are gone; return how many."""
        gone = (
            f"SELECT id FROM {self.table} s WHERE NOT EXISTS (SELECT 1 FROM {self.owner} o WHERE o.id = s.id)"  # noqa: S608
        )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(gone)
            ids = [row[0] for row in cursor.fetchall()]
            self._remove(cursor, ids)
        return len(ids)

    def find(
        self,
        query: Query,
        *,
        limit: int,
        public_at: datetime.datetime | None = None,
        by_relevance: bool = False,
    ) -> list[int]:
        """Return the ids of the newest ``limit`` rows that match, newest first, in one statement.

        With ``public_at`` only those which the public may find then. ``by_relevance`` puts these same rows
        in another order: ranking a common word over everything would take a thousand times as long.
        """
        if not query:
            return []
        sql, parameters = self.find_sql(
            query, limit=limit, public_at=microseconds(public_at), by_relevance=by_relevance
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return [row[0] for row in cursor.fetchall()]

    def _execute(self, statements: Sequence[str]) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
