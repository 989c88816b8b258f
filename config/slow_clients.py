"""A slow client holds up nobody but itself: what comes and goes by the byte is waited for apart from Django.

A WSGI server gives each request a thread, and that thread waits while a body trickles in or a file trickles
out. So Django has threads of its own, settings.THREADS with a database connection each, and is given only
requests that have arrived whole. The server's threads, which cost next to nothing, do the waiting. There are
so many places for waiting (settings.SLOW_CLIENTS) and some more threads; when all are taken, a request that
would need one is refused, and those that need none are answered as ever.

A proxy such as nginx waits for slow clients far better (docs/deployment.md). This is for when there is none.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from http import HTTPStatus
from threading import Semaphore
from typing import Any, cast

from config.charset import Application, Environ

# A body up to this many bytes waits in memory, a larger one in a file without a name.
IN_MEMORY = 256 * 1024
# So much of an answer the server takes off our hands at once. Style sheets, scripts and fonts are smaller.
AT_ONCE = 512 * 1024
_CHUNK = 64 * 1024
# Seconds that a request waits for one of Django's threads; who has waited longer has mostly gone.
PATIENCE = 20


def receive_first(application: Application, *, places: Semaphore, limit: int) -> Application:
    """Wrap an application so that it is called when the request's body is there, of ``limit`` bytes at most.

    One that breaks off isn't passed on: half a form looks like a whole one. So its length has to be told.
    """

    def wrapped(environ: Environ, start_response: Any) -> Iterable[bytes]:
        if "HTTP_TRANSFER_ENCODING" in environ:
            return refuse(HTTPStatus.LENGTH_REQUIRED, start_response)
        try:
            length = int(environ.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return refuse(HTTPStatus.BAD_REQUEST, start_response)
        if not length:
            return application(environ, start_response)
        if not 0 < length <= limit:
            return refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, start_response)
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            if not places.acquire(blocking=False):
                return refuse(HTTPStatus.SERVICE_UNAVAILABLE, start_response)
            try:
                is_whole = _copy(environ["wsgi.input"], body, length)
            finally:
                places.release()
            if not is_whole:
                return refuse(HTTPStatus.BAD_REQUEST, start_response)
            body.seek(0)
            return application(environ | {"wsgi.input": body}, start_response)

    return wrapped


def _copy(source: Any, target: Any, length: int) -> bool:
    """Copy ``length`` bytes; return False when there are fewer."""
    while length and (chunk := source.read(min(length, _CHUNK))):
        target.write(chunk)
        length -= len(chunk)
    return not length


def run_in(threads: Executor, application: Application, *, patience: float = PATIENCE) -> Application:
    """Wrap an application so that it is called in one of ``threads``, where its database connection is.

    What no thread has begun with after ``patience`` seconds is refused. An answer that is in memory is over
    for Django when it is returned; a file (``streaming``) is read by the caller.
    """

    def run(environ: Environ) -> tuple[tuple[Any, ...], Any]:
        head: list[tuple[Any, ...]] = []
        answer: Any = application(environ, lambda *arguments: head.append(arguments))
        if _is_in_memory(answer):
            answer.close()
        return head[-1], answer

    def wrapped(environ: Environ, start_response: Any) -> Iterable[bytes]:
        task = threads.submit(run, environ)
        try:
            head, answer = task.result(timeout=patience)
        except TimeoutError:
            if task.cancel():
                return refuse(HTTPStatus.SERVICE_UNAVAILABLE, start_response)
            head, answer = task.result()
        start_response(*head)
        return cast(Iterable[bytes], answer)

    return wrapped


def _is_in_memory(answer: Any) -> bool:
    """Whether it is an answer of Django's that is made already, which can be read after it is closed."""
    return getattr(answer, "streaming", True) is False


def send_apart(application: Application, *, places: Semaphore) -> Application:
    """Wrap an application so that the server gets an answer whole, or in a place when it is a large file."""

    def wrapped(environ: Environ, start_response: Any) -> Iterable[bytes]:
        head: list[tuple[Any, ...]] = []
        answer = application(environ, lambda *arguments: head.append(arguments))
        if environ["REQUEST_METHOD"] == "HEAD":
            _close(answer)
            answer = []
        elif not isinstance(answer, list):
            if _is_in_memory(answer) or _length(head[-1]) <= AT_ONCE:
                answer = _read(answer)
            elif places.acquire(blocking=False):
                answer = _Sending(answer, places.release)
            else:
                _close(answer)
                return refuse(HTTPStatus.SERVICE_UNAVAILABLE, start_response)
        start_response(*head[-1])
        return answer

    return wrapped


def _length(head: tuple[Any, ...]) -> float:
    """Return how many bytes an answer says it has; endless when it doesn't say."""
    return next((int(value) for name, value in head[1] if name.lower() == "content-length"), float("inf"))


class _Sending:
    """An answer on its way, which keeps its place until it is closed."""

    def __init__(self, answer: Iterable[bytes], leave: Callable[[], Any]) -> None:
        self.answer = answer
        self.leave = leave
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.answer)

    def close(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            self.leave()
            _close(self.answer)


def _read(answer: Iterable[bytes]) -> list[bytes]:
    try:
        return [b"".join(answer)]
    finally:
        _close(answer)


def _close(answer: Iterable[bytes]) -> None:
    """Say that an answer is over; of one in memory that has been said where it was made (:func:`run_in`)."""
    if hasattr(answer, "close") and not _is_in_memory(answer):
        answer.close()


def refuse(status: HTTPStatus, start_response: Any) -> list[bytes]:
    """Answer in one line, and have the connection closed: the rest of a body may still be on its way."""
    text = f"{status} {status.phrase}. {_ADVICE[status]}\n".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(text))),
        ("Cache-Control", "no-store"),
        ("Connection", "close"),
    ]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("Retry-After", "30"))
    start_response(f"{status} {status.phrase}", headers)
    return [text]


_ADVICE = {
    HTTPStatus.BAD_REQUEST: "The request did not arrive whole; please send it again.",
    HTTPStatus.LENGTH_REQUIRED: "The request must say how long it is.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is larger than this site takes.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Too much is on its way at the moment; please try again soon.",
}
