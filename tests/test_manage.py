"""The command line."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def manage(
    data: Path, *arguments: str, before: Callable[[], None] | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Call manage.py with nothing but these variables, after ``before`` in its own process."""
    given = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DATA_DIR": str(data)} | variables
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=given,
        preexec_fn=before,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def line_of(done: subprocess.CompletedProcess[str]) -> str:
    """What a command said that failed, which has to be one line."""
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    return line


@pytest.mark.parametrize("command", [["start_blog"], ["import_wordpress", "tests/data/wordpress.xml"]])
def test_database_without_tables_is_one_line(command: list[str], tmp_path: Path) -> None:
    line = line_of(manage(tmp_path, *command))
    assert line.startswith("DATABASE_URL: ") and "manage.py migrate" in line


@pytest.mark.parametrize("command", ["check", "serve", "run"])
@pytest.mark.parametrize("name", ["config.settings.prod", "konfig.settings.production", "production"])
def test_misspelt_settings_are_one_line(command: str, name: str, tmp_path: Path) -> None:
    line = line_of(manage(tmp_path, command, DJANGO_SETTINGS_MODULE=name))
    assert line.startswith("Parley did not start: DJANGO_SETTINGS_MODULE must be config.settings.production")


def test_misspelt_settings_named_as_an_argument_are_one_line(tmp_path: Path) -> None:
    assert "DJANGO_SETTINGS_MODULE must be" in line_of(manage(tmp_path, "check", "--settings=config.prod"))


def test_settings_that_lack_a_key_are_one_line(tmp_path: Path) -> None:
    line = line_of(manage(tmp_path, "check", DJANGO_SETTINGS_MODULE="config.settings.base"))
    assert "SECRET_KEY" in line and "DJANGO_SETTINGS_MODULE is config.settings.base" in line


def test_settings_without_a_name_are_the_local_ones(tmp_path: Path) -> None:
    assert manage(tmp_path, "check", DJANGO_SETTINGS_MODULE=" ").returncode == 0


@pytest.mark.parametrize("command", ["check", "run", "serve"])
def test_data_directory_that_is_a_file_is_one_line(command: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    line = line_of(manage(tmp_path / "file" / "below", command))
    assert line.startswith("Parley did not start: DATA_DIR must be a directory that can be written to, and ")
    assert str(tmp_path / "file") in line


def test_file_that_stands_in_the_way_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "static").touch()
    line = line_of(manage(tmp_path, "collectstatic", "--no-input", "--verbosity=0"))
    assert line.startswith(f"{tmp_path / 'static'}/") and " can't be used: " in line


def _leave_little_room() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


def test_disk_without_room_is_one_line(tmp_path: Path) -> None:
    done = manage(tmp_path, "collectstatic", "--no-input", "--verbosity=0", before=_leave_little_room)
    assert line_of(done).endswith(f"What Parley writes is kept in DATA_DIR, {tmp_path}.")


def test_traceback_is_shown_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "static").touch()
    done = manage(tmp_path, "collectstatic", "--no-input", "--traceback")
    assert done.stderr.startswith("Traceback ")
