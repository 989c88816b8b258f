"""Slow clients, half requests and huge ones at a server of the real kind: the others are answered."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest

from blog.serving import HEADER_LIMIT
from tests.integration.test_background import manage, started, wait_for_line
from tests.integration.test_run import TIMEOUT, free_port

SLOW = 50
HALF_HEADERS = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
HALF_BODY = (
    b"POST /comments/post/1/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\ntext="
)
HALF_UPLOAD = (
    b"POST /admin/blog/media/add/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000000\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n" + bytes(60_000)
)
LARGE_FILE = b"GET /media/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A served blog with a large file among its uploads."""
    data: Path = tmp_path_factory.mktemp("slow") / "var"
    (data / "media").mkdir(parents=True)
    (data / "media" / "large.bin").write_bytes(bytes(20_000_000))
    manage(data, "migrate", "--verbosity=0")
    manage(data, "collectstatic", "--noinput", "--verbosity=0")
    port = free_port()
    with started(data, "serve", "--port", str(port), WORKERS="2", BACKGROUND="false") as server:
        wait_for_line(server, "Parley is at")
        yield port


def connect(port: int, said: bytes) -> socket.socket:
    """A client that has said this much; its window is small, so that what it doesn't take stays behind."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(TIMEOUT)
    client.connect(("127.0.0.1", port))
    client.sendall(said)
    return client


def ask(port: int, path: str, method: str = "GET", **fields: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    body = urlencode(fields) if fields else None
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@pytest.mark.parametrize(
    "said",
    [HALF_HEADERS, HALF_BODY, HALF_UPLOAD, LARGE_FILE],
    ids=["headers", "body", "upload", "download"],
)
def test_fifty_slow_clients_keep_nobody_from_reading_and_writing(port: int, said: bytes) -> None:
    with ExitStack() as slow:
        clients = [slow.enter_context(connect(port, said)) for _ in range(SLOW)]
        for number in range(10):  # of both workers
            assert ask(port, f"/search/?q={number}").status == 200
            assert ask(port, "/comments/post/1/", "POST", text="whole").status == 404  # there is no such post
            for client in clients:
                if said is not LARGE_FILE:
                    client.send(b"x")


def test_large_file_comes_whole_to_whoever_takes_it_by_the_byte(port: int) -> None:
    with connect(port, LARGE_FILE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")) as client:
        received = 0
        while chunk := client.recv(3000):
            received += len(chunk)
    assert received > 20_000_000


def answered(port: int, said: bytes) -> bytes:
    """What the server says to these bytes, up to its closing the connection."""
    with connect(port, said) as client:
        answer = b""
        try:
            while chunk := client.recv(4096):
                answer += chunk
        except ConnectionResetError:  # it has not read all that was sent
            pass
    return answer


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 4 * HEADER_LIMIT, b"431"),
        (b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: x\r\n" % i for i in range(1000)) + b"\r\n", b"431"),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"414"),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", b"411"),
    ],
    ids=["header", "headers", "address", "garbage", "body", "endless"],
)
def test_request_that_is_too_large_is_refused(port: int, said: bytes, status: bytes) -> None:
    assert answered(port, said).startswith(b"HTTP/1.1 " + status)
    assert ask(port, "/").status == 200
