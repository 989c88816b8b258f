"""The process of periodic jobs: beside the workers, started anew when it dies, gone when they are."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from blog.serving import STOP_TIMEOUT
from tests.integration.test_run import ROOT, TIMEOUT, environment, free_port

STARTED_ANEW = "another one is started"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty blog that is no demo."""
    data = tmp_path_factory.mktemp("background") / "var"
    data.mkdir()
    manage(data, "migrate", "--verbosity=0")
    return data


def manage(data: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(data),
        capture_output=True,
        text=True,
        check=True,
        timeout=TIMEOUT,
    )
    return done.stdout


@contextmanager
def started(data: Path, *arguments: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """A command that runs until it is told to stop; whatever is left of it is killed."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(data, **{"WORKERS": "1", **variables}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=TIMEOUT)


def wait_for_line(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return
    raise AssertionError(lines)


def children_of(pid: int) -> list[int]:
    """Its children, the oldest first; the process of periodic jobs is forked before the workers."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for_end(pid: int) -> None:
    """Wait for a process that isn't our child."""
    descriptor = os.pidfd_open(pid)
    try:
        assert select.select([descriptor], [], [], TIMEOUT)[0]
    finally:
        os.close(descriptor)


def test_it_is_started_anew_when_it_dies_and_stops_with_the_server(data: Path) -> None:
    with started(data, "serve", "--port", str(free_port())) as server:
        wait_for_line(server, "Parley is at")
        first, worker = children_of(server.pid)
        os.kill(first, signal.SIGKILL)
        wait_for_line(server, STARTED_ANEW)
        assert worker in children_of(server.pid)
        server.send_signal(signal.SIGTERM)
        rest, _nothing = server.communicate(timeout=STOP_TIMEOUT - 3)  # or the server has had to kill
        assert server.returncode == 0, rest
        assert "Traceback" not in rest


def test_signals_wait_for_one_thread_of_each_process(data: Path) -> None:
    """Handed to any other, or to the main one while it sleeps, they would be waited for in vain."""
    with started(data, "serve", "--port", str(free_port())) as server:
        wait_for_line(server, "Parley is at")
        periodic, worker = children_of(server.pid)
        for pid in (server.pid, worker):
            assert len(threads_that_get_sigterm(pid)) == 1
            assert pid not in threads_that_get_sigterm(pid)
        assert threads_that_get_sigterm(periodic) == [periodic]


def threads_that_get_sigterm(pid: int) -> list[int]:
    """Those of a process that haven't blocked it; the kernel doesn't count one that waits for it as such."""
    found = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # one that has ended meanwhile
            status = dict(line.split(":\t", 1) for line in (thread / "status").read_text().splitlines())
            if not int(status["SigBlk"], 16) & 1 << signal.SIGTERM - 1:
                found.append(int(thread.name))
    return found


def test_worker_told_before_the_server_is_not_taken_for_a_broken_one(data: Path) -> None:
    """As it comes when a whole unit or container is told to stop."""
    with started(data, "serve", "--port", str(free_port())) as server:
        wait_for_line(server, "Parley is at")
        _periodic, worker = children_of(server.pid)
        os.kill(worker, signal.SIGTERM)
        server.send_signal(signal.SIGTERM)
        rest, _nothing = server.communicate(timeout=STOP_TIMEOUT - 3)
        assert server.returncode == 0, rest
        assert "Unexpected exit" not in rest


def test_it_and_the_workers_end_when_the_server_is_killed(data: Path) -> None:
    with started(data, "serve", "--port", str(free_port())) as server:
        wait_for_line(server, "Parley is at")
        left = children_of(server.pid)
        server.kill()
        assert len(left) == 2
        for pid in left:
            wait_for_end(pid)


def test_stuck_one_does_not_keep_the_server_from_stopping(data: Path) -> None:
    with started(data, "serve", "--port", str(free_port())) as server:
        wait_for_line(server, "Parley is at")
        os.kill(children_of(server.pid)[0], signal.SIGSTOP)
        server.send_signal(signal.SIGTERM)
        rest, _nothing = server.communicate(timeout=STOP_TIMEOUT - 3)
        assert server.returncode == 0, rest


def test_there_is_none_when_it_is_switched_off(data: Path) -> None:
    with started(data, "serve", "--port", str(free_port()), BACKGROUND="false") as server:
        wait_for_line(server, "Parley is at")
        assert len(children_of(server.pid)) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_command_works_until_it_is_told_to_stop(data: Path, number: signal.Signals) -> None:
    manage(data, "shell", "--verbosity=0", "-c", AN_OLD_COMMENT)
    with started(data, "background") as process:
        wait_for_line(process, "IP address of 1 comment erased.")
        process.send_signal(number)
        rest, _nothing = process.communicate(timeout=TIMEOUT)
        assert (process.returncode, rest) == (0, "")


AN_OLD_COMMENT = """
import datetime
from django.utils import timezone
from blog.models import Post
from comments.models import Comment
post = Post.objects.first() or Post.objects.create(title="A post", slug="a-post")
long_ago = timezone.now() - datetime.timedelta(days=91)
Comment.objects.create(post=post, source="Old", ip="192.0.2.1", created_at=long_ago)
"""


def test_command_for_cron_says_what_it_did_and_ends(data: Path) -> None:
    manage(data, "shell", "--verbosity=0", "-c", AN_OLD_COMMENT)
    assert manage(data, "background", "--once") == "IP address of 1 comment erased.\n"
    assert manage(data, "background", "--once") == ""
