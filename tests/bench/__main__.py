"""Measure the product as it is served: ``make bench`` (ARGS="--size large").

Builds the corpus once (kept under var/bench, or in the PostgreSQL database named), starts the server with two
workers, asks for each kind of page over 16 connections, and lets 50 clients post at once, once more with a
``kill -9`` in the middle. Prints a table, and writes the figures as JSON so that two commits can be compared.
CPU-ms are those of all the server's processes together and hardly depend on the machine's other work; the
rest does.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.bench.server import ROOT, environment, manage, serving

SIZES = {"small": (2_000, 40_000), "large": (60_000, 1_000_000)}


def main() -> None:
    arguments = _arguments()
    data_dir = (
        ROOT / "var" / "bench" / (f"{arguments.size}-postgres" if arguments.database else arguments.size)
    )
    data_dir.mkdir(parents=True, exist_ok=True)
    os.environ.update(environment(data_dir, arguments.database))
    import django

    django.setup()
    posts, comments = SIZES[arguments.size]
    _prepare(data_dir, posts, comments, arguments.database)
    figures = {
        "corpus": {"posts": posts, "comments": comments, "database": arguments.database or "sqlite"},
        **_measure(data_dir, arguments),
    }
    target = arguments.json or data_dir / "figures.json"
    target.write_text(json.dumps(figures, indent=1) + "\n")
    _say(f"Written to {target}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--size", choices=SIZES, default="small", help="the corpus: %(choices)s (%(default)s)"
    )
    parser.add_argument("--database", default="", help="a PostgreSQL URL; its database is used up")
    parser.add_argument("--requests", type=int, default=400, help="requests a page (%(default)s)")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--no-posting", action="store_true", help="only ask for pages")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _prepare(data_dir: Path, posts: int, comments: int, database: str) -> None:
    from django.db import transaction

    from blog import search
    from blog.models import Post
    from comments.models import DiscussionSettings
    from tests.bench.corpus import Size, build

    manage(data_dir, "migrate", database_url=database)
    if Post.entries.filter(pk=posts).exists():
        return
    with transaction.atomic():
        build(Size(posts, comments), say=_say)
        # Fifty clients at one address are a flood, and new to the blog; here they may.
        DiscussionSettings(flood_seconds=0, hold_first=False).save()
        _say("search index")
        for start in range(0, posts, 1_000):
            search.index(list(Post.entries.order_by("pk")[start : start + 1_000]))
    manage(data_dir, "collectstatic", "--no-input", database_url=database)


def pages() -> Iterator[tuple[str, str]]:
    """What is measured: a name and an address each."""
    from blog.models import Category, Post, Tag
    from comments.models import Comment

    category = Category.objects.order_by("-post_count").first()
    tag = Tag.objects.order_by("-post_count").first()
    middling = Post.objects.filter(comment_count__gte=200).order_by("comment_count").first()
    busiest = Post.objects.order_by("-comment_count").first()
    last = Comment.objects.filter(post=busiest).order_by("-number").first()
    assert category and tag and middling and busiest and last
    yield "home", "/"
    yield "home, page 50", "/page/50/"
    yield "category", category.get_absolute_url()
    yield "tag, page 2", f"{tag.get_absolute_url()}page/2/"
    yield "archive of a month", "/2019/03/"
    yield f"post, {middling.comment_count} comments", middling.get_absolute_url()
    yield f"post, {busiest.comment_count} comments, first page", busiest.get_absolute_url()
    yield "flat page of 100 comments", f"{busiest.get_absolute_url()}comments/flat/2/"
    yield "permalink of a comment", f"/c/{last.pk}/"
    yield "feed", "/feed/"
    yield "search", "/search/?q=council+bridge"
    yield "404", "/2011/02/03/nothing-here/"


def _measure(data_dir: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    from tests.bench import load

    found = []
    with serving(data_dir, arguments.database) as server:
        _say(f"{'page':44} {'status':>6} {'CPU ms':>8} {'req/s':>8} {'p50 ms':>8} {'p99 ms':>8} {'bytes':>8}")
        for name, address in list(pages()):
            row = load.measure(server, name, address, requests=arguments.requests)
            found.append(asdict(row))
            _say(
                f"{name:44} {row.status:6} {row.cpu_ms:8.2f} {row.per_second:8.0f} "
                f"{row.p50_ms:8.1f} {row.p99_ms:8.1f} {row.bytes_sent:8}"
            )
        memory = server.memory()
        _say(f"memory of all processes: {memory / 2**20:.0f} MiB")
        posting = {} if arguments.no_posting else _post(server)
    if not arguments.no_posting:
        posting["killed"] = _post_and_kill(data_dir, arguments.database)
    return {"pages": found, "memory": memory, "posting": posting}


def _post(server: Any) -> dict[str, Any]:
    from tests.bench.posting import CLIENTS, EACH, post_at_once

    post = _quiet_post()
    done = post_at_once(server, post)
    stored = _check(post)
    _say(
        f"{CLIENTS} clients at once: {done.acknowledged} of {CLIENTS * EACH} acknowledged, {stored} stored, "
        f"{done.cpu_ms:.1f} CPU-ms each, {done.acknowledged / done.seconds:.0f}/s"
    )
    if not done.acknowledged == stored == CLIENTS * EACH:
        sys.exit("Lost or doubled.")
    return {"acknowledged": done.acknowledged, "stored": stored, "cpu_ms": done.cpu_ms}


def _post_and_kill(data_dir: Path, database: str) -> dict[str, int]:
    from tests.bench.posting import post_and_kill, post_at_once

    post = _quiet_post()
    done = post_and_kill(data_dir, post, database)
    stored = _check(post)
    with serving(data_dir, database) as server:
        after = post_at_once(server, post, clients=10, each=10, run="again").acknowledged
    finally_stored = _check(post)
    _say(
        f"killed in the middle: {done.acknowledged} acknowledged, {stored} stored; "
        f"started again: {after} more, {finally_stored} stored"
    )
    if stored < done.acknowledged or finally_stored != stored + after:
        sys.exit("Lost or doubled.")
    return {"acknowledged": done.acknowledged, "stored": stored}


def _quiet_post() -> int:
    """A post without comments, on which comments are open."""
    from blog.models import Post

    return Post.objects.filter(comment_count=0).values_list("pk", flat=True).order_by("-pk")[0]


def _check(post: int) -> int:
    """Return how many comments the post has; exit if their numbers aren't 1, 2, 3 … or the count is wrong."""
    from blog.models import Post
    from comments.models import Comment

    numbers = list(Comment.objects.filter(post=post).order_by("number").values_list("number", flat=True))
    if numbers != list(range(1, len(numbers) + 1)):
        sys.exit(f"Misnumbered: {numbers}")
    if Post.entries.get(pk=post).comment_count != len(numbers):
        sys.exit("Miscounted.")
    return len(numbers)


if __name__ == "__main__":
    main()
