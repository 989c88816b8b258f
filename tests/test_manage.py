"""The command line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("command", [["start_blog"], ["import_wordpress", "tests/data/wordpress.xml"]])
def test_database_without_tables_is_one_line(command: list[str], tmp_path: Path) -> None:
    variables = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_URL: ") and "manage.py migrate" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
