"""What is asked of PostgreSQL beside Django; whether pages are true is tested in test_watching."""

from collections.abc import Iterator
from threading import Barrier, Thread

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

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


@pytest.fixture
def database(postgres_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE blog_stamp (key text PRIMARY KEY, token text)")
        connection.execute("INSERT INTO blog_stamp VALUES ('a', 'first'), ('b', 'first')")
        yield connection


class Counted(PostgresWatch):
    """How many pages each question was about."""

    def __init__(self, url: str) -> None:
        super().__init__(conninfo_to_dict(url), patience=20)
        self.questions: list[int] = []

    def _ask(self, pages):
        self.questions.append(len(pages))
        return super()._ask(pages)


@pytest.mark.postgres
def test_all_who_come_while_it_is_asked_are_answered_together(database, postgres_url: str) -> None:
    watch, told = Counted(postgres_url), {}
    pages = {key: page_from(**{key: "first"}) for key in "ab"}
    ready = Barrier(MANY + 1)

    def ask(number: int) -> None:
        ready.wait()
        told[number] = watch.is_current(pages["ab"[number % 2]])

    threads = [Thread(target=ask, args=(number,), daemon=True) for number in range(MANY)]
    with watch._asking:  # as if a question were under way
        for thread in threads:
            thread.start()
        ready.wait()
        while watch._next is None or len(watch._next.pages) < len(pages):
            pass
        database.execute("UPDATE blog_stamp SET token = 'second' WHERE key = 'b'")
    for thread in threads:
        thread.join(timeout=30)
    watch.close()
    assert told == {number: number % 2 == 0 for number in range(MANY)}
    assert len(watch.questions) < MANY
    assert watch.questions[0] == len(pages)


@pytest.mark.postgres
def test_question_that_fails_is_told_to_all_who_asked(database, postgres_url: str) -> None:
    watch, page = Counted(postgres_url), page_from(a="first")
    assert watch.is_current(page)
    database.execute("DROP TABLE blog_stamp")
    assert ask_at_once(watch, page, turns=1) == [None] * MANY
    database.execute("CREATE TABLE blog_stamp (key text PRIMARY KEY, token text)")
    database.execute("INSERT INTO blog_stamp VALUES ('a', 'first')")
    assert watch.is_current(page)
    watch.close()


@pytest.mark.postgres
def test_page_is_known_to_be_true_until_any_transaction_ends(database, postgres_url: str) -> None:
    """Those of other databases of the same server are told as well: they only cost a look."""
    watch, page = PostgresWatch(conninfo_to_dict(postgres_url), patience=20), page_from(a="first")
    with psycopg.connect(postgres_url) as writer:
        snapshots = [watch._known[0] for _ in range(200) if watch.is_current(page)]
        assert len(set(snapshots)) < len(snapshots) == 200
        writer.execute("UPDATE blog_stamp SET token = 'second' WHERE key = 'a'")
        assert watch.is_current(page)
        writer.rollback()
        assert watch.is_current(page)
        assert watch._known[0] not in snapshots
        writer.execute("UPDATE blog_stamp SET token = 'second' WHERE key = 'a'")
        assert watch.is_current(page)
        writer.commit()
    assert not watch.is_current(page)
    assert watch.is_current(page_from(a="second"))
    watch.close()
