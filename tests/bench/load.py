"""Asking for one page over and over, and what each answer cost."""

import json
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.server import Server

CONNECTIONS = 16
# Below so many a second the few requests that are under way when wrk stops, and which it doesn't count, would
# show; the client below counts every one.
LEAST_FOR_WRK = 500
WRK = shutil.which("wrk")
WRK_SCRIPT = Path(__file__).with_name("wrk.lua")


class ChangedAnswerError(Exception):
    """A page answered otherwise than it should."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


@dataclass(frozen=True)
class Figures:
    """Of one page: milliseconds (CPU of all the server's processes; waiting), requests a second, bytes.

    ``memory`` is that of all the server's processes afterwards, in bytes.
    """

    page: str
    status: int
    bytes_sent: int
    client: str
    requests: int
    cpu_ms: float
    per_second: float
    p50_ms: float
    p99_ms: float
    memory: int


@dataclass(frozen=True)
class _Load:
    """What a client saw; waits in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float


def measure(
    server: Server, page: str, address: str, *, seconds: float, status: int = 200, cookie: str = ""
) -> Figures:
    """Ask for about ``seconds`` over 16 connections that are kept open, when it is warm.

    Raises ChangedAnswerError when an answer has another status.
    """
    first = ask(server.port, address, cookie=cookie)
    if first.status != status:
        raise ChangedAnswerError(f"{page}: {first.status}")
    _python(server.port, address, cookie, seconds / 8, status)  # what a worker does the first time
    warm = _python(server.port, address, cookie, seconds / 4, status)
    client = "wrk" if WRK and warm.requests / warm.seconds >= LEAST_FOR_WRK else "python"
    before = server.cpu_seconds()
    if client == "wrk":
        load = _wrk(server.port, address, cookie, seconds, status)
    else:
        load = _python(server.port, address, cookie, seconds, status)
    cpu = server.cpu_seconds() - before
    if ask(server.port, address, cookie=cookie).status != status:
        raise ChangedAnswerError(page)
    return Figures(
        page=page,
        status=status,
        bytes_sent=len(first.body),
        client=client,
        requests=load.requests,
        cpu_ms=cpu / load.requests * 1000,
        per_second=load.requests / load.seconds,
        p50_ms=load.p50,
        p99_ms=load.p99,
        memory=server.memory(),
    )


def ask(port: int, address: str, *, cookie: str = "", encoding: str = "gzip") -> Answer:
    """Ask once, on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    answer = _ask(connection, address, {"Accept-Encoding": encoding, "Cookie": cookie})
    connection.close()
    return answer


def _ask(connection: HTTPConnection, address: str, headers: dict[str, str]) -> Answer:
    connection.request("GET", address, headers={name: value for name, value in headers.items() if value})
    response = connection.getresponse()
    return Answer(response.status, response.read())


def _wrk(port: int, address: str, cookie: str, seconds: float, status: int) -> _Load:
    assert WRK
    command = [WRK, "-t2", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "-s", str(WRK_SCRIPT)]
    command += ["-H", "Accept-Encoding: gzip", *(["-H", f"Cookie: {cookie}"] if cookie else [])]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{address}"], check=True, capture_output=True, text=True
    ).stdout
    found = json.loads(said.strip().splitlines()[-1])
    # wrk counts what is neither 2xx nor 3xx.
    if found["broken"] or found["refused"] != (found["requests"] if status >= 400 else 0):
        raise ChangedAnswerError(f"{address}: {found}")
    return _Load(found["requests"], found["microseconds"] / 1e6, found["p50"] / 1000, found["p99"] / 1000)


def _python(port: int, address: str, cookie: str, seconds: float, status: int) -> _Load:
    """Ask over each connection until the time is over, and at least once."""
    start = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        found = pool.map(lambda _: _waits(port, address, cookie, start + seconds, status), range(CONNECTIONS))
        waits = sorted(wait for some in found for wait in some)
    took = time.perf_counter() - start
    return _Load(len(waits), took, waits[len(waits) // 2], waits[int(len(waits) * 0.99)])


def _waits(port: int, address: str, cookie: str, end: float, status: int) -> list[float]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers, waits = {"Accept-Encoding": "gzip", "Cookie": cookie}, []
    start = 0.0
    while start < end:
        start = time.perf_counter()
        if _ask(connection, address, headers).status != status:
            raise ChangedAnswerError(address)
        waits.append((time.perf_counter() - start) * 1000)
    connection.close()
    return waits
