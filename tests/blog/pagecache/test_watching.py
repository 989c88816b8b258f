"""The database is asked whether a page is true, and what can't be asked is said."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from blog import pagecache
from blog.pagecache import watching
from blog.pagecache.store import StoredPage
from blog.pagecache.watching import DatabaseWatch, UnreachableError
from tests.blog.pagecache.test_dependencies import in_another_thread


@pytest.fixture
def watch() -> Iterator[DatabaseWatch]:
    pagecache.invalidate({"a", "b", "c"})
    watch = DatabaseWatch()
    yield watch
    watch.close()


def page_of(*keys: str) -> StoredPage:
    """A page that was made just now."""
    with pagecache.snapshot() as made:
        pagecache.depends_on(*keys)
    return StoredPage.of("/", b"Text", [("Content-Type", "text/plain")], made.stamps, float("inf"))


@pytest.mark.django_db(transaction=True)
def test_page_is_true_until_one_of_its_keys_changes(watch) -> None:
    one, other = page_of("a", "b"), page_of("c")
    assert watch.is_current(one)
    pagecache.invalidate({"b"})
    assert not watch.is_current(one)
    assert watch.is_current(other)
    in_another_thread(lambda: pagecache.invalidate({"c"}))
    assert not watch.is_current(other)


@pytest.mark.django_db(transaction=True)
def test_every_one_of_many_commits_is_seen(watch) -> None:
    for _ in range(50):
        page = page_of("a")
        assert watch.is_current(page)
        assert watch.is_current(page)
        pagecache.invalidate({"a"})
        assert not watch.is_current(page)


@pytest.mark.django_db(transaction=True)
def test_page_whose_stamp_is_gone_is_not_true(watch) -> None:
    page = page_of("a")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM blog_stamp WHERE key = 'a'")
    assert not watch.is_current(page)


@pytest.mark.django_db(transaction=True)
def test_many_threads_ask_at_once(watch) -> None:
    page = page_of("a")
    found: list[bool] = []
    for _ in range(8):
        in_another_thread(lambda: found.append(watch.is_current(page)))
    assert found == [True] * 8


@pytest.mark.django_db(transaction=True)
def test_database_that_is_not_there_is_said_and_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pagecache.invalidate({"a"})
    page, nowhere = page_of("a"), tmp_path / "nowhere ? #%.sqlite3"
    monkeypatch.setattr(watching, "_new_watch", lambda: watching.SQLiteWatch(str(nowhere)))
    watch = DatabaseWatch()
    with pytest.raises(UnreachableError):
        watch.is_current(page)
    assert not nowhere.exists()
    with pytest.raises(UnreachableError):  # and isn't tried again at once
        watch.is_current(page)


def test_name_of_a_file_may_be_anything(tmp_path: Path) -> None:
    place = tmp_path / "a blog? #1 %20.sqlite3"
    with sqlite3.connect(place) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE blog_stamp (key text PRIMARY KEY, token text)")
        made.execute("INSERT INTO blog_stamp VALUES ('a', 'first')")
    page = StoredPage.of("/", b"Text", [], {"a": "first"}, float("inf"))
    watch = watching.SQLiteWatch(str(place))
    assert watch.is_current(page)
    with sqlite3.connect(place) as changed:
        changed.execute("UPDATE blog_stamp SET token = 'second'")
    assert not watch.is_current(page)
    watch.close()


@pytest.mark.django_db(transaction=True)
def test_connection_that_has_ended_is_opened_anew(watch) -> None:
    page = page_of("a")
    assert watch.is_current(page)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE application_name = 'parley pages' AND datname = current_database()"
            )
    else:
        watch._watch._connection.close()  # type: ignore[union-attr]
        pagecache.invalidate({"b"})
    assert watch.is_current(page)
