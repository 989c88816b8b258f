"""Asking for one page over and over, and what each answer cost."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection

from tests.bench.server import Server


@dataclass(frozen=True)
class Figures:
    """Of one page: milliseconds (CPU of all the server's processes; waiting), requests a second, bytes."""

    page: str
    status: int
    cpu_ms: float
    per_second: float
    p50_ms: float
    p99_ms: float
    bytes_sent: int


def measure(server: Server, page: str, address: str, *, requests: int, connections: int = 16) -> Figures:
    """Ask ``requests`` times over ``connections`` connections that are kept open."""
    _ask(server.port, address, 4)
    before, start = server.cpu_seconds(), time.perf_counter()
    each = max(1, requests // connections)
    with ThreadPoolExecutor(connections) as pool:
        answers = list(pool.map(lambda _: _ask(server.port, address, each), range(connections)))
    seconds = time.perf_counter() - start
    waits = sorted(wait for _, _, some in answers for wait in some)
    return Figures(
        page=page,
        status=answers[0][0],
        cpu_ms=(server.cpu_seconds() - before) / len(waits) * 1000,
        per_second=len(waits) / seconds,
        p50_ms=waits[len(waits) // 2] * 1000,
        p99_ms=waits[int(len(waits) * 0.99)] * 1000,
        bytes_sent=answers[0][1],
    )


def _ask(port: int, address: str, times: int) -> tuple[int, int, list[float]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    status, size, waits = 0, 0, []
    for _ in range(times):
        start = time.perf_counter()
        connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        size = len(response.read())
        waits.append(time.perf_counter() - start)
        status = response.status
    connection.close()
    return status, size, waits
