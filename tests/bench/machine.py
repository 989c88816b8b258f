"""What a run ran on, without which its figures say nothing."""

import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench.load import WRK
from tests.bench.server import ROOT


def machine() -> dict[str, Any]:
    """Of the machine and the versions; needs Django set up, for the database's."""
    return {
        "processor": _of("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_kb": int(_of("/proc/meminfo", "MemTotal").split()[0]),
        "system": platform.platform(),
        "python": platform.python_version(),
        "database": _database(),
        **{name: version(name) for name in ("django", "granian")},
        "client": "wrk" if WRK else "python",
        "load_before": os.getloadavg()[0],
        "commit": _git("rev-parse", "--short=12", "HEAD"),
        "is_changed": bool(_git("status", "--porcelain", "--untracked-files=no")),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _of(file: str, name: str) -> str:
    lines = (line.partition(":") for line in Path(file).read_text().splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == name), "")


def _database() -> str:
    from django.db import connection

    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def _git(*arguments: str) -> str:
    """What git says; nothing where the sources came without it."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()
