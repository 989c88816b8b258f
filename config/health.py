"""`/healthz` and `/readyz`, for load balancers and whoever else looks after the server.

Answered before Django, therefore whatever Host is asked for, and without redirect, session or line in a log.
"""

import logging
from collections.abc import Iterable
from concurrent.futures import Executor
from concurrent.futures import TimeoutError as NotInTime
from threading import Event
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, close_old_connections, connection

from blog import preparation
from config.charset import Application, Environ
from config.postgres import drop_ended

logger = logging.getLogger(__name__)

TIMEOUT = 3  # seconds for the database
_was_migrated = Event()

NO_ANSWER = "The database does not answer."
ALL_BUSY = "All threads that make pages are busy."
NOT_MIGRATED = "The database lacks tables or columns: `manage.py migrate` makes them."
NOT_COLLECTED = "This process has found no static files: `manage.py collectstatic`, then start it anew."


def answer_probes(application: Application, threads: Executor) -> Application:
    """Wrap an application so that it is asked for anything but the two addresses.

    `/healthz` says "ok" as long as the process can say anything. `/readyz` does when it can serve pages, else
    503 and a sentence for each part that is missing. The database is asked in one of ``threads``, as for
    pages.
    """

    def wrapped(environ: Environ, start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path not in ("/healthz", "/readyz"):
            return application(environ, start_response)
        missing = list(_missing(threads)) if path == "/readyz" else []
        text = "".join(f"{line}\n" for line in missing or ["ok"]).encode()
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(text))),
            ("Cache-Control", "no-store"),
        ]
        start_response("503 Service Unavailable" if missing else "200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [text]

    return wrapped


def _missing(threads: Executor) -> Iterable[str]:
    if getattr(staticfiles_storage, "hashed_files", None) == {}:  # what it had read when it was started
        yield NOT_COLLECTED
    asked = threads.submit(_ask_database)
    try:
        if problem := asked.result(timeout=TIMEOUT):
            yield problem
    except NotInTime:
        yield ALL_BUSY if asked.cancel() else NO_ANSWER


def _ask_database() -> str:
    """Return what the database lacks, or an empty string. Why it doesn't answer is for the log only."""
    close_old_connections()
    drop_ended()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "" if _is_migrated() else NOT_MIGRATED
    except DatabaseError as error:
        logger.warning("/readyz: the database does not answer: %s", str(error).strip())
        return NO_ANSWER
    finally:
        close_old_connections()


def _is_migrated() -> bool:
    """Remembered once it is true, since the code of a process doesn't change."""
    if not _was_migrated.is_set() and preparation.is_migrated():
        _was_migrated.set()
    return _was_migrated.is_set()
