"""What stands beside the newest posts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog import listings
from blog.listings import Link
from tests.factories import make_author, make_post

pytestmark = pytest.mark.django_db


def test_front_names_the_authors_with_the_most_posts() -> None:
    ada, ben, _ = (make_author(name) for name in ("Ada", "Ben", "Cleo"))
    for authors in ([ada, ben], [ben]):
        make_post(authors=authors)
    shown = [(Link(str(author), author.get_absolute_url()), count) for author, count in ((ben, 2), (ada, 1))]
    assert listings.front().authors == tuple(shown)


def test_authors_of_the_front_are_read_in_the_order_of_an_index() -> None:
    with CaptureQueriesContext(connection) as queries:
        listings.front()
    (sql,) = [query["sql"] for query in queries if 'FROM "blog_author"' in query["sql"]]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
        plan = str(cursor.fetchall())
    assert "author_by_posts" in plan
    assert "TEMP B-TREE" not in plan
