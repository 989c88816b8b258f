"""The index on SQLite: FTS5 over a table of folded texts.

FTS5 has to be told the old words when a row changes, so they are stored once, in a table that also leads
from id to place; FTS5 itself keeps none (external content). Its rowid is the place: it walks matches in
that order by itself, and stops at the limit. Rows are written in that order too: for each that goes before
the one just written FTS5 flushes what it holds in memory (500 rows backwards take a minute in a large index,
not a second). The tokenizer is `ascii`, for which only ASCII separates.
"""

import json
from collections.abc import Sequence
from typing import Any

from blog.search.base import EVERYTHING, Document, Scope, SearchIndex, microseconds
from blog.search.query import Query, Term
from blog.search.words import words


class SqliteIndex(SearchIndex):
    @property
    def _names(self) -> list[str]:
        return [*self.weights, *(["labels"] if self.has_labels else [])]

    @property
    def _columns(self) -> str:
        return ", ".join(self._names)

    def create_sql(self) -> Sequence[str]:
        texts = ", ".join(f"{column} TEXT NOT NULL" for column in self._names)
        return (
            f"CREATE TABLE {self.table} (place INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, "
            f"shown_from INTEGER, {texts})",
            f"CREATE VIRTUAL TABLE {self.table}_fts USING fts5("
            f"{self._columns}, content='{self.table}', content_rowid='place', tokenize='ascii')",
        )

    def drop_sql(self) -> Sequence[str]:
        return f"DROP TABLE {self.table}_fts", f"DROP TABLE {self.table}"

    def _write(self, cursor: Any, documents: Sequence[Document]) -> None:
        self._remove(cursor, [document.id for document in documents])
        self._add(cursor, documents)

    def _add(self, cursor: Any, documents: Sequence[Document]) -> None:
        places = ", ".join(["%s"] * (3 + len(self._names)))
        cursor.executemany(
            f"INSERT INTO {self.table} (place, id, shown_from, {self._columns}) VALUES ({places})",  # noqa: S608
            [
                (
                    row.place,
                    row.id,
                    microseconds(row.shown_from),
                    *(" ".join(words(text)) for text in row.texts),
                    *([row.label_text] if self.has_labels else []),
                )
                for row in documents
            ],
        )
        cursor.execute(
            f"INSERT INTO {self.table}_fts (rowid, {self._columns}) SELECT place, {self._columns} "  # noqa: S608
            f"FROM {self.table} WHERE id IN (SELECT value FROM json_each(%s)) ORDER BY place",
            [json.dumps([document.id for document in documents])],
        )

    def _remove(self, cursor: Any, ids: Sequence[int]) -> None:
        chosen, listed = "id IN (SELECT value FROM json_each(%s))", [json.dumps(ids)]
        cursor.execute(
            f"INSERT INTO {self.table}_fts ({self.table}_fts, rowid, {self._columns}) "  # noqa: S608
            f"SELECT 'delete', place, {self._columns} FROM {self.table} WHERE {chosen} ORDER BY place",
            listed,
        )
        cursor.execute(f"DELETE FROM {self.table} WHERE {chosen}", listed)  # noqa: S608

    def newest_sql(
        self, columns: str, query: Query, *, limit: int, scope: Scope, public_at: int | None
    ) -> tuple[str, list[Any]]:
        index = f"{self.table}_fts"
        bounds, values = self._bounds("f.rowid", scope, public_at)
        sql = (
            f"SELECT {columns} FROM {index} f CROSS JOIN {self.table} s ON s.place = f.rowid "  # noqa: S608
            f"WHERE {index} MATCH %s{bounds} ORDER BY f.rowid DESC LIMIT %s"
        )
        # There has to be something to match.
        labels_asked = scope.labels or (() if query else (EVERYTHING,))
        return sql, [match_of(query, labels_asked), *values, limit]

    def find_sql(
        self, query: Query, *, limit: int, scope: Scope, public_at: int | None, by_relevance: bool
    ) -> tuple[str, list[Any]]:
        weights = ", ".join(str(self.weights.get(name, 0.0)) for name in self._names)
        score = f", s.place, bm25({self.table}_fts, {weights}) AS score" if by_relevance else ""
        sql, parameters = self.newest_sql(
            f"s.id{score}", query, limit=limit, scope=scope, public_at=public_at
        )
        if by_relevance:
            sql = f"SELECT id FROM ({sql}) ORDER BY score, place DESC"  # noqa: S608
        return sql, parameters


def match_of(query: Query, labels: Sequence[str] = ()) -> str:
    """``query`` in the language of FTS5, every word quoted."""
    wanted = " AND ".join(map(_phrase, query.wanted))
    wanted = " AND ".join([*([wanted] if wanted else []), *map(_quoted, labels)])
    excluded = " OR ".join(map(_phrase, query.excluded))
    return f"({wanted}) NOT ({excluded})" if excluded else wanted


def _phrase(term: Term) -> str:
    phrase = f"{_quoted(' '.join(term.words))}{'*' if term.is_prefix else ''}"
    return f"({' OR '.join([phrase, *map(_quoted, term.others)])})" if term.others else phrase


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
