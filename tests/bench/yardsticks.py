"""Two applications that do next to nothing, served as the blog is: what a page costs at least.

``callable`` hands out a page that lies ready, compressed; ``view`` does the same from a Django view, behind
the middleware that ``startproject`` writes into its settings.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.server import Server, free_port, running

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
KINDS = ("callable", "view")
# Of each: its kind, and whose bytes it hands out.
YARDSTICKS = {
    "callable": ("callable", "home"),
    "view": ("view", "home"),
    "callable, long": ("callable", "post, 200 comments"),
}


@contextmanager
def serving_yardstick(kind: str, page: Path, *, workers: int, threads: int) -> Iterator[Server]:
    """Serve the compressed ``page`` at every path while the block runs."""
    port = free_port()
    numbers = [str(number) for number in (port, workers, threads)]
    command = [sys.executable, "-m", "tests.bench.yardsticks", kind, str(page), *numbers]
    with running(command, port) as server:
        yield server


def bare_callable(page: bytes) -> Application:
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", str(len(page))),
    ]

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", headers)
        return [page]

    return application


def bare_view(page: bytes) -> Application:
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(page, headers={"Content-Encoding": "gzip"})

    # What `django-admin startproject` writes, as far as a request meets it.
    settings.configure(
        SECRET_KEY="of no use here",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=(path("", view),),
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
    )
    return get_wsgi_application()


def _serve(kind: str, page: bytes, port: int, workers: int, threads: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server as Granian

    application = bare_callable(page) if kind == "callable" else bare_view(page)
    # As blog/serving.py does it.
    Granian(
        "yardstick:application",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve(target_loader=lambda _target: application)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("page", type=Path)
    for number in ("port", "workers", "threads"):
        parser.add_argument(number, type=int)
    given = parser.parse_args()
    _serve(given.kind, given.page.read_bytes(), given.port, given.workers, given.threads)
