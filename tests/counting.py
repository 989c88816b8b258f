"""Counting what the database is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.pagecache import kept


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    """Count what is asked by a process that keeps nothing yet: the most that a page costs."""
    kept.forget()
    with CaptureQueriesContext(connection) as queries:
        yield queries
