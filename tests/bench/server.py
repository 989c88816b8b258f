"""A server of the real kind, in a directory of its own, and what its processes cost."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
START_TIMEOUT = 30  # seconds
SETTLE_TIMEOUT = 60


def environment(data_dir: Path, database_url: str = "", *, page_cache: bool = True) -> dict[str, str]:
    """The environment of a command on the blog in ``data_dir``."""
    wanted = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DATA_DIR": str(data_dir),
        "ENV_FILE": os.devnull,
    }
    wanted.pop("PAGE_STORE_MB", None)  # as much as by default
    if not page_cache:
        wanted["PAGE_STORE_MB"] = "0"
    if database_url:
        wanted["DATABASE_URL"] = database_url
    return wanted


def manage(data_dir: Path, *arguments: str, database_url: str = "") -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(data_dir, database_url),
        check=True,
        stdout=subprocess.DEVNULL,
    )


@dataclass
class Server:
    """A running server; ``start_seconds`` went by from its command to its first page."""

    process: subprocess.Popen[bytes]
    port: int
    start_seconds: float

    def pids(self) -> list[int]:
        """The server's process and all below it."""
        found, todo = [], [self.process.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                todo += [int(child) for child in children.read_text().split()]
        return found

    def cpu_seconds(self) -> float:
        """The processor time that the whole tree has used so far."""
        total = 0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def settle(self) -> None:
        """Wait until it has done what it does first, such as the periodic jobs of years without it."""
        before, now, deadline = -1.0, self.cpu_seconds(), time.monotonic() + SETTLE_TIMEOUT
        while before != now and time.monotonic() < deadline:
            time.sleep(2)
            before, now = now, self.cpu_seconds()

    def memory(self) -> int:
        """The memory of the whole tree in bytes, shared pages divided among those who share them."""
        total = 0
        for pid in self.pids():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        return total

    def kill(self) -> None:
        """End every process at once, as a power cut does."""
        for pid in self.pids():
            os.kill(pid, signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(data_dir: Path, database_url: str = "", *, page_cache: bool = True) -> Iterator[Server]:
    """Serve ``data_dir`` while the block runs. RuntimeError: it doesn't start."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with running(command, port, environment(data_dir, database_url, page_cache=page_cache)) as server:
        yield server


@contextmanager
def running(
    command: Sequence[str], port: int, variables: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a server while the block runs, which begins with its first page. RuntimeError: there is none."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_until_it_answers(process, port)
        yield Server(process, port, time.perf_counter() - start)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.01)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("The server did not start.")
