"""Serve the site: granian's WSGI server, several workers, until it is told to stop.

What could go wrong is looked for before the workers start, since from then on it would be told many times
over.
"""

import ipaddress
import socket
import time
from collections.abc import Callable
from importlib import import_module
from threading import Thread

from django.conf import settings
from django.db import connections
from django.urls import get_resolver

from .models import SiteSettings

# Seconds for requests under way when the server is told to stop; a worker that is still starting may need
# them too.
STOP_TIMEOUT = 15
# Seconds after which an unused thread ends, and its database connection with it.
IDLE_THREAD_TIMEOUT = 600


class ServingError(Exception):
    """The server was not started; the text says why, and what to do."""


def resolve_host(host: str, port: int) -> str:
    """Return the address that `host` stands for. Raises ServingError when it stands for none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        raise ServingError(
            f"HOST is {host}, which is no address of this machine; 127.0.0.1 always is."
        ) from None
    return str(found[0][4][0])


def ensure_port_is_free(address: str, port: int) -> None:
    """Raise ServingError when somebody listens there: granian would silently share the port with them."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen(1)
        except OSError as error:
            raise ServingError(
                f"Port {port} of {address} can't be used ({error.strerror}); choose another one with PORT=."
            ) from None


def ensure_demo_stays_home(address: str) -> None:
    """Raise ServingError when the demo, whose accounts are no secret, would be served to the world."""
    if not SiteSettings.current().is_demo:
        return
    if not settings.PARLEY_LOCAL:
        raise ServingError(
            "This database holds the demo, which is not for production; run `manage.py start_blog` first."
        )
    if not ipaddress.ip_address(address).is_loopback:
        raise ServingError(
            f"The demo is for this machine only, and {address} is not; run `manage.py start_blog` first."
        )


def _load_application() -> None:
    """Import everything once, so that the workers, forked from this process, start with it."""
    import_module(settings.WSGI_APPLICATION.rpartition(".")[0])
    _ = get_resolver().url_patterns


def _close_connections() -> None:
    # A connection, or the threads of a pool, can't be carried over into a forked worker.
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def _announce_when_listening(address: str, port: int, announce: Callable[[], None]) -> None:
    """Call `announce` as soon as a worker takes connections; granian's own hook comes before that."""
    while True:
        try:
            socket.create_connection((address, port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return announce()


def serve(address: str, port: int, *, announce: Callable[[], None]) -> None:
    """Serve on `address` until SIGTERM or SIGINT; call `announce` when it can be reached.

    The number of workers, and of the threads of each, are settings.WORKERS and settings.THREADS.
    """
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    _load_application()
    _close_connections()
    server = Server(
        settings.WSGI_APPLICATION.replace(".application", ":application"),
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.WORKERS,
        blocking_threads=settings.THREADS,
        blocking_threads_idle_timeout=IDLE_THREAD_TIMEOUT,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_TIMEOUT,
    )
    waiter = Thread(target=_announce_when_listening, args=(address, port, announce), daemon=True)
    server.on_startup(waiter.start)
    server.serve()
