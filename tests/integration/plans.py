"""How much a query really reads: the plan, and the work that the database counted while it ran.

SQLite counts the steps of its virtual machine (a scan costs at least five a row), PostgreSQL how many rows
each node of the plan took in. Both are exact and the same on every machine, which a time is not.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

BIG = (
    "blog_post",
    "blog_taggedpost",
    "blog_categorizedpost",
    "blog_byline",
    "blog_listmonth",
    "comments_comment",
    "comments_moderationlog",
    "comments_rulesignal",
    "blog_stamp",
    "blog_tag",
    "blog_media",
    "blog_redirect",
    "blog_revision",
    "django_admin_log",
)
STEPS_AT_A_TIME = 10
# A page shows at most 100 rows of a list, or 25 threads of 200 replies.
MOST_STEPS = 250_000
MOST_ROWS = 12_000
# The desk's search sorts what it has found, and it finds no more; a page has fewer. (PostgreSQL says it.)
MOST_SORTED = 1_000
# PostgreSQL finds words either along the order of the results, to the 1,001 that are counted, or by the
# words, and sorts those; it takes the one for the other where the words are in one row of twenty.
FINDS_WORDS = re.compile(r"FROM (blog|comments)_search(_titles)?\b")
MOST_FOUND = 1_001
MOST_LOOKED_THROUGH = 30_000
# Of a table that is as good as empty, a scan is the right plan.
HARDLY_ANY = 500


@dataclass
class Work:
    """One query: what it is, how it was planned, how much it did (steps on SQLite, rows on PostgreSQL), and
    how many rows it sorted at once (on PostgreSQL; on SQLite each costs steps).
    """

    sql: str
    plan: str
    amount: int
    sorted: int = 0


@dataclass
class Watch:
    queries: list[Work] = field(default_factory=list)

    @property
    def too_much(self) -> list[str]:
        return [
            f"{work.amount} of at most {most}, {work.sorted} sorted: {work.sql[:1500]}\n{work.plan[:1500]}"
            for work in self.queries
            for most, most_sorted in [_limits(work)]
            if work.amount > most or work.sorted > most_sorted or (work.amount > HARDLY_ANY and _scans(work))
        ]

    @property
    def amount(self) -> int:
        return sum(work.amount for work in self.queries)


def _limits(work: Work) -> tuple[int, int]:
    """The most that it may read, and sort."""
    if connection.vendor == "sqlite":
        return MOST_STEPS, MOST_SORTED
    if FINDS_WORDS.search(work.sql):
        return MOST_LOOKED_THROUGH, MOST_FOUND
    return MOST_ROWS, MOST_SORTED


def _scans(work: Work) -> bool:
    """A walk through a whole large table that no LIMIT ends."""
    names = "|".join(BIG)
    if connection.vendor == "sqlite":
        is_scan = re.search(rf"SCAN (?:{names})\b", work.plan)
    else:
        is_scan = re.search(
            rf'"Node Type": "Seq Scan".{{0,200}}"Relation Name": "(?:{names})"', work.plan, re.DOTALL
        )
    return bool(is_scan) and " LIMIT " not in work.sql


@contextmanager
def watched() -> Iterator[Watch]:
    """Record the work of every SELECT in this block."""
    watch = Watch()

    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if many or not sql.lstrip().upper().startswith(("SELECT", "WITH")):
            return execute(sql, params, many, context)
        measure = _sqlite if connection.vendor == "sqlite" else _postgres
        work, result = measure(execute, sql, params, context)
        watch.queries.append(work)
        return result

    with connection.execute_wrapper(run):
        yield watch


def _sqlite(execute: Callable[..., Any], sql: str, params: Any, context: Any) -> tuple[Work, Any]:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += STEPS_AT_A_TIME
        return 0

    raw = connection.connection
    # Twice: once to the end with the steps counted, since a cursor hands out its rows later than here.
    raw.set_progress_handler(count, STEPS_AT_A_TIME)
    cursor = raw.cursor()
    text, values = re.sub(r"%s", "?", sql), tuple(params or ())
    cursor.execute(text, values).fetchall()
    raw.set_progress_handler(None, 0)
    plan = "\n".join(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {text}", values))
    return Work(sql, plan, steps), execute(sql, params, False, context)


def _postgres(execute: Callable[..., Any], sql: str, params: Any, context: Any) -> tuple[Work, Any]:
    with connection.connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {sql}", params)
        (plan,) = cursor.fetchone()
    if isinstance(plan, str):
        plan = json.loads(plan)
    top = plan[0]["Plan"]
    work = Work(sql, json.dumps(plan, indent=1), _rows(top), _sorted(top))
    return work, execute(sql, params, False, context)


def _rows(node: dict[str, Any]) -> int:
    """The rows that the leaves of a plan read, with those they threw away."""
    children = node.get("Plans", [])
    if children:
        return sum(_rows(child) for child in children)
    loops = node.get("Actual Loops", 1)
    thrown_away = sum(value for name, value in node.items() if name.startswith("Rows Removed"))
    return int((node.get("Actual Rows", 0) + thrown_away) * loops)


def _sorted(node: dict[str, Any]) -> int:
    """The most rows that one node of a plan sorts at once."""
    children = node.get("Plans", [])
    here = max((child["Actual Rows"] for child in children), default=0) if node["Node Type"] == "Sort" else 0
    return max([here, *map(_sorted, children)])
