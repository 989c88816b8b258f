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
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.growth import growth
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
    if arguments.growth:
        _grow(kind, arguments)
    else:
        _measure(kind, arguments)


def _measure(kind: str, arguments: argparse.Namespace) -> None:
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


def _grow(kind: str, arguments: argparse.Namespace) -> None:
    rows = []
    _say(f"{'':33} {'':9} {'small':>8} {'large':>8} {'ratio':>6}")
    for row in growth(kind, arguments.database, rounds=arguments.rounds, seconds=arguments.seconds):
        rows.append(row)
        _say(
            "{page:33} {mode:9} {small:8.3f} {large:8.3f}".format(**row)
            + f" {row['large'] / row['small']:6.2f}"
        )
    target = arguments.json or ROOT / "var" / "bench" / f"large-{kind}" / "growth.json"
    target.write_text(json.dumps({"growth": rows, "database": kind}, indent=1) + "\n")
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
    parser.add_argument(
        "--rounds", type=int, default=3, help="of which the one that costs least counts (%(default)s)"
    )
    parser.add_argument("--growth", action="store_true", help="ask both corpora for the same pages in turn")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--no-posting", action="store_true", help="only ask for pages")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _run(data_dir: Path, database: str, arguments: argparse.Namespace) -> dict[str, Any]:
    from tests.bench import discussions, pages, posting
    from tests.bench.corpus import Size

    size, load = Size(*SIZES[arguments.size]), Load(arguments.rounds, arguments.seconds)
    wanted = pages.pages(size)
    found: dict[str, Any] = {"corpus": asdict(size), "rounds": load.rounds}
    _say(HEAD)
    with serving(data_dir, database, page_cache=False) as server:
        found["start_seconds"] = server.start_seconds
        server.settle()
        found["cold"] = discussions.cold(server, size)
        found["comment_bytes"] = discussions.bytes_of_a_comment(server, size)
        _keep_bodies(server, wanted, data_dir)
        yardsticks = [_yardsticks(data_dir, load)]
        made = _least(_rows(server, MADE, wanted, load) for _ in range(load.rounds))
        rows = [row | {"queries": pages.queries(page)} for page, row in zip(wanted, made, strict=True)]
    yardsticks.append(_yardsticks(data_dir, load))
    with serving(data_dir, database) as server:
        server.settle()
        stored = [page for page in wanted if not page.cookie]
        cached = _least(_rows(server, CACHED, stored, load) for _ in range(load.rounds))
        if not arguments.no_posting:
            found["posting"] = posting.crowd(server)
        found["memory"] = server.memory()
    yardsticks.append(_yardsticks(data_dir, load))
    rows += [*_least(yardsticks), *cached]
    if not arguments.no_posting:
        found["killed"] = posting.crowd_and_kill(data_dir, database)
    _say("\n".join(f"{name}: {value}" for name, value in found.items()))
    return found | {"rows": rows}


@dataclass(frozen=True)
class Load:
    """How often, and how long, each page is asked for."""

    rounds: int
    seconds: float


def _least(rounds: Iterable[list[Row]]) -> list[Row]:
    """Of each page, the round in which it cost least: whatever else the machine did only adds to a cost."""
    return [min(rows, key=itemgetter("cpu_ms")) for rows in zip(*rounds, strict=True)]


def _rows(server: Server, mode: str, wanted: Sequence["Page"], load: Load) -> list[Row]:
    rows = []
    for page in wanted:
        given = {"status": page.status, "cookie": page.cookie}
        rows.append(_row(mode, measure(server, page.name, page.address, seconds=load.seconds, **given)))
    return rows


def _keep_bodies(server: Server, wanted: Sequence["Page"], data_dir: Path) -> None:
    """Write what the yardsticks hand out: pages of ours, compressed."""
    addresses = {page.name: page.address for page in wanted}
    for name, (_, page) in YARDSTICKS.items():
        (data_dir / f"{name}.gz").write_bytes(ask(server.port, addresses[page]).body)


def _yardsticks(data_dir: Path, load: Load) -> list[Row]:
    from django.conf import settings

    rows = []
    for name, (kind, _) in YARDSTICKS.items():
        page = data_dir / f"{name}.gz"
        with serving_yardstick(kind, page, workers=settings.WORKERS, threads=settings.THREADS) as server:
            rows.append(_row(YARDSTICK, measure(server, name, "/", seconds=load.seconds)))
    return rows


def _row(mode: str, figures: Figures) -> Row:
    row = {"mode": mode, **asdict(figures)}
    _say(f"{LINE.format_map(row)} {figures.memory / 2**20:5.0f}")
    return row


if __name__ == "__main__":
    main()
