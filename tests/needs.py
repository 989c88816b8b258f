"""What some tests need beside Python: Chromium, the Nu HTML checker, a PostgreSQL server, a Redis server.

Looked for once, by the process that starts the run; its workers inherit the answer, so that all of them
collect the same tests. `python -m tests.needs postgres` prints the address of the server, or says in one
line that there is none.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from scripts import fetch_nu

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
POSTGRES_URLS = ("postgres:///parley", "postgres://127.0.0.1/parley")
REDIS_URL = "redis://127.0.0.1:6379/15"


def find_chromium() -> str:
    """Return the path of the browser (CHROMIUM=), or an empty string."""
    named = os.environ.get("CHROMIUM")
    return next((path for name in ([named] if named else CHROMIUM_NAMES) if (path := shutil.which(name))), "")


def find_nu() -> str:
    """Return the path of the Nu HTML checker (NU_CHECKER=) if Java can run it, or an empty string."""
    jar = os.environ.get("NU_CHECKER", str(fetch_nu.JAR))
    try:
        subprocess.run(["java", "-jar", jar, "--version"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return jar


def find_postgres() -> str:
    """Return the URL of a server that answers (TEST_DATABASE_URL=), or an empty string."""
    import psycopg

    named = os.environ.get("TEST_DATABASE_URL")
    for url in [named] if named else POSTGRES_URLS:
        try:
            psycopg.connect(url.rpartition("/")[0] + "/postgres", connect_timeout=3).close()
        except psycopg.OperationalError:
            continue
        return url
    return ""


def find_redis() -> str:
    """Return the URL of a server that answers (TEST_REDIS_URL=), or an empty string."""
    import redis

    url = os.environ.get("TEST_REDIS_URL", REDIS_URL)
    client = redis.Redis.from_url(url, socket_connect_timeout=3)
    try:
        client.ping()
    except redis.RedisError:
        return ""
    finally:
        client.close()
    return url


FINDERS: dict[str, Callable[[], str]] = {
    "browser": find_chromium,
    "nu": find_nu,
    "postgres": find_postgres,
    "redis": find_redis,
}
MISSING = {
    "browser": "no Chromium on this machine",
    "nu": "the Nu HTML checker takes Java, and npm to fetch it; NU_CHECKER=/path/to/vnu.jar names one",
    "postgres": "no PostgreSQL answers; TEST_DATABASE_URL=postgres://user:password@host/name names one",
    "redis": "no Redis answers; TEST_REDIS_URL=redis://host:6379/15 names one",
}


def found(need: str) -> str:
    """Return where the thing needed is, or an empty string when this machine hasn't got it."""
    key = f"PARLEY_FOUND_{need.upper()}"
    if key not in os.environ:
        os.environ[key] = FINDERS[need]()
    return os.environ[key]


if __name__ == "__main__":
    where = found(sys.argv[1])
    sys.exit(print(where) if where else MISSING[sys.argv[1]])  # noqa: T201
