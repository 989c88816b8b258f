"""What pages may cost; docs/benchmarks.md tells where the numbers come from.

They were set on a machine where the yardsticks cost CALLABLE_MS and VIEW_MS. Limits in milliseconds are
stretched by what the yardsticks cost in one's own run.
"""

from dataclasses import dataclass

VIEW_MS, CALLABLE_MS = 0.257, 0.049


@dataclass(frozen=True)
class Target:
    """CPU-ms of a page that is made, and of one from the cache: multiples of ``callable``, or milliseconds.

    The first multiple is that on SQLite, the second that on PostgreSQL.
    """

    made_ms: float | None = None
    cached_ratio: tuple[float, float] | None = None
    cached_ms: float | None = None
    callable: str = "callable"


_RATIO = (1.6, 5.0)
_LIST = Target(8, _RATIO)

TARGETS = {
    "home": _LIST,
    "home, page 50": _LIST,
    "category, page 50": _LIST,
    "tag, page 50": _LIST,
    "post, 200 comments": Target(6, _RATIO, callable="callable, long"),
    "post, 2,000 comments on one page": Target(30, cached_ms=0.3),
    "feed": Target(5, _RATIO),
    "search": Target(8),
    "404, old addresses looked up": Target(2),
    "admin list of posts": Target(30),
}

POSTING_MS = 9
COLD_MS = {"200": 40, "2,000": 300}
GROWTH = 1.3
HOME_PER_SECOND = 10_000
HOME_P99_MS = 5
BYTES_OF_A_COMMENT = 1_100
MEMORY = 240 * 2**20  # on SQLite
START_SECONDS = 1.5
