"""`/healthz` and `/readyz`: what they say of a healthy process, and of one that lacks something."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection, connections

from config import health
from config.charset import Environ
from config.health import answer_probes


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as threads:
        yield threads
        threads.submit(connections.close_all).result()


def ask(path: str, threads: Any, method: str = "GET") -> tuple[str, dict[str, str], str]:
    """Ask for a path as some other machine would; "elsewhere" is the answer of what comes behind."""
    head: list[tuple[str, list[tuple[str, str]]]] = []

    def elsewhere(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        start_response("404 Not Found", [])
        return [b"elsewhere"]

    environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "HTTP_HOST": "10.1.2.3", "QUERY_STRING": ""}
    answer = answer_probes(elsewhere, threads)(environ, lambda *given: head.append(given))
    [(status, headers)] = head
    return status, dict(headers), b"".join(answer).decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_healthy_process_says_ok(path: str, threads: ThreadPoolExecutor) -> None:
    status, headers, text = ask(path, threads)
    assert (status, text) == ("200 OK", "ok\n")
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers
    assert ask(path, threads, "HEAD")[2] == ""


@pytest.mark.parametrize("path", ["/", "/healthz/", "/healthzz", "/x/readyz"])
def test_all_other_addresses_are_for_others(path: str) -> None:
    assert ask(path, None)[2] == "elsewhere"


@pytest.fixture
def elsewhere_database(threads: ThreadPoolExecutor) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Point the connection of the thread that is asked somewhere else."""

    def change(values: dict[str, Any]) -> dict[str, Any]:
        connection.close()
        earlier = {name: connection.settings_dict[name] for name in values}
        connection.settings_dict.update(values)
        return earlier

    earlier: list[dict[str, Any]] = []
    yield lambda values: earlier.append(threads.submit(change, values).result())
    threads.submit(change, earlier[0]).result()


@pytest.mark.django_db(transaction=True)
def test_unreadable_database_is_told_without_its_address(
    threads: ThreadPoolExecutor, elsewhere_database: Callable, tmp_path
) -> None:
    dead = (
        {"HOST": "127.0.0.1", "PORT": "1"}
        if connection.vendor == "postgresql"
        else {"NAME": str(tmp_path / "missing" / "parley.sqlite3")}
    )
    elsewhere_database(dead)
    status, headers, text = ask("/readyz", threads)
    assert (status, text) == ("503 Service Unavailable", f"{health.NO_ANSWER}\n")
    assert headers["Cache-Control"] == "no-store"
    assert ask("/healthz", threads)[0] == "200 OK"


def test_busy_threads_are_not_taken_for_a_missing_database(threads: ThreadPoolExecutor, monkeypatch) -> None:
    monkeypatch.setattr(health, "TIMEOUT", 0)
    over = Event()
    threads.submit(over.wait)
    try:
        assert ask("/readyz", threads)[2] == f"{health.ALL_BUSY}\n"
    finally:
        over.set()


def test_database_that_takes_its_time_does_not_answer(threads: ThreadPoolExecutor, monkeypatch) -> None:
    over, asked = Event(), Event()

    def slowly() -> str:
        asked.set()
        over.wait()
        return ""

    class Asked(ThreadPoolExecutor):
        """Goes on when it has been begun with what it was given."""

        def submit(self, *given: Any, **named: Any) -> Any:
            task = super().submit(*given, **named)
            assert asked.wait(timeout=10)
            return task

    monkeypatch.setattr(health, "TIMEOUT", 0)
    monkeypatch.setattr(health, "_ask_database", slowly)
    with Asked(1) as begun_at_once:
        try:
            assert ask("/readyz", begun_at_once)[2] == f"{health.NO_ANSWER}\n"
        finally:
            over.set()


@pytest.mark.django_db(transaction=True)
def test_missing_migration_is_told(threads: ThreadPoolExecutor, monkeypatch) -> None:
    monkeypatch.setattr(health, "_was_migrated", Event())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET app = 'gone' WHERE app = 'comments'")
        try:
            assert ask("/readyz", threads)[2] == f"{health.NOT_MIGRATED}\n"
        finally:
            cursor.execute("UPDATE django_migrations SET app = 'comments' WHERE app = 'gone'")
    assert ask("/readyz", threads)[2] == "ok\n"


@pytest.mark.django_db(transaction=True)
def test_missing_static_files_are_told(threads: ThreadPoolExecutor, monkeypatch) -> None:
    monkeypatch.setattr(staticfiles_storage, "hashed_files", {}, raising=False)
    assert ask("/readyz", threads)[2] == f"{health.NOT_COLLECTED}\n"
