"""What a page costs in the large corpus beside what it costs in the small one: ``make bench ARGS=--growth``.

Both are served at once and asked in turn, page by page: within minutes a machine may be half as fast again,
which two runs one after the other would tell.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.bench.keeping import SIZES, fresh_copy
from tests.bench.load import measure
from tests.bench.server import ROOT, Server, environment, serving

MODES = {"made": False, "cached": True}  # and whether the page cache is on
Page = dict[str, Any]


def growth(kind: str, server: str, *, rounds: int, seconds: float) -> Iterator[dict[str, Any]]:
    """Yield of each page, made and from the cache, its least CPU-ms in either corpus.

    ``server`` is the URL of a PostgreSQL server; each page is asked for ``rounds`` times, for ``seconds``.
    """
    places = {size: ROOT / "var" / "bench" / f"{size}-{kind}" for size in SIZES}
    urls = {size: fresh_copy(place, size, server) for size, place in places.items()}
    pages = {size: _pages(places[size], urls[size], size) for size in SIZES}
    for mode, is_cached in MODES.items():
        with ExitStack() as running:
            servers = {
                size: running.enter_context(serving(places[size], urls[size], page_cache=is_cached))
                for size in SIZES
            }
            for served in servers.values():
                served.settle()
            for small, large in zip(*pages.values(), strict=True):
                if is_cached and small["cookie"]:
                    continue
                asked = dict(zip(SIZES, (small, large), strict=True))
                costs: dict[str, list[float]] = {size: [] for size in SIZES}
                for _ in range(rounds):
                    for size, page in asked.items():
                        costs[size].append(_cost(servers[size], page, seconds))
                least = {size: min(found) for size, found in costs.items()}
                yield {"mode": mode, "page": small["name"], **least}


def _cost(server: Server, page: Page, seconds: float) -> float:
    given = {"status": page["status"], "cookie": page["cookie"]}
    return measure(server, page["name"], page["address"], seconds=seconds, **given).cpu_ms


def _pages(data_dir: Path, url: str, size: str) -> list[Page]:
    """The pages of one corpus; by a process of its own, since Django knows one database at a time."""
    found = subprocess.run(
        [sys.executable, "-m", "tests.bench.growth", size],
        cwd=ROOT,
        env=environment(data_dir, url),
        check=True,
        capture_output=True,
        text=True,
    )
    pages: list[Page] = json.loads(found.stdout.splitlines()[-1])
    return pages


def _print_pages(size: str) -> None:
    import django

    django.setup()
    from blog import preparation
    from tests.bench.corpus import Size
    from tests.bench.pages import pages

    preparation.collect_static()
    sys.stdout.write(json.dumps([asdict(page) for page in pages(Size(*SIZES[size]))]))


if __name__ == "__main__":
    _print_pages(sys.argv[1])
