"""The index on PostgreSQL: a tsvector with a GIN index.

The vector is put together here and not by `to_tsvector`: the server's parser depends on the locale of the
database and takes some words for addresses or numbers, so that SQLite and PostgreSQL would differ.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from blog.search.base import Document, Scope, SearchIndex, microseconds
from blog.search.query import Query, Term
from blog.search.words import words

# Limits of a tsvector: its size in bytes, the greatest position, the positions of one word.
MAX_SIZE = 1_000_000
MAX_POSITION = 16_383
MAX_POSITIONS = 255
LABELS = "ABCD"
# Of fewer rows the planner thinks that it comes to them soon along their order, unless the words are rare.
FEWEST = 1_000


class PostgresIndex(SearchIndex):
    def create_sql(self) -> Sequence[str]:
        labels = "labels text NOT NULL, " if self.has_labels else ""
        return (
            f"CREATE TABLE {self.table} (id bigint PRIMARY KEY, place bigint NOT NULL, shown_from bigint, "
            f"{labels}words tsvector NOT NULL) WITH (toast_tuple_target = 8160)",
            # Vectors stay in the row. Moved out of it they would cost nothing in the eyes of the planner,
            # which then reads all of them for a word that few rows have (60,000 posts: 0.4 s, not 2 ms).
            f"ALTER TABLE {self.table} ALTER COLUMN words SET STORAGE MAIN",
            f"CREATE INDEX {self.table}_words ON {self.table} USING gin (words)",
            f"CREATE INDEX {self.table}_place ON {self.table} (place)",
        )

    def drop_sql(self) -> Sequence[str]:
        return (f"DROP TABLE {self.table}",)

    def _write(self, cursor: Any, documents: Sequence[Document]) -> None:
        names = ["id", "place", "shown_from", *(["labels"] if self.has_labels else []), "words"]
        changes = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        cursor.executemany(
            f"INSERT INTO {self.table} ({', '.join(names)}) "  # noqa: S608
            f"VALUES ({'%s, ' * (len(names) - 1)}%s::tsvector) ON CONFLICT (id) DO UPDATE SET {changes}",
            [self._row(document) for document in documents],
        )

    _add = _write

    def _row(self, document: Document) -> list[Any]:
        row = [document.id, document.place, microseconds(document.shown_from)]
        if not self.has_labels:
            return [*row, vector_of(document.texts)]
        labels = document.label_text
        return [*row, labels, vector_of(document.texts, labels.split())]

    def _remove(self, cursor: Any, ids: Sequence[int]) -> None:
        cursor.execute(f"DELETE FROM {self.table} WHERE id = ANY(%s)", [list(ids)])  # noqa: S608

    def newest_sql(
        self, columns: str, query: Query, *, limit: int, scope: Scope, public_at: int | None
    ) -> tuple[str, list[Any]]:
        if limit < FEWEST:
            # The beginning of a word counts as one row of 200 at least, so a word that is nowhere would be
            # looked for in every row (60,000 titles: 35 ms, not 5). What is said twice counts as far rarer.
            beginnings = (term for term in query.wanted if term.is_prefix)
            query = replace(query, wanted=(*query.wanted, *beginnings))
        question = tsquery_of(query, scope.labels)
        matches = "words @@ %s::tsquery" if question else "true"
        bounds, values = self._bounds("place", scope, public_at)
        sql = f"SELECT {columns} FROM {self.table} s WHERE {matches}{bounds} ORDER BY place DESC LIMIT %s"  # noqa: S608
        return sql, [*([question] if question else []), *values, limit]

    def find_sql(
        self, query: Query, *, limit: int, scope: Scope, public_at: int | None, by_relevance: bool
    ) -> tuple[str, list[Any]]:
        newest, parameters = self.newest_sql(
            "s.id, s.place, s.words", query, limit=limit, scope=scope, public_at=public_at
        )
        score = ""
        if by_relevance:
            # 1: a long text must not win by its length.
            score = "ts_rank(%s::float4[], words, %s::tsquery, 1) DESC, "
            parameters += [self._rank_weights(), tsquery_of(query)]
        return f"SELECT id FROM ({newest}) e ORDER BY {score}place DESC", parameters  # noqa: S608

    def _rank_weights(self) -> list[float]:
        """The weights as `ts_rank` wants them: at most 1, for the labels D to A."""
        heaviest = max(self.weights.values())
        scaled = [weight / heaviest for weight in self.weights.values()]
        return [*[0.0] * (len(LABELS) - len(scaled)), *reversed(scaled)]


def vector_of(texts: Sequence[str], labels: Sequence[str] = ()) -> str:
    """The words of ``texts`` with their positions, as the text of a tsvector; the first text weighs most.

    ``labels`` have none. What does not fit into a tsvector is left out, from the end.
    """
    positions: dict[str, list[str]] = {}
    size = sum(len(label.encode()) + 6 for label in labels)
    for word, position in _placed(texts):
        if word not in positions:
            size += len(word.encode()) + 6
        elif len(positions[word]) == MAX_POSITIONS:
            continue
        if (size := size + 2) > MAX_SIZE:
            break
        positions.setdefault(word, []).append(position)
    return " ".join(
        [
            *(f"'{label}'" for label in labels),
            *(f"'{word}':{','.join(places)}" for word, places in positions.items()),
        ]
    )


def _placed(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    place = 0
    for label, text in zip(LABELS, texts, strict=False):
        for word in words(text):
            place += 1
            yield word, f"{min(place, MAX_POSITION)}{label}"
        place += 1  # a phrase does not reach from one text into the next


def tsquery_of(query: Query, labels: Sequence[str] = ()) -> str:
    """``query`` as the text of a tsquery, every word quoted."""
    wanted = [*map(_phrase, query.wanted), *map(_quoted, labels)]
    return " & ".join([*wanted, *(f"!{_phrase(term)}" for term in query.excluded)])


def _phrase(term: Term) -> str:
    phrase = f"{' <-> '.join(map(_quoted, term.words))}{':*' if term.is_prefix else ''}"
    return f"({' | '.join([phrase, *map(_quoted, term.others)])})"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
