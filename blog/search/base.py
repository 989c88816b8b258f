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
from blog.statements import answer

# What every row is filed under. No word, be it typed or stored, holds this sign.
EVERYTHING = "§"
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_ID_BITS = 30
_SECONDS = 2**33

# Of the moments that a place can tell apart.
FIRST_YEAR, LAST_YEAR = 1700, 2240
# The day in a post's address is that of the site's zone, or of the blog that it was imported from.
CALENDARS_DIFFER = datetime.timedelta(days=7)


def label(kind: str, key: object) -> str:
    """Return what is stored of a row that belongs to the ``kind`` called ``key``: a word nobody can type."""
    return f"{EVERYTHING}{kind}{key}"


def place_of(moment: datetime.datetime, pk: int = 0) -> int:
    """Seconds, then id, in one number: the newest are then those with the greatest key.

    Ids alone wouldn't do, since an import gives old posts new ids. Room for a billion ids, and for the
    years 1698 to 2242.
    """
    seconds = int((moment - _EPOCH).total_seconds())
    return (max(-_SECONDS, min(seconds, _SECONDS - 1)) << _ID_BITS) | (pk % (1 << _ID_BITS))


@dataclass(frozen=True)
class Document:
    """What is stored of one row: where it stands in time, from when on the public may find it, its texts,
    and the labels that it can be found by among others.
    """

    id: int
    moment: datetime.datetime
    shown_from: datetime.datetime | None
    texts: Sequence[str]
    labels: Sequence[str] = ()

    @property
    def place(self) -> int:
        return place_of(self.moment, self.id)

    @property
    def label_text(self) -> str:
        return " ".join((EVERYTHING, *self.labels))


@dataclass(frozen=True)
class Scope:
    """Where to look: under all of ``labels``, from ``since`` on, and before ``before``."""

    labels: tuple[str, ...] = ()
    since: datetime.datetime | None = None
    before: datetime.datetime | None = None

    def __bool__(self) -> bool:
        return self != ALL


ALL = Scope()


def _around_year(scope: Scope) -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """The moments of the year that is asked for by its label, and some days for calendars that differ.

    The label decides; but a walk from the newest to an early year reads all that lies between.
    """
    prefix = label("year", "")
    named = (name.removeprefix(prefix) for name in scope.labels if name.startswith(prefix))
    years = [int(name) for name in named if name.isdecimal()]
    if not years or not FIRST_YEAR <= years[0] <= LAST_YEAR:
        return None, None
    first, end = (datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (years[0], years[0] + 1))
    return first - CALENDARS_DIFFER, end + CALENDARS_DIFFER


def microseconds(moment: datetime.datetime | None) -> int | None:
    """Since 1970, exactly: comparing these is comparing the moments."""
    return None if moment is None else (moment - _EPOCH) // datetime.timedelta(microseconds=1)


@dataclass(frozen=True)
class SearchIndex(ABC):
    """``table`` indexes the rows of ``owner``.

    ``weights`` has each column of text with its weight in a ranking; at most four columns, as a tsvector
    knows four weights. In one that ``has_labels`` rows are found by their labels too.
    """

    table: str
    owner: str
    weights: dict[str, float]
    has_labels: bool = False

    @abstractmethod
    def create_sql(self) -> Sequence[str]: ...

    @abstractmethod
    def drop_sql(self) -> Sequence[str]: ...

    @abstractmethod
    def _write(self, cursor: Any, documents: Sequence[Document]) -> None: ...

    @abstractmethod
    def _add(self, cursor: Any, documents: Sequence[Document]) -> None: ...

    @abstractmethod
    def _remove(self, cursor: Any, ids: Sequence[int]) -> None: ...

    @abstractmethod
    def newest_sql(
        self, columns: str, query: Query, *, limit: int, scope: Scope, public_at: int | None
    ) -> tuple[str, list[Any]]:
        """The statement that reads ``columns`` (of ``s``) of the newest rows that match, and its parameters;
        ``public_at`` in microseconds.
        """

    @abstractmethod
    def find_sql(
        self, query: Query, *, limit: int, scope: Scope, public_at: int | None, by_relevance: bool
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

    def add(self, document: Document) -> None:
        """Store what is new, and under whose id nothing is stored; in the transaction that makes it."""
        with connection.cursor() as cursor:
            self._add(cursor, [document])

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
        scope: Scope = ALL,
        public_at: datetime.datetime | None = None,
        by_relevance: bool = False,
    ) -> list[int]:
        """Return the ids of the newest ``limit`` rows that match, newest first, in one statement.

        With ``public_at`` only those which the public may find then. ``by_relevance`` puts these same rows
        in another order: ranking a common word over everything would take a thousand times as long. Without
        a word to look for everything in a ``scope`` matches, and nothing where there is none.

        Whether a row's owner still exists isn't asked: it is when the owners are read.
        """
        if not self._is_asked(query, scope):
            return []
        statement = self.asking(
            query, limit=limit, scope=scope, public_at=public_at, by_relevance=by_relevance
        )
        return [pk for (pk,) in answer(*statement)]

    def asking(
        self,
        query: Query,
        *,
        limit: int,
        scope: Scope = ALL,
        public_at: datetime.datetime | None = None,
        by_relevance: bool = False,
    ) -> tuple[str, list[Any]]:
        """The statement of :meth:`find`, which is asked for something, and its parameters."""
        return self.find_sql(
            query, limit=limit, scope=scope, public_at=microseconds(public_at), by_relevance=by_relevance
        )

    def count(
        self, query: Query, *, limit: int, scope: Scope = ALL, public_at: datetime.datetime | None = None
    ) -> int:
        """Return how many rows match, ``limit`` at most, in one statement: no row leaves the database."""
        if not self._is_asked(query, scope):
            return 0
        sql, parameters = self.newest_sql(
            "1", query, limit=limit, scope=scope, public_at=microseconds(public_at)
        )
        ((total,),) = answer(f"SELECT count(*) FROM ({sql}) found", parameters)  # noqa: S608
        return int(total)

    def newest(
        self, query: Query, *, limit: int, scope: Scope = ALL, public_at: datetime.datetime | None = None
    ) -> list[tuple[int, str]]:
        """Return the id and the labels, parted by spaces, of each of the newest ``limit`` rows that match;
        one statement, as :meth:`find` asks it.
        """
        if not self._is_asked(query, scope):
            return []
        sql, parameters = self.newest_sql(
            "s.id, s.labels", query, limit=limit, scope=scope, public_at=microseconds(public_at)
        )
        return answer(sql, parameters)

    def _is_asked(self, query: Query, scope: Scope) -> bool:
        return bool(query) or (self.has_labels and bool(scope))

    def _bounds(self, place: str, scope: Scope, public_at: int | None) -> tuple[str, list[int]]:
        """The conditions beside the words, and their parameters; ``place`` is the name of that column."""
        bounds = [("shown_from <= %s", public_at)]
        for since, before in ((scope.since, scope.before), _around_year(scope)):
            bounds += [
                (f"{place} >= %s", place_of(since) if since else None),
                (f"{place} < %s", place_of(before) if before else None),
            ]
        asked = [(condition, value) for condition, value in bounds if value is not None]
        return "".join(f" AND {condition}" for condition, _ in asked), [value for _, value in asked]

    def _execute(self, statements: Sequence[str]) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
