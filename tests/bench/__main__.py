"""Measure the product as it is served: ``make bench`` (ARGS="--size large").

Builds the corpus once, serves a copy of it, asks for each kind of page with the page cache off and on, asks
applications that do next to nothing in the same way, and lets 50 clients post at once, once more with a
``kill -9`` in the middle. Prints a table, and writes the figures as JSON; docs/benchmarks.md explains them.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.keeping import SIZES, fresh_copy
from tests.bench.load import Figures, ask, measure
from tests.bench.server import ROOT, Server, environment, serving
from tests.bench.yardsticks import YARDSTICKS, serving_yardstick

if TYPE_CHECKING:
    from tests.bench.pages import Page

MADE, CACHED, YARDSTICK = "made", "cached", "yardstick"
HEAD = (
    f"{'':33} {'':9} {'':>6} {'CPU ms':>8} {'req/s':>7} {'p50 ms':>7} {'p99 ms':>7} {'bytes':>7} {'MiB':>5}"
)
LINE = (
    "{page:33} {mode:9} {status:6} {cpu_ms:8.3f} {per_second:7.0f} {p50_ms:7.2f} {p99_ms:7.2f} {bytes_sent:7}"
)

Row = dict[str, Any]


def main() -> None:
    arguments = _arguments()
    kind = "postgresql" if arguments.database else "sqlite"
    data_dir = ROOT / "var" / "bench" / f"{arguments.size}-{kind}"
    database = fresh_copy(data_dir, arguments.size, arguments.database)
    os.environ.update(environment(data_dir, database, page_cache=False))
    import django

    django.setup()
    logging.disable(logging.WARNING)  # of pages that aren't there
    from blog import preparation
    from tests.bench.machine import machine

    preparation.collect_static()
    figures = {"size": arguments.size, "database": kind, "machine": machine()}
    figures |= _run(data_dir, database, arguments)
    target = arguments.json or data_dir / "figures.json"
    target.write_text(json.dumps(figures, indent=1) + "\n")
    _say(f"Written to {target}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--size", choices=SIZES, default="small", help="the corpus: %(choices)s (%(default)s)"
    )
    parser.add_argument(
        "--database",
        default="",
        metavar="URL",
        help="of a PostgreSQL server; databases are made whose names begin as its own (postgres:///bench)",
    )
    parser.add_argument("--seconds", type=float, default=2, help="of load on each page (%(default)s)")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--no-posting", action="store_true", help="only ask for pages")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _run(data_dir: Path, database: str, arguments: argparse.Namespace) -> dict[str, Any]:
    from tests.bench import discussions, pages, posting
    from tests.bench.corpus import Size

    size, seconds = Size(*SIZES[arguments.size]), arguments.seconds
    wanted = pages.pages(size)
    found: dict[str, Any] = {"corpus": asdict(size)}
    _say(HEAD)
    with serving(data_dir, database, page_cache=False) as server:
        found["start_seconds"] = server.start_seconds
        server.settle()
        found["cold"] = discussions.cold(server, size)
        found["comment_bytes"] = discussions.bytes_of_a_comment(server, size)
        _keep_bodies(server, wanted, data_dir)
        rows = [
            row | {"queries": pages.queries(page)}
            for page, row in zip(wanted, _rows(server, MADE, wanted, seconds), strict=True)
        ]
    rows += _yardsticks(data_dir, seconds)
    with serving(data_dir, database) as server:
        server.settle()
        rows += _rows(server, CACHED, [page for page in wanted if not page.cookie], seconds)
        if not arguments.no_posting:
            found["posting"] = posting.crowd(server)
        found["memory"] = server.memory()
    if not arguments.no_posting:
        found["killed"] = posting.crowd_and_kill(data_dir, database)
    _say("\n".join(f"{name}: {value}" for name, value in found.items()))
    return found | {"rows": rows}


def _rows(server: Server, mode: str, wanted: Sequence["Page"], seconds: float) -> Iterator[Row]:
    for page in wanted:
        given = {"status": page.status, "cookie": page.cookie}
        yield _row(mode, measure(server, page.name, page.address, seconds=seconds, **given))


def _keep_bodies(server: Server, wanted: Sequence["Page"], data_dir: Path) -> None:
    """Write what the yardsticks hand out: pages of ours, compressed."""
    addresses = {page.name: page.address for page in wanted}
    for name, (_, page) in YARDSTICKS.items():
        (data_dir / f"{name}.gz").write_bytes(ask(server.port, addresses[page]).body)


def _yardsticks(data_dir: Path, seconds: float) -> Iterator[Row]:
    from django.conf import settings

    for name, (kind, _) in YARDSTICKS.items():
        page = data_dir / f"{name}.gz"
        with serving_yardstick(kind, page, workers=settings.WORKERS, threads=settings.THREADS) as server:
            yield _row(YARDSTICK, measure(server, name, "/", seconds=seconds))


def _row(mode: str, figures: Figures) -> Row:
    row = {"mode": mode, **asdict(figures)}
    _say(f"{LINE.format_map(row)} {figures.memory / 2**20:5.0f}")
    return row


if __name__ == "__main__":
    main()
