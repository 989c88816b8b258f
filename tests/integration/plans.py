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
    "comments_comment",
    "comments_moderationlog",
    "blog_stamp",
)
STEPS_AT_A_TIME = 100
# A page shows at most 100 rows of a list, or 25 threads of 200 replies.
MOST_STEPS = 250_000
MOST_ROWS = 12_000


@dataclass
class Work:
    """One query: what it is, how it was planned, how much it did (steps on SQLite, rows on PostgreSQL)."""

    sql: str
    plan: str
    amount: int


@dataclass
class Watch:
    queries: list[Work] = field(default_factory=list)

    @property
    def too_much(self) -> list[str]:
        limit = MOST_STEPS if connection.vendor == "sqlite" else MOST_ROWS
        return [
            f"{work.amount} of at most {limit}: {work.sql[:1500]}\n{work.plan[:1500]}"
            for work in self.queries
            if work.amount > limit or _scans(work)
        ]

    @property
    def amount(self) -> int:
        return sum(work.amount for work in self.queries)


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
    return Work(sql, json.dumps(plan, indent=1), _rows(plan[0]["Plan"])), execute(sql, params, False, context)


def _rows(node: dict[str, Any]) -> int:
    """The rows that the leaves of a plan read, with those they threw away."""
    children = node.get("Plans", [])
    if children:
        return sum(_rows(child) for child in children)
    loops = node.get("Actual Loops", 1)
    thrown_away = sum(value for name, value in node.items() if name.startswith("Rows Removed"))
    return int((node.get("Actual Rows", 0) + thrown_away) * loops)
