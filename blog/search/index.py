"""Which back end indexes, by the database in use."""

from django.db import connection

from blog.search.base import SearchIndex
from blog.search.postgres import PostgresIndex
from blog.search.sqlite import SqliteIndex

BACK_ENDS: dict[str, type[SearchIndex]] = {"sqlite": SqliteIndex, "postgresql": PostgresIndex}


def open_index(*, table: str, owner: str, weights: dict[str, float], has_labels: bool = False) -> SearchIndex:
    """Return the index ``table`` of the rows of ``owner`` in the database in use.

    Raises KeyError on a database that is neither SQLite nor PostgreSQL.
    """
    return BACK_ENDS[connection.vendor](table=table, owner=owner, weights=weights, has_labels=has_labels)
