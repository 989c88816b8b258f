"""Rows written past the ORM, and tables that have no indexes while they are written."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection

TABLES = ("blog_post", "blog_taggedpost", "blog_categorizedpost", "blog_byline", "comments_comment")
_NAMES = ", ".join(f"'{table}'" for table in TABLES)
_SQLITE_INDEXES = f"""
    SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({_NAMES})
"""
_INDEXES = f"""
    SELECT i.indexname, i.indexdef FROM pg_indexes i LEFT JOIN pg_constraint c ON c.conname = i.indexname
    WHERE c.conname IS NULL AND i.tablename IN ({_NAMES})
"""
# Unique ones before those that refer to another table.
_CONSTRAINTS = f"""
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype IN ('u', 'f') AND conrelid::regclass::text IN ({_NAMES}) ORDER BY contype DESC
"""
_MEMORY = 256 * 1024  # kB, for sorting an index


@contextmanager
def loading() -> Iterator[None]:
    """Drop indexes and keys of the large tables, and make them again when the rows are in: one sort for each
    index, and one join for each key, where each row would have cost a search.
    """
    with connection.cursor() as cursor:
        load = _loading_postgres if connection.vendor == "postgresql" else _loading_sqlite
        yield from load(cursor)


def _loading_sqlite(cursor: Any) -> Iterator[None]:
    (before,) = cursor.execute("PRAGMA cache_size").fetchone()
    cursor.execute(f"PRAGMA cache_size = -{_MEMORY}")
    made = cursor.execute(_SQLITE_INDEXES).fetchall()
    for name, _sql in made:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, sql in made:
        cursor.execute(sql)
    cursor.execute(f"PRAGMA cache_size = {before}")


def _loading_postgres(cursor: Any) -> Iterator[None]:
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table is not changed while checks are still to come
    cursor.execute(f"SET LOCAL maintenance_work_mem = {_MEMORY}")
    cursor.execute(_CONSTRAINTS)
    constraints = cursor.fetchall()
    for table, name, _definition in constraints:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute(_INDEXES)
    indexes = cursor.fetchall()
    for name, _sql in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, sql in indexes:
        cursor.execute(sql)
    for table, name, definition in constraints:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for table in TABLES:
        last = f"(SELECT coalesce(max(id), 1) FROM {table})"
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})")


@contextmanager
def nested_loops() -> Iterator[None]:
    """Join tables in the order in which a statement names them, row by row, so that what it writes lies in
    that order (on PostgreSQL; SQLite reads a CROSS JOIN so).
    """
    if connection.vendor != "postgresql":
        yield
        return
    others = {"enable_hashjoin": "off", "enable_mergejoin": "off", "join_collapse_limit": "1", "jit": "off"}
    with connection.cursor() as cursor:
        for name, value in others.items():
            cursor.execute(f"SET LOCAL {name} = {value}")
        yield
        for name in others:
            cursor.execute(f"SET LOCAL {name} TO DEFAULT")


def load(model: Any, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write plain rows past the ORM: ten times as fast as its instances."""
    load_table(model._meta.db_table, columns, rows)


def load_table(table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join("?" * (columns.count(",") + 1))
        found = iter(rows)
        while batch := list(islice(found, 20_000)):
            # Straight to sqlite3: Django's cursor would look for "%s" in every statement.
            cursor.cursor.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", batch)


def as_time(moment: Any) -> Any:
    """A time as the database's driver wants it."""
    return connection.ops.adapt_datetimefield_value(moment)
