"""The database is asked whether a page is true, and what can't be asked is said."""

import gc
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection

from blog import pagecache
from blog.pagecache import watching
from blog.pagecache.store import StoredPage
from blog.pagecache.watching import DatabaseWatch, UnreachableError, Watch
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


MANY = 20  # threads; more than there are connections


def ask_at_once(watch: Watch, page: StoredPage, *, turns: int) -> list[bool | None]:
    """What many threads are told; None: that nobody can say so."""
    told: list[bool | None] = []
    ready = Barrier(MANY)

    def ask() -> None:
        ready.wait()
        for _ in range(turns):
            try:
                told.append(watch.is_current(page))
            except UnreachableError:
                told.append(None)

    threads = [Thread(target=ask, daemon=True) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return told


@pytest.mark.django_db(transaction=True)
def test_many_threads_ask_at_once(watch) -> None:
    assert ask_at_once(watch, page_of("a"), turns=50) == [True] * MANY * 50


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_ever_for_what_has_ended(watch) -> None:
    page = page_of("a")
    assert watch.is_current(page)
    gone = watch._watch
    gone.close()
    assert ask_at_once(gone, page, turns=1) == [None] * MANY


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


def make_database(place: Path) -> None:
    with closing(sqlite3.connect(place)) as made, made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE blog_stamp (key text PRIMARY KEY, token text)")
        made.execute("INSERT INTO blog_stamp VALUES ('a', 'first')")


def page_from(**stamps: str) -> StoredPage:
    return StoredPage.of("/", b"Text", [], stamps, float("inf"))


def test_name_of_a_file_may_be_anything(tmp_path: Path) -> None:
    place = tmp_path / "a blog? #1 %20.sqlite3"
    make_database(place)
    page, watch = page_from(a="first"), watching.SQLiteWatch(str(place))
    assert watch.is_current(page)
    with closing(sqlite3.connect(place)) as changed, changed:
        changed.execute("UPDATE blog_stamp SET token = 'second'")
    assert not watch.is_current(page)
    watch.close()
    with pytest.raises(UnreachableError):
        watch.is_current(page)


WRITE = """
import sqlite3, sys
try:
    sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None).execute("BEGIN IMMEDIATE")
    print("written")
except sqlite3.OperationalError as error:
    print(error)
"""


def test_who_watches_takes_no_locks_away(tmp_path: Path) -> None:
    """Those of a process on a file are gone when it closes any descriptor of that file."""
    place = tmp_path / "blog.sqlite3"
    make_database(place)

    def other_process_writes() -> str:
        command = [sys.executable, "-c", WRITE, str(place)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    with closing(sqlite3.connect(place, isolation_level=None)) as ours:
        ours.execute("BEGIN IMMEDIATE")
        watch = watching.SQLiteWatch(str(place))
        assert watch.is_current(page_from(a="first"))
        assert other_process_writes() == "database is locked"
        watch.close()
        del watch
        gc.collect()
        assert other_process_writes() == "database is locked"
        ours.execute("COMMIT")
        assert other_process_writes() == "written"


def test_database_without_shared_memory_cannot_be_watched(tmp_path: Path) -> None:
    place = tmp_path / "blog.sqlite3"
    make_database(place)
    with closing(sqlite3.connect(place)) as changed:
        changed.execute("PRAGMA journal_mode=DELETE")
    with pytest.raises(UnreachableError):
        watching.SQLiteWatch(str(place))


def test_file_that_is_put_in_place_of_the_database_is_watched_anew(tmp_path: Path) -> None:
    place, other = tmp_path / "blog.sqlite3", tmp_path / "other.sqlite3"
    for path in (place, other):
        make_database(path)
    page, watch = page_from(a="first"), watching.SQLiteWatch(str(place))
    assert watch.is_current(page)
    watch.close()
    other.replace(place)
    watch = watching.SQLiteWatch(str(place))
    assert watch.is_current(page)
    with closing(sqlite3.connect(place)) as changed, changed:
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
