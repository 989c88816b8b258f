"""`manage.py run`, as `make run` starts it: from nothing to a blog that answers, and again."""

import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path

import pytest

from blog.serving import STOP_TIMEOUT

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 60  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, **variables: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DATA_DIR": str(data)} | variables


def heed_hangups() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def told_to_stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)


def control_c(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGINT)


def terminal_closed(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGHUP)


@contextmanager
def running(
    data: Path, port: int, stop: Callable[[subprocess.Popen[str]], None] = told_to_stop
) -> Iterator[list[str]]:
    """Start it, give the lines it prints until it serves, and see that it stops when told to."""
    command = [sys.executable, "manage.py", "run", "--port", str(port)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # The tests may run under nohup; this must not.
        preexec_fn=heed_hangups,  # noqa: PLW1509  no other thread runs here
    )
    assert process.stdout
    lines: list[str] = []
    try:
        for line in process.stdout:
            lines.append(line.rstrip())
            if line.startswith("Control-C"):
                break
        assert process.poll() is None, lines
        yield lines
    finally:
        stop(process)
        # A worker that doesn't heed is killed after STOP_TIMEOUT, and waited for until then. (What the server
        # says about killing is no proof: it is sometimes said of a worker that has just ended.)
        rest, _nothing = process.communicate(timeout=STOP_TIMEOUT - 3)
    assert process.returncode == 0, rest
    assert "Traceback" not in rest


def get(port: int, path: str, **headers: str) -> tuple[int, Message, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        return answer.status, answer.headers, answer.read().decode(errors="replace")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run") / "var"


@pytest.fixture(scope="module")
def first(data: Path) -> Iterator[tuple[int, list[str]]]:
    port = free_port()
    with running(data, port) as lines:
        yield port, lines


def test_first_start_prepares_everything_and_serves(first: tuple[int, list[str]]):
    port, lines = first
    assert f"Parley is at http://127.0.0.1:{port}/" in lines
    status, headers, _page = get(port, "/")
    assert status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_static_files_are_compressed_and_kept_for_ever(first: tuple[int, list[str]]):
    port, _lines = first
    page = get(port, "/admin/login/")[2]
    path = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    headers = get(port, path, **{"Accept-Encoding": "br"})[1]
    assert headers["Content-Encoding"] == "br"
    assert "immutable" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_setup_address_that_is_printed_works(first: tuple[int, list[str]]):
    port, lines = first
    address = next(line for line in lines if "/setup/?token=" in line).rpartition(" ")[2]
    assert address.startswith(f"http://127.0.0.1:{port}/setup/?token=")
    status, _headers, page = get(port, "/setup/?" + address.partition("?")[2])
    assert status == 200
    assert 'value="' + address.partition("=")[2] in page


def test_demo_accounts_are_printed_and_kept_private(first: tuple[int, list[str]], data: Path):
    _port, lines = first
    kept = data / "demo-accounts.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    accounts = kept.read_text().splitlines()
    assert len(accounts) >= 5
    assert {f"    {account}" for account in accounts} <= set(lines)


def test_everything_lies_in_the_data_directory(first: tuple[int, list[str]], data: Path):
    names = {path.name for path in data.iterdir()}
    assert {"parley.sqlite3", "static", "secret_key", "setup-token"} <= names
    for name in ("secret_key", "setup-token"):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600


def test_second_server_does_not_share_the_port(first: tuple[int, list[str]], data: Path):
    port, _lines = first
    command = [sys.executable, "manage.py", "run", "--port", str(port)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(data), capture_output=True, text=True, check=False, timeout=TIMEOUT
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"CommandError: Port {port} of 127.0.0.1 can't be used")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("stop", [control_c, terminal_closed])
def test_whole_terminal_is_told_to_stop_and_every_worker_does(
    first: tuple[int, list[str]], data: Path, stop: Callable[[subprocess.Popen[str]], None]
):
    port = free_port()
    with running(data, port, stop):
        assert get(port, "/")[0] == 200
    with pytest.raises(OSError, match="refused"):
        get(port, "/")


def test_next_start_has_nothing_to_prepare(first: tuple[int, list[str]], data: Path):
    _port, lines = first
    prepared = [line for line in lines if line.startswith(("The database", "Style sheets", "A demo"))]
    assert len(prepared) == 3
    with running(data, free_port()) as again:
        assert not set(prepared) & set(again)


def test_database_that_does_not_answer_is_one_line(tmp_path: Path):
    variables = environment(tmp_path, DATABASE_URL="postgres://127.0.0.1:1/parley", PORT=str(free_port()))
    command = [sys.executable, "manage.py", "run"]
    done = subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False, timeout=TIMEOUT
    )
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: DATABASE_URL: ")
    assert len(done.stderr.strip().splitlines()) == 1
