"""The index on PostgreSQL: a tsvector with a GIN index.

The vector is put together here and not by `to_tsvector`: the server's parser depends on the locale of the
database and takes some words for addresses or numbers, so that SQLite and PostgreSQL would differ.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from blog.search.base import Document, SearchIndex, microseconds
from blog.search.query import Query, Term
from blog.search.words import words

# Limits of a tsvector: its size in bytes, the greatest position, the positions of one word.
MAX_SIZE = 1_000_000
MAX_POSITION = 16_383
MAX_POSITIONS = 255
LABELS = "ABCD"


class PostgresIndex(SearchIndex):
    def create_sql(self) -> Sequence[str]:
        return (
            f"CREATE TABLE {self.table} (id bigint PRIMARY KEY, place bigint NOT NULL, shown_from bigint, "
            "words tsvector NOT NULL) WITH (toast_tuple_target = 8160)",
            # Vectors stay in the row. Moved out of it they would cost nothing in the eyes of the planner,
            # which then reads all of them for a word that few rows have (60,000 posts: 0.4 s, not 2 ms).
            f"ALTER TABLE {self.table} ALTER COLUMN words SET STORAGE MAIN",
            f"CREATE INDEX {self.table}_words ON {self.table} USING gin (words)",
            f"CREATE INDEX {self.table}_place ON {self.table} (place)",
        )

    def drop_sql(self) -> Sequence[str]:
        return (f"DROP TABLE {self.table}",)

    def _write(self, cursor: Any, documents: Sequence[Document]) -> None:
        cursor.executemany(
            f"INSERT INTO {self.table} (id, place, shown_from, words) VALUES (%s, %s, %s, %s::tsvector) "  # noqa: S608
            "ON CONFLICT (id) DO UPDATE SET place = excluded.place, shown_from = excluded.shown_from, "
            "words = excluded.words",
            [(row.id, row.place, microseconds(row.shown_from), vector_of(row.texts)) for row in documents],
        )

    def _remove(self, cursor: Any, ids: Sequence[int]) -> None:
        cursor.execute(f"DELETE FROM {self.table} WHERE id = ANY(%s)", [list(ids)])  # noqa: S608

    def find_sql(
        self, query: Query, *, limit: int, public_at: int | None, by_relevance: bool
    ) -> tuple[str, list[Any]]:
        question = tsquery_of(query)
        public = "" if public_at is None else "AND shown_from <= %s"
        score = ""
        parameters: list[Any] = [question, *([] if public_at is None else [public_at]), limit]
        if by_relevance:
            # 1: a long text must not win by its length.
            score = "ts_rank(%s::float4[], words, %s::tsquery, 1) DESC, "
            parameters += [self._rank_weights(), question]
        sql = (
            f"SELECT id FROM (SELECT id, place{', words' if by_relevance else ''} FROM {self.table} "  # noqa: S608
            f"WHERE words @@ %s::tsquery {public} ORDER BY place DESC LIMIT %s) e "
            # Asked row by row: as a join, a planner may read the whole table of the owners.
            f"WHERE (SELECT true FROM {self.owner} o WHERE o.id = e.id) ORDER BY {score}place DESC"
        )
        return sql, parameters

    def _rank_weights(self) -> list[float]:
        """The weights as `ts_rank` wants them: at most 1, for the labels D to A."""
        heaviest = max(self.weights.values())
        scaled = [weight / heaviest for weight in self.weights.values()]
        return [*[0.0] * (len(LABELS) - len(scaled)), *reversed(scaled)]


def vector_of(texts: Sequence[str]) -> str:
    """The words of ``texts`` with their positions, as the text of a tsvector; the first text weighs most.

    What does not fit into a tsvector is left out, from the end.
    """
    positions: dict[str, list[str]] = {}
    size = 0
    for word, position in _placed(texts):
        if word not in positions:
            size += len(word.encode()) + 6
        elif len(positions[word]) == MAX_POSITIONS:
            continue
        if (size := size + 2) > MAX_SIZE:
            break
        positions.setdefault(word, []).append(position)
    return " ".join(f"'{word}':{','.join(places)}" for word, places in positions.items())


def _placed(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    place = 0
    for label, text in zip(LABELS, texts, strict=False):
        for word in words(text):
            place += 1
            yield word, f"{min(place, MAX_POSITION)}{label}"
        place += 1  # a phrase does not reach from one text into the next


def tsquery_of(query: Query) -> str:
    """``query`` as the text of a tsquery, every word quoted."""
    parts = [_phrase(term) for term in query.wanted] + [f"!{_phrase(term)}" for term in query.excluded]
    return " & ".join(parts)


def _phrase(term: Term) -> str:
    quoted = ["'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in term.words]
    if term.is_prefix:
        quoted[-1] += ":*"
    return f"({' <-> '.join(quoted)})"
