"""What waits for slow clients: Django is asked when a body is there, and files have places to go out from."""

import io
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore, Event, current_thread, get_ident
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from config import slow_clients
from config.charset import Environ

LIMIT = 1_000_000


def echo(environ: Environ, start_response: Callable) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]


class Call:
    """One call of a WSGI application, as a server makes it."""

    def __init__(self, application: Any, *, method: str = "POST", body: bytes = b"", **environ: str) -> None:
        self.head: list[tuple] = []
        environ = {"CONTENT_LENGTH": str(len(body))} | environ
        given = {"REQUEST_METHOD": method, "wsgi.input": io.BytesIO(body), **environ}
        self.answer = application(given, lambda *head: self.head.append(head))

    @property
    def status(self) -> int:
        [(status, _headers)] = self.head
        return int(status[:3])

    @property
    def content(self) -> bytes:
        return b"".join(self.answer)


@pytest.fixture
def places() -> BoundedSemaphore:
    return BoundedSemaphore(1)


@pytest.mark.parametrize("length", [0, 1, slow_clients.IN_MEMORY + 1, LIMIT])
def test_body_is_passed_on_whole(length: int, places: BoundedSemaphore) -> None:
    body = bytes(length)
    call = Call(slow_clients.receive_first(echo, places=places, limit=LIMIT), body=body)
    assert (call.status, call.content) == (200, body)


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({"CONTENT_LENGTH": "5"}, 400),  # it breaks off after four
        ({"CONTENT_LENGTH": "five"}, 400),
        ({"CONTENT_LENGTH": "-1"}, 413),
        ({"CONTENT_LENGTH": str(LIMIT + 1)}, 413),
        ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, 411),
    ],
)
def test_body_that_is_not_whole_or_too_large_is_refused(
    environ: dict[str, str], status: int, places: BoundedSemaphore
) -> None:
    asked: list[Environ] = []

    def never(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        asked.append(environ)
        return echo(environ, start_response)

    call = Call(slow_clients.receive_first(never, places=places, limit=LIMIT), body=b"text", **environ)
    assert call.status == status
    assert call.content.startswith(str(status).encode())
    assert ("Connection", "close") in call.head[0][1]
    assert not asked
    assert places.acquire(blocking=False), "its place is free again"


def test_no_body_is_waited_for_when_all_places_are_taken(places: BoundedSemaphore) -> None:
    application = slow_clients.receive_first(echo, places=places, limit=LIMIT)
    places.acquire()
    assert Call(application, body=b"text").status == 503
    assert Call(application, method="GET").status == 200
    places.release()
    assert Call(application, body=b"text").status == 200


def test_place_is_free_before_the_page_is_made(places: BoundedSemaphore) -> None:
    def look(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        start_response("200 OK", [])
        assert places.acquire(blocking=False)
        return []

    assert Call(slow_clients.receive_first(look, places=places, limit=LIMIT), body=b"text").status == 200


class Answer(HttpResponse):
    """Remembers the thread in which it was closed: there Django gives its connection back."""

    closed_in = ""

    def close(self) -> None:
        self.closed_in = self.closed_in or current_thread().name
        super().close()


def test_who_waits_too_long_for_a_thread_is_told_so_and_others_are_served() -> None:
    begun, go_on = Event(), Event()
    asked: list[str] = []

    def page(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        asked.append(environ["PATH_INFO"])
        begun.set()
        assert go_on.wait(timeout=10)
        start_response("200 OK", [])
        return [b"page"]

    def refused_in_time() -> Call:
        """While the only thread is busy."""
        assert begun.wait(timeout=10)
        try:
            return Call(application, method="GET", PATH_INFO="/second/")
        finally:
            go_on.set()

    with ThreadPoolExecutor(1) as threads, ThreadPoolExecutor(2) as readers:
        application = slow_clients.run_in(threads, page, patience=0.1)
        first = readers.submit(Call, application, method="GET", PATH_INFO="/first/")
        second = readers.submit(refused_in_time).result()
        assert (first.result().status, second.status) == (200, 503)
    assert asked == ["/first/"], "what is refused is not carried out later"


def test_head_reads_no_file(places: BoundedSemaphore) -> None:
    read: list[int] = []

    def chunks() -> Iterator[bytes]:
        read.append(1)
        yield bytes(slow_clients.AT_ONCE)

    def upload(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", str(slow_clients.AT_ONCE * 9))])
        return StreamingHttpResponse(chunks())

    call = Call(slow_clients.send_apart(upload, places=places), method="HEAD")
    assert (call.status, call.content, read) == (200, b"", [])
    assert ("Content-Length", str(slow_clients.AT_ONCE * 9)) in call.head[0][1]


def test_pages_are_made_and_finished_in_threads_of_their_own() -> None:
    made_in: list[str] = []

    def page(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        made_in.append(current_thread().name)
        start_response("200 OK", [])
        return Answer(b"page")

    with ThreadPoolExecutor(1, thread_name_prefix="django") as threads:
        call = Call(slow_clients.run_in(threads, page), method="GET")
    assert made_in == [call.answer.closed_in] == ["django_0"]
    assert call.content == b"page"


def test_files_are_read_by_the_server(places: BoundedSemaphore) -> None:
    read_in: list[int] = []

    def chunks() -> Iterator[bytes]:
        read_in.append(get_ident())
        yield b"film"

    def film(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        start_response("200 OK", [])
        return StreamingHttpResponse(chunks())

    with ThreadPoolExecutor(1) as threads:
        call = Call(slow_clients.run_in(threads, film), method="GET")
        assert (call.content, read_in) == (b"film", [get_ident()])


def test_what_goes_wrong_in_a_thread_goes_wrong_for_the_server() -> None:
    def fail(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        raise ArithmeticError("out of numbers")

    with ThreadPoolExecutor(1) as threads, pytest.raises(ArithmeticError):
        Call(slow_clients.run_in(threads, fail), method="GET")


def sending(answer: Any, length: int | None) -> Any:
    def application(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        start_response("200 OK", [] if length is None else [("Content-Length", str(length))])
        return answer

    return application


@pytest.mark.parametrize(
    ("answer", "length"),
    [([b"page"], None), (HttpResponse(b"page"), None), (iter([b"pa", b"ge"]), slow_clients.AT_ONCE)],
)
def test_what_is_in_memory_or_small_is_given_out_at_once(
    answer: Any, length: int | None, places: BoundedSemaphore
) -> None:
    places.acquire()
    call = Call(slow_clients.send_apart(sending(answer, length), places=places), method="GET")
    assert call.answer == [b"page"]


@pytest.mark.parametrize("length", [None, slow_clients.AT_ONCE + 1])
def test_large_file_keeps_a_place_until_it_is_closed(length: int | None, places: BoundedSemaphore) -> None:
    def application() -> Any:
        return slow_clients.send_apart(sending(iter([b"film"]), length), places=places)

    call = Call(application(), method="GET")
    assert Call(application(), method="GET").status == 503
    assert call.content == b"film"
    call.answer.close()
    call.answer.close()  # twice is once
    assert Call(application(), method="GET").status == 200
    assert Call(application(), method="GET").status == 503
