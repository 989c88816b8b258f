"""Write the results into docs/benchmarks.md: ``python -m tests.bench.report`` (of all runs in var/bench).

What the page says beside them is written by hand; the results stand between two comments.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench import targets
from tests.bench.server import ROOT
from tests.bench.targets import TARGETS, Target

PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- results: python -m tests.bench.report -->", "<!-- end of results -->"
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NONE = "–"

Run = dict[str, Any]
Row = dict[str, Any]


def main(names: Sequence[str]) -> None:
    files = [Path(name) for name in names] or sorted((ROOT / "var" / "bench").glob("*/*.json"))
    found = [json.loads(file.read_text()) for file in files]
    runs = sorted((run for run in found if "growth" not in run), key=_order)
    grown = {run["database"]: run["growth"] for run in found if "growth" in run}
    before, _, rest = PAGE.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text("\n".join([before + BEGIN, *report(runs, grown), "", END]) + after)


def _order(run: Run) -> tuple[bool, bool]:
    return run["size"] != "small", run["database"] != "sqlite"


def report(runs: Sequence[Run], grown: Mapping[str, Sequence[Row]] | None = None) -> Iterator[str]:
    """Lines of Markdown, of runs in the order in which they shall stand, and of growth by database."""
    for run in runs:
        yield from _run(run)
    yield from _growth(grown or {})


def _run(run: Run) -> Iterator[str]:
    machine, corpus = run["machine"], run["corpus"]
    yield ""
    yield f"### {DATABASES[run['database']]}, {corpus['posts']:,} posts and {corpus['comments']:,} comments"
    yield ""
    yield (
        f"{machine['at'][:10]}, commit {machine['commit']}{' and changes' if machine['is_changed'] else ''}. "
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_kb'] / 2**20:.0f} GiB; "
        f"Python {machine['python']}, Django {machine['django']}, granian {machine['granian']}, "
        f"{machine['database']}; asked by {machine['client']}, load before {machine['load_before']:.1f}."
    )
    yield from _table(
        "yardstick | CPU-ms | requests/s | p50 ms | p99 ms | bytes | MiB",
        ([row["page"], f"{row['cpu_ms']:.3f}", *_waiting(row)] for row in _rows(run, "yardstick")),
    )
    yield from _table(
        "made | CPU-ms | limit | × view | queries | requests/s | p50 ms | p99 ms | bytes | MiB",
        (_made(run, row) for row in _rows(run, "made")),
    )
    yield from _table(
        "from the cache | CPU-ms | × callable | limit | requests/s | p50 ms | p99 ms | bytes | MiB",
        (_cached(run, row) for row in _rows(run, "cached")),
    )
    yield from _table("what else | found | limit", _others(run))


def _table(head: str, rows: Iterator[list[str]]) -> Iterator[str]:
    yield ""
    yield f"| {head} |"
    yield "|---" + "|--:" * head.count("|") + "|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _rows(run: Run, mode: str) -> list[Run]:
    return [row for row in run["rows"] if row["mode"] == mode]


def _waiting(row: Run) -> list[str]:
    return [
        f"{row['per_second']:,.0f}",
        f"{row['p50_ms']:.1f}",
        f"{row['p99_ms']:.1f}",
        f"{row['bytes_sent']:,}",
        f"{row['memory'] / 2**20:.0f}",
    ]


def _made(run: Run, row: Run) -> list[str]:
    target, view = TARGETS.get(row["page"], Target()), _yardstick(run, "view")
    limit = target.made_ms and target.made_ms * _slower(run)
    return [
        row["page"],
        _marked(f"{row['cpu_ms']:.2f}", row["cpu_ms"], limit),
        f"{limit:.1f}" if limit else NONE,
        f"{row['cpu_ms'] / view:.1f}",
        str(row["queries"]),
        *_waiting(row),
    ]


def _cached(run: Run, row: Run) -> list[str]:
    target = TARGETS.get(row["page"], Target())
    callable_ms = _yardstick(run, target.callable)
    ratio, limit = row["cpu_ms"] / callable_ms, _cached_limit(run, target)
    return [
        row["page"],
        f"{row['cpu_ms']:.3f}",
        _marked(f"{ratio:.2f}", ratio, limit),
        f"{limit:.1f}" if limit else NONE,
        *_waiting(row),
    ]


def _cached_limit(run: Run, target: Target) -> float | None:
    """How many times the callable it may cost; milliseconds were set beside the callable's there."""
    if target.cached_ratio:
        return target.cached_ratio[run["database"] == "postgresql"]
    return target.cached_ms and target.cached_ms / targets.CALLABLE_MS


def _others(run: Run) -> Iterator[list[str]]:
    home = next(row for row in _rows(run, "cached") if row["page"] == "home")
    slower = _slower(run)
    memory = targets.MEMORY if run["database"] == "sqlite" else None
    yield _other(
        "home from the cache, requests/s", home["per_second"], targets.HOME_PER_SECOND, is_least=True
    )
    yield _other("home from the cache, p99 ms", home["p99_ms"], targets.HOME_P99_MS)
    for comments, limit in targets.COLD_MS.items():
        yield _other(f"{comments} comments, first request, CPU-ms", run["cold"][comments], limit * slower)
    if "posting" in run:
        yield _other("posting a comment, CPU-ms", run["posting"]["cpu_ms"], targets.POSTING_MS * slower)
        yield _other("50 posting at once, comments/s", run["posting"]["per_second"], None)
    yield _other("HTML of a comment, bytes", run["comment_bytes"], targets.BYTES_OF_A_COMMENT)
    yield _other("memory of all processes in the end, MiB", run["memory"] / 2**20, memory and memory / 2**20)
    yield _other("from the command to the first page, s", run["start_seconds"], targets.START_SECONDS)


def _other(name: str, found: float, limit: float | None, *, is_least: bool = False) -> list[str]:
    digits = 0 if found >= 100 else 2
    said = _marked(f"{found:,.{digits}f}", *((limit, found) if is_least else (found, limit)))
    return [name, said, f"{limit:,.{digits}f}" if limit is not None else NONE]


def _growth(grown: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """How many times as much a page costs in the large corpus."""
    columns = [
        (f"{label}, {mode}", {row["page"]: row for row in grown[kind] if row["mode"] == mode})
        for kind, label in DATABASES.items()
        for mode in ("made", "cached")
        if kind in grown
    ]
    if not columns:
        return
    yield ""
    yield f"### Growth: large to small, at most {targets.GROWTH}"
    cells = ([name, *(_grown(rows.get(name)) for _label, rows in columns)] for name in columns[0][1])
    yield from _table(f"page | {' | '.join(label for label, _rows in columns)}", cells)


def _grown(row: Row | None) -> str:
    if row is None:
        return NONE
    ratio = row["large"] / row["small"]
    return _marked(f"{ratio:.2f}", ratio, targets.GROWTH)


def _marked(said: str, found: float | None, limit: float | None) -> str:
    """Bold where the limit is missed."""
    return f"**{said}**" if limit is not None and found is not None and found > limit else said


def _yardstick(run: Run, name: str) -> float:
    return float(next(row["cpu_ms"] for row in _rows(run, "yardstick") if row["page"] == name))


def _slower(run: Run) -> float:
    """How much slower this machine is than the one on which the limits were set."""
    return _yardstick(run, "view") / targets.VIEW_MS


if __name__ == "__main__":
    main(sys.argv[1:])
