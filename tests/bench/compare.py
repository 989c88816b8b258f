"""Two runs beside each other: ``python -m tests.bench.compare before.json after.json``."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def comparison(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """Lines of a table: of each page the CPU-ms before and after, their ratio, queries, bytes.

    How far the yardsticks moved says how far the machine did.
    """
    rows = {(row["mode"], row["page"]): row for row in before["rows"]}
    yield f"{'':33} {'':9} {'CPU-ms':>9} {'':>9} {'ratio':>6}  queries   bytes"
    for new in after["rows"]:
        old = rows.get((new["mode"], new["page"]))
        if old is None:
            continue
        ratio = new["cpu_ms"] / old["cpu_ms"]
        yield (
            f"{new['page']:33} {new['mode']:9} {old['cpu_ms']:9.3f} {new['cpu_ms']:9.3f} {ratio:6.2f}  "
            f"{_change(old, new, 'queries'):9} {_change(old, new, 'bytes_sent')}"
        )


def _change(old: dict[str, Any], new: dict[str, Any], name: str) -> str:
    if old.get(name) == new.get(name):
        return str(new.get(name, ""))
    return f"{old.get(name)} > {new.get(name)}"


if __name__ == "__main__":
    runs = [json.loads(Path(name).read_text()) for name in sys.argv[1:3]]
    sys.stdout.write("\n".join(comparison(*runs)) + "\n")
