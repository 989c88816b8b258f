"""What is asked of PostgreSQL beside Django; with a database it is tested in test_watching."""

from blog.pagecache.postgres_watch import PostgresWatch
from tests.blog.pagecache.test_watching import MANY, ask_at_once, page_from
from tests.integration.test_run import free_port


def test_nobody_waits_for_ever_where_there_is_no_database() -> None:
    watch = PostgresWatch({"host": "127.0.0.1", "port": free_port(), "dbname": "blog"}, patience=2)
    assert ask_at_once(watch, page_from(a="first"), turns=1) == [None] * MANY
    watch.close()
    assert ask_at_once(watch, page_from(a="first"), turns=1) == [None] * MANY


def test_it_goes_where_django_goes() -> None:
    given = {
        "dbname": "blog",
        "sslmode": "verify-full",
        "sslcert": "ours.crt",
        "options": "-c search_path=parley",
        "context": None,
        "cursor_factory": object,
    }
    asked = PostgresWatch(given, patience=2)._parameters
    assert asked["options"].split() == ["-c", "search_path=parley", "-c", "statement_timeout=2s"]
    assert (asked["sslmode"], asked["sslcert"]) == ("verify-full", "ours.crt")
    assert not asked.keys() & {"context", "cursor_factory"}
