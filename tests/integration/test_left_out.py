"""The test run says in one line what it left out, and REQUIRE_ALL=1 makes a failure of it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = """
import pytest

@pytest.mark.redis
def test_needs_redis(): assert False, "must not run"

@pytest.mark.redis
@pytest.mark.browser
def test_needs_both(page): assert False, "must not run"

def test_needs_nothing(): pass
"""


INI = """
[pytest]
markers =
    browser: needs Chromium
    redis: needs Redis
"""


def run_tests(directory: Path, *arguments: str, sample: str = SAMPLE, **variables: str) -> tuple[int, str]:
    """Run a file of tests with our conftest, where there is neither Chromium nor Redis."""
    (directory / "test_sample.py").write_text(sample)
    (directory / "pytest.ini").write_text(INI)
    plugins = ("-p", "tests.conftest", "-p", "no:django", "-p", "no:hypothesispytest")
    command = [sys.executable, "-m", "pytest", "-q", *plugins, *arguments, str(directory / "test_sample.py")]
    given = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "TEST_REDIS_URL": "redis://127.0.0.1:1/0",
        "CHROMIUM": "/nowhere/chromium",
    }
    done = subprocess.run(
        command, cwd=ROOT, env=given | variables, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def said(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith(("left out:", "nothing was left out"))]


def test_what_is_left_out_is_named(tmp_path: Path):
    code, output = run_tests(tmp_path)
    assert code == 0
    assert "1 passed" in output
    (line,) = said(output)
    assert "1 browser test (no Chromium" in line
    assert "2 redis tests (no Redis answers" in line


def test_parallel_run_says_it_once_and_fails_when_all_is_required(tmp_path: Path):
    code, output = run_tests(tmp_path, "-n", "2", REQUIRE_ALL="1")
    assert code == 1
    assert "1 passed" in output
    (line,) = said(output)
    assert "1 browser test (no Chromium" in line
    assert "2 redis tests (no Redis answers" in line


def test_skipping_counts_as_leaving_out(tmp_path: Path):
    skipping = "import pytest\ndef test_a(): pytest.skip('not today')\n"
    code, output = run_tests(tmp_path, sample=skipping, REQUIRE_ALL="1")
    assert code == 1
    assert "left out: 1 skipped test" in output


def test_full_run_says_so_and_passes(tmp_path: Path):
    code, output = run_tests(tmp_path, sample="def test_a(): pass\n", REQUIRE_ALL="1")
    assert code == 0
    assert said(output) == ["nothing was left out"]


def test_missing_server_is_one_line():
    done = subprocess.run(
        [sys.executable, "-m", "tests.needs", "postgres"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "TEST_DATABASE_URL": "postgres://127.0.0.1:1/parley"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("no PostgreSQL answers")
    assert len(done.stderr.splitlines()) == 1
