"""Asking a WSGI application as a server does, in this process."""

import gzip
import sys
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from blog.pagecache.front import Application


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    sent: bytes

    @property
    def text(self) -> str:
        is_zipped = self.headers.get("content-encoding") == "gzip" and self.sent
        return (gzip.decompress(self.sent) if is_zipped else self.sent).decode()

    @property
    def told(self) -> str:
        """What the front says of itself: "hit", "fwd=miss; stored", or nothing where it had no part."""
        return self.headers.get("cache-status", "").removeprefix("Parley; ")


def ask(application: Application, address: str, *, method: str = "GET", **environ: Any) -> Answer:
    """Ask for a path, with what comes behind its "?"; ``environ`` are further variables of WSGI."""
    path, _mark, query = address.partition("?")
    begun: list[Any] = []
    asked = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "testserver",
        "REMOTE_ADDR": "192.0.2.7",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
    } | environ
    answer = application(asked, lambda *given: begun.append(given))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    status, headers = begun[0][:2]
    return Answer(int(status[:3]), {name.lower(): value for name, value in headers}, body)
