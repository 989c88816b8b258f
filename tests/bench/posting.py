"""Fifty people post at once, and nothing that was acknowledged is lost, doubled or misnumbered."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.bench.server import Server, serving

CLIENTS, EACH = 50, 20


class LostError(Exception):
    """A comment that was acknowledged isn't there, or is there twice, or has a wrong number."""


@dataclass(frozen=True)
class Posted:
    acknowledged: int
    seconds: float
    cpu_ms: float


def crowd(server: Server) -> dict[str, Any]:
    """Fifty at once. Raises LostError."""
    post = _quiet_post()
    done = post_at_once(server, post)
    stored = _count(post)
    if not done.acknowledged == stored == CLIENTS * EACH:
        raise LostError(f"{done.acknowledged} acknowledged, {stored} stored, of {CLIENTS * EACH}.")
    return {"stored": stored, "cpu_ms": done.cpu_ms, "per_second": done.acknowledged / done.seconds}


def crowd_and_kill(data_dir: Path, database_url: str = "") -> dict[str, int]:
    """Fifty at once, the server killed in the middle, and ten once it is there again. Raises LostError."""
    post = _quiet_post()
    done = post_and_kill(data_dir, post, database_url)
    stored = _count(post)
    with serving(data_dir, database_url) as server:
        after = post_at_once(server, post, clients=10, each=10, run="again").acknowledged
    in_the_end = _count(post)
    found = {"acknowledged": done.acknowledged, "stored": stored, "after": after, "in_the_end": in_the_end}
    if stored < done.acknowledged or in_the_end != stored + after:
        raise LostError(str(found))
    return found


def _quiet_post() -> int:
    """A post without comments, on which comments are open."""
    from blog.models import Post

    return Post.objects.filter(comment_count=0).values_list("pk", flat=True).order_by("-pk")[0]


def _count(post: int) -> int:
    """Return how many comments the post shows. Raises LostError if their numbers or their count are wrong.

    What waits or lies in the trash, as the made-up archive has it here and there, has no number.
    """
    from blog.models import Post
    from comments.models import Comment

    shown = Comment.objects.visible().filter(post=post)
    numbers = list(shown.order_by("number").values_list("number", flat=True))
    if numbers != list(range(1, len(numbers) + 1)):
        raise LostError(f"Misnumbered: {numbers}")
    if Post.entries.get(pk=post).comment_count != len(numbers):
        raise LostError("Miscounted.")
    return len(numbers)


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
