"""Servers of the real kind on the database of the tests, each a process tree of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT = 60  # seconds
HOST = "parley.example"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def is_hit(self) -> bool:
        return self.headers.get("cache-status", "").startswith("Parley; hit")

    @property
    def is_stored(self) -> bool:
        return "cache-status" in self.headers


@dataclass(frozen=True)
class Served:
    port: int
    process: subprocess.Popen[bytes]

    def ask(
        self, path: str, *, method: str = "GET", body: str | None = None, host: str = HOST, **headers: str
    ) -> Answer:
        """Ask for ``path`` on a connection of its own; ``headers`` have ``_`` where there is a hyphen."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        link = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request(method, quote(path, "/?=&%"), body, {"Host": host} | named)
            answer = link.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())
        finally:
            link.close()

    def made(self, path: str) -> Answer:
        """Ask as somebody whose session has ended, for whom no page is taken from the store."""
        return self.ask(path, Cookie="sessionid=ended")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url() -> str:
    """Return the URL of the database that the tests use."""
    found = connection.settings_dict
    name = quote(str(found["NAME"]))
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    who = f"{quote(found['USER'])}:{quote(found['PASSWORD'])}@" if found["USER"] else ""
    where = quote(found["HOST"], safe="") + (f":{found['PORT']}" if found["PORT"] else "")
    return f"postgres://{who}{where}/{name}"


def environment(**variables: str) -> dict[str, str]:
    """Return the environment of a command on that database; one server is like the other for its readers."""
    return {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DATA_DIR": str(settings.DATA_DIR),
        "DATABASE_URL": database_url(),
        "SITE_URL": f"http://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "WORKERS": "1",
        "BACKGROUND": "false",
        "LOG_LEVEL": "ERROR",
    } | variables


def collect_static() -> None:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input"],
        cwd=ROOT,
        env=environment(),
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def serving(**variables: str) -> Iterator[Served]:
    """Serve with these ``variables`` of the environment while the block runs."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment(**variables),
        stdout=subprocess.DEVNULL,
    )
    served = Served(port, process)
    try:
        _wait_for(served)
        yield served
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(served: Served) -> None:
    until = time.monotonic() + START_TIMEOUT
    while time.monotonic() < until and served.process.poll() is None:
        try:
            served.ask("/healthz")
        except (OSError, HTTPException):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The server did not start.")
