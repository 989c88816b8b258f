"""Fifty people post at once, and nothing that was acknowledged is lost, doubled or misnumbered."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.server import Server, serving

CLIENTS, EACH = 50, 20


@dataclass(frozen=True)
class Posted:
    acknowledged: int
    seconds: float
    cpu_ms: float


def post_at_once(
    server: Server, post: int, *, clients: int = CLIENTS, each: int = EACH, run: str = "a"
) -> Posted:
    """Let ``clients`` people post ``each`` comments; an answer that leads to the comment acknowledges it."""
    before, start = server.cpu_seconds(), time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        done = list(pool.map(lambda person: _post(server.port, post, person, each, run), range(clients)))
    seconds, total = time.perf_counter() - start, sum(done)
    cpu = server.cpu_seconds() - before if server.process.poll() is None else 0.0
    return Posted(total, seconds, cpu / max(1, total) * 1000)


def post_and_kill(data_dir: Path, post: int, database_url: str = "") -> Posted:
    """The same, with every process of the server killed (-9) in the middle."""
    with serving(data_dir, database_url) as server, ThreadPoolExecutor(1) as pool:
        posting = pool.submit(post_at_once, server, post, run="k")
        # The middle is when the server has worked for a second on it.
        before = server.cpu_seconds()
        while server.cpu_seconds() < before + 1 and not posting.done():
            time.sleep(0.01)
        server.kill()
        return posting.result()


def _post(port: int, post: int, person: int, times: int, run: str) -> int:
    acknowledged = 0
    for number in range(times):
        body = urlencode(
            {
                "name": f"Client {run}{person}",
                "email": f"client-{run}{person}@example.org",
                "text": f"Comment {number} of client {run}{person}.",
                "do": "post",
            }
        )
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request(
                "POST",
                f"/comments/post/{post}/",
                body,
                {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
            )
            response = connection.getresponse()
            response.read()
        except (OSError, HTTPException):
            continue
        acknowledged += response.status == 303 and "#comment-" in response.headers.get("Location", "")
        connection.close()
    return acknowledged
