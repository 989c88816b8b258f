"""The tables of results: what misses its limit is bold."""

from typing import Any

from tests.bench.compare import comparison
from tests.bench.report import report

WAITING = {"per_second": 12_000.0, "p50_ms": 1.0, "p99_ms": 2.0, "bytes_sent": 6_000, "memory": 2**27}


def row(mode: str, page: str, cpu_ms: float) -> dict[str, Any]:
    return {"mode": mode, "page": page, "cpu_ms": cpu_ms, "queries": 9, **WAITING}


def run(size: str = "small", *, slower: float = 1, made: float = 5, cached: float = 0.06) -> dict[str, Any]:
    """A run on a machine that needs ``slower`` times as long as the one on which the limits were set."""
    named = ("processor", "python", "django", "granian", "database", "client", "commit", "at")
    numbers = {"is_changed": False, "cores": 2, "memory_kb": 2**23, "load_before": 0.0}
    return {
        "size": size,
        "database": "sqlite",
        "machine": dict.fromkeys(named, "x") | numbers,
        "corpus": {"posts": 2_000, "comments": 40_000},
        "start_seconds": 1.0,
        "cold": {"200": 30.0, "2,000": 200.0},
        "comment_bytes": 900.0,
        "memory": 200 * 2**20,
        "posting": {"cpu_ms": 5.0, "per_second": 300.0},
        "rows": [
            row("yardstick", "callable", 0.049 * slower),
            row("yardstick", "callable, long", 0.06 * slower),
            row("yardstick", "view", 0.257 * slower),
            row("made", "home", made * slower),
            row("cached", "home", cached * slower),
        ],
    }


def lines(*runs: dict[str, Any], about: str) -> list[str]:
    return [line for line in report(runs) if line.startswith(f"| {about} |")]


def test_what_keeps_its_limit_is_not_bold() -> None:
    made, cached = lines(run(), about="home")
    assert made.startswith("| home | 5.00 | 8.0 | 19.5 | 9 | 12,000 |")
    assert cached.startswith("| home | 0.060 | 1.22 | 1.6 |")
    assert not any("**" in line for line in report([run()]))


def test_what_misses_its_limit_is_bold() -> None:
    made, cached = lines(run(made=8.1, cached=0.08), about="home")
    assert made.startswith("| home | **8.10** | 8.0 |")
    assert cached.startswith("| home | 0.080 | **1.63** | 1.6 |")


def test_limit_is_stretched_on_a_slower_machine() -> None:
    made, _ = lines(run(slower=2, made=7), about="home")
    assert made.startswith("| home | 14.00 | 16.0 |")


def test_home_that_is_asked_for_too_seldom_is_bold() -> None:
    slow = run()
    slow["rows"][-1]["per_second"] = 9_000.0
    assert lines(slow, about="home from the cache, requests/s") == [
        "| home from the cache, requests/s | **9,000** | 10,000 |"
    ]


def test_growth_is_what_both_corpora_cost_in_turn() -> None:
    rows = [
        {"mode": "made", "page": "home", "small": 5.0, "large": 6.0},
        {"mode": "made", "page": "list", "small": 5.0, "large": 5.0},
        {"mode": "cached", "page": "home", "small": 0.06, "large": 0.09},
    ]
    assert [line for line in report([], {"sqlite": rows}) if line.startswith(("| home", "| list"))] == [
        "| home | 1.20 | **1.50** |",
        "| list | 1.00 | – |",
    ]


def test_comparison_shows_both_costs_and_their_ratio() -> None:
    found = [line.split() for line in comparison(run(), run(made=2.5))]
    assert ["home", "made", "5.000", "2.500", "0.50", "9", "6000"] in found
