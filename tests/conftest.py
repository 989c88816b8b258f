"""What every test may use, and which tests run here: those this machine can't run are left out, and named."""

import os
import signal
from collections import Counter
from typing import Any

import pytest
from django.conf import settings
from xdist.scheduler.loadscope import LoadScopeScheduling

from blog.pagecache import kept
from tests import needs
from tests.chromium import browser, page, page_without_js, windows  # noqa: F401  fixtures

left_out: Counter[str] = Counter()
# Modules whose tests share an archive of a million comments, a running server, a demo blog, static files.
SHARING = (
    "test_plans.py",
    "test_run.py",
    "test_demo.py",
    "integration/test_background.py",
    "integration/test_slow_clients.py",
    "config/test_static_files.py",
)
NO_DATABASE = 2


def pytest_configure() -> None:
    """Look for what is needed before workers are started, so that they inherit the answers; and signals."""
    for need in needs.FINDERS:
        needs.found(need)
    # Behind a shell's "&" it is ignored, and so it would be by every server that a test starts and stops.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        _empty_tables_quickly()


def _empty_tables_quickly() -> None:
    """After a test with transactions, delete its few rows: TRUNCATE, which makes new files, is far slower."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    truncate = DatabaseOperations.sql_flush

    def flush(
        self: Any, style: Any, tables: list[str], *, reset_sequences: bool = False, **options: Any
    ) -> list[str]:
        if reset_sequences:
            return truncate(self, style, tables, reset_sequences=True, **options)
        return [f"DELETE FROM {self.quote_name(table)}" for table in tables]

    DatabaseOperations.sql_flush = flush


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that need what this machine hasn't got."""
    if "not looks" in config.option.markexpr:
        _keep_those_that_ask_the_database(config, items)
    missing = [need for need in needs.FINDERS if not needs.found(need)]
    dropped = {item for item in items if any(item.get_closest_marker(need) for need in missing)}
    if dropped:
        left_out.update(need for item in dropped for need in missing if item.get_closest_marker(need))
        config.hook.pytest_deselected(items=list(dropped))
        items[:] = [item for item in items if item not in dropped]
    # Small ones last, so that in the end no worker waits long for another.
    items.sort(key=lambda item: _turn(item) == NO_DATABASE and item.path.parent.name != "integration")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What a process keeps of its database is not that of the test before."""
    kept.forget()


def _keep_those_that_ask_the_database(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second database, what asks none would only be the same again."""
    same = [item for item in items if not _asks_the_database(item)]
    config.hook.pytest_deselected(items=same)
    items[:] = [item for item in items if _asks_the_database(item)]


def _asks_the_database(item: pytest.Item) -> bool:
    return _turn(item) < NO_DATABASE or item.get_closest_marker("postgres") is not None


def _turn(item: pytest.Item) -> int:
    """When pytest-django has it run: first what is rolled back, then what empties all tables after it."""
    mark = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    if fixtures & {"transactional_db", "live_server"} or (mark and mark.kwargs.get("transaction")):
        return 1
    return 0 if mark or "db" in fixtures else NO_DATABASE


class WholeModules(LoadScopeScheduling):
    """Gives each worker one test at a time, but a module whose tests share something dear as a whole.

    Such modules start first. (Not by xdist's own mark for it, which pytest 9 has made ineffective.)
    """

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if module.endswith(SHARING) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholeModules:
    return WholeModules(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear from xdist what a worker left out; all of them collect the same tests, so any one will do."""
    left_out.update(Counter(getattr(node, "workeroutput", {}).get("left_out", {})) - left_out)


def _skipped(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("skipped", [])) if reporter else 0


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Pass on what was left out, and let REQUIRE_ALL=1 make a failure of it."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = dict(left_out)
    elif os.environ.get("REQUIRE_ALL") == "1" and (left_out or _skipped(session.config)):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def _tests(count: int, kind: str) -> str:
    return f"{count} {kind} test{'' if count == 1 else 's'}"


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say in one line what was left out."""
    parts = [f"{_tests(n, need)} ({needs.MISSING[need]})" for need, n in sorted(left_out.items())]
    if skipped := _skipped(config):
        parts.append(_tests(skipped, "skipped"))
    terminalreporter.write_line(f"left out: {', '.join(parts)}" if parts else "nothing was left out")


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Any:
    """Give the URL of an empty PostgreSQL database of this test's own; for tests marked `postgres`."""
    import psycopg
    from psycopg import sql

    server = needs.found("postgres").rpartition("/")[0]
    name = f"parley_own_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield f"{server}/{name}"
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def redis_url() -> Any:
    """Give the URL of a Redis database that is empty before and after; for tests marked `redis`."""
    import redis

    server, _, last = needs.found("redis").rpartition("/")
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    url = f"{server}/{max(0, int(last) - worker)}"  # workers must not empty each other's
    client = redis.Redis.from_url(url)
    client.flushdb()
    yield url
    client.flushdb()
    client.close()
