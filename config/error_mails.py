"""Mails to ADMINS about errors: what went wrong and where, and nothing that is secret or that somebody sent.

Django's own handler makes its report within the request: it puts the local variables of every frame into
words, which asks a database that may be away, and adds all settings and the whole environment, passwords
included; then it talks to the mail server while a reader waits. Here a request only notes down a few lines.
One thread of each process sends them.
"""

import logging
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from queue import Queue
from typing import Any

from django.conf import settings
from django.core.mail import mail_admins

from config.log_lines import without_rights

logger = logging.getLogger(__name__)

# Seconds between two mails of a process; doubled for as long as errors go on, as in a night without database.
PAUSE = 60
LONGEST_PAUSE = 60 * 60
_EARLIER = 10  # exceptions of which one led to the next

_LEFT_OUT = (
    "Left out are messages of exceptions, settings and whatever was sent, since they may hold passwords and\n"
    "what is private. The log has each error with its message."
)


class ErrorMails(logging.Handler):
    """Mails the first error at once, then after each pause the next, and how many others came.

    Nothing that goes wrong here reaches who logs. ``pause`` is called with seconds to wait after each mail.
    """

    def __init__(self, *, pause: Callable[[float], Any] | None = None) -> None:
        super().__init__()
        self._closing = threading.Event()
        self._pause = pause or self._closing.wait
        self._waiting: Queue[tuple[str, str]] = Queue(maxsize=1)
        self._more = 0  # came while one was waiting
        self._counting = threading.Lock()
        self._thread: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if not settings.ADMINS:
            return
        try:
            self._note(record)
        except Exception:  # noqa: BLE001  an error about an error is no reader's business
            self.handleError(record)

    def close(self) -> None:
        """Send what waits: a command has no later. A mail server that says nothing isn't waited for long.

        That isn't always the end: granian sets up its own log, which closes all handlers there are.
        """
        self._closing.set()
        if self._thread and self._thread.is_alive():
            done = self._waiting.all_tasks_done
            with done:
                done.wait_for(lambda: not self._waiting.unfinished_tasks, settings.EMAIL_TIMEOUT)
        self._closing.clear()
        super().close()

    def _note(self, record: logging.LogRecord) -> None:
        if self._waiting.full():  # nobody else adds to it: who logs holds the handler's lock
            with self._counting:
                self._more += 1
        else:
            self._waiting.put_nowait((_subject(record), _body(record)))
            self._start()

    def _start(self) -> None:
        """Start the thread, unless it runs; none outlives a fork."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._send_all, name="error-mails", daemon=True)
            self._thread.start()

    def _send_all(self) -> None:
        pause = PAUSE
        while True:
            subject, body = self._waiting.get()
            with self._counting:
                more, self._more = self._more, 0
            _send(subject, body, more)
            self._waiting.task_done()
            self._pause(pause)
            pause = _after(pause, goes_on=not self._waiting.empty())


def _after(pause: int, *, goes_on: bool) -> int:
    return min(2 * pause, LONGEST_PAUSE) if goes_on else PAUSE


def _send(subject: str, body: str, more: int) -> None:
    others = f"{more} more came before this mail was sent.\n\n" if more else ""
    try:
        mail_admins(subject, f"{body}{others}{_LEFT_OUT}\n")
    except Exception as error:  # noqa: BLE001  whatever a mail server, or EMAIL_URL, has in store
        said = " ".join(str(error).split())
        logger.warning("No mail about an error could be sent to ADMINS: %s: %s", type(error).__name__, said)


def _subject(record: logging.LogRecord) -> str:
    error = _error_of(record)
    status = getattr(record, "status_code", "")
    return f"Error {status}".strip() + (f": {type(error).__name__}" if error else "")


def _body(record: logging.LogRecord) -> str:
    """Say when, where and by which way. Of the request only method and path are read: a user may be lazy."""
    when = datetime.fromtimestamp(record.created, UTC)
    request = getattr(record, "request", None)
    where = f"{request.method} {without_rights(request.path)}" if request else str(record.msg)
    head = f"{settings.SITE_URL}, {when:%Y-%m-%d %H:%M:%S} UTC\n{record.name}: {where}\n\n"
    return head + "".join(_way_of(_error_of(record)))


def _error_of(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _way_of(error: BaseException | None) -> Iterator[str]:
    """Yield the calls that led to ``error``, and before it to what it came of: lines of code, no values."""
    chain: list[BaseException] = []
    while error and len(chain) < _EARLIER:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for one in reversed(chain):
        yield from traceback.format_tb(one.__traceback__)
        yield f"{type(one).__module__}.{type(one).__qualname__}\n\n"
