"""Serve the site: granian's WSGI server, several workers, until it is told to stop.

What could go wrong is looked for before the workers start, since from then on it would be told many times
over.
"""

import ctypes
import ipaddress
import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from threading import Lock, Thread
from typing import Any, NoReturn

from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from django.utils.module_loading import import_string

from . import background
from .models import SiteSettings

logger = logging.getLogger(__name__)

# The last of them comes when a terminal is closed: granian would begin anew, and hold its port out of sight.
# What is ignored, as that one is under nohup, stays so.
STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
# Seconds for requests under way when the server is told to stop; a worker that is still starting may need
# them too.
STOP_TIMEOUT = 15
# Seconds after which an unused thread ends, and its database connection with it.
IDLE_THREAD_TIMEOUT = 600
# Seconds after which a connection is closed on which no request, or only the beginning of one, has come.
HEADER_TIMEOUT = 30
# Bytes of a request's line and headers, roughly: the answer to more is 431.
HEADER_LIMIT = 64 * 1024
# Seconds for the process of periodic jobs, which stops at once unless it is stuck.
BACKGROUND_STOP_TIMEOUT = 2
# Seconds for the main process to hear what a worker has been told by somebody else.
HEARING_TIME = 1
# Seconds between a worker's looks whether the main process is still there.
ORPHAN_TIME = 1
# As glibc's malloc.h has it.
_M_ARENA_MAX = -8
# Seconds before another one is started, so that one that can't live doesn't keep the machine busy.
RESTART_PAUSE = 5


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


def _limit_arenas() -> None:
    """Let the threads of each process share two pools of memory, where the C library is glibc.

    It would give each of dozens one of its own, and what one has let go of no other can use.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def _close_connections() -> None:
    # A connection can't be carried over into a forked worker.
    for connection in connections.all(initialized_only=True):
        connection.close()


class _Background:
    """One more process beside the workers, for the jobs of ``blog.background``; another one when it ends.

    It is forked like the workers, so it starts with what has been loaded, and it ends with this process,
    however that ends. The thread that waits for it holds no lock while it does, see below.
    """

    def __init__(self) -> None:
        self.server = os.getpid()
        self.turn = Lock()
        self.is_over = False
        self.pid = self._fork()

    def keep(self) -> None:
        """Start another one whenever it ends, until :meth:`stop`."""
        Thread(target=self._keep, daemon=True).start()

    def stop(self) -> None:
        """End it; it never keeps the server from stopping."""
        with self.turn:
            self.is_over = True
        if self.pid and not self._has_ended(after=signal.SIGTERM):
            self._has_ended(after=signal.SIGKILL)

    def _keep(self) -> None:
        while True:
            _wait_for(self.pid)
            self.pid = 0  # the number may be somebody else's from now on
            time.sleep(RESTART_PAUSE)
            with self.turn:
                if self.is_over:
                    return
                logger.error("The process for periodic jobs has ended; another one is started.")
                self.pid = self._fork()

    def _has_ended(self, *, after: signal.Signals) -> bool:
        pid, until = self.pid, time.monotonic() + BACKGROUND_STOP_TIMEOUT
        with suppress(ProcessLookupError):
            os.kill(pid, after)
        while _is_running(pid):
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    def _fork(self) -> int:
        pid = os.fork()
        if pid == 0:
            self._work()
        return pid

    def _work(self) -> NoReturn:
        """What the new process does; nothing of the server's is cleared up when it ends."""
        status = 1
        try:
            background.stop_when_told()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
            background.run(logger.info, is_wanted=lambda: os.getppid() == self.server)
            status = 0
        except SystemExit:
            status = 0
        except BaseException:
            logger.exception("The process for periodic jobs fails.")
        finally:
            os._exit(status)


def _wait_for(pid: int) -> None:
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _is_running(pid: int) -> bool:
    """Whether that child runs still; one that nobody has waited for yet doesn't."""
    try:
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    except ChildProcessError:  # the thread has waited for it
        return False


class _Announcement:
    """Said once, by the worker that first finds the address answering; granian's own hook comes before that.

    Not by a thread of the main process: workers are forked from it, and a lock that such a thread holds at
    that moment stays locked in the worker for ever.
    """

    def __init__(self, address: str, port: int, say: Callable[[], None]) -> None:
        self.place = (address, port)
        self.say = say
        self.taker, giver = os.pipe()
        os.set_blocking(self.taker, False)
        os.write(giver, b"!")
        self.giver = giver  # kept open: at its end a pipe would read as empty text, again and again

    def make_when_listening(self) -> None:
        while True:
            try:
                socket.create_connection(self.place, timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return self._make()

    def _make(self) -> None:
        try:
            os.read(self.taker, 1)
        except BlockingIOError:  # another worker has taken it
            return
        self.say()


def _stop_when_told(numbers: set[signal.Signals], stop: Callable[[], None]) -> None:
    """Call `stop` for each of these signals, which every thread has blocked."""
    while True:
        signal.sigwait(numbers)
        stop()


def _load_in_worker(_target: str, *, announcement: _Announcement) -> Any:
    """Return the application; called in each worker, before granian sets its signal handlers."""
    server, inherited = os.getppid(), signal.getsignal(signal.SIGTERM)
    Thread(target=_stop_worker_when_told, args=(server, inherited), daemon=True).start()
    application = import_string(settings.WSGI_APPLICATION)
    Thread(target=announcement.make_when_listening, daemon=True).start()
    return application


def _stop_worker_when_told(server: int, inherited: Any) -> None:
    """Wait for SIGTERM, then call the worker's handler of it, which isn't the one of the main process.

    Who was killed told nobody: then the next server would find the port taken.
    """
    while (told := signal.sigtimedwait({signal.SIGTERM}, ORPHAN_TIME)) is None and os.getppid() == server:
        pass
    # The server is told as well, and would take a quicker worker for a broken one.
    if told and told.si_pid != server:
        signal.sigtimedwait({signal.SIGTERM}, HEARING_TIME)
    stop = signal.getsignal(signal.SIGTERM)
    if stop is inherited:  # it is still loading, and answers nobody yet
        os._exit(0)
    if callable(stop):
        stop(signal.SIGTERM, None)


def serve(address: str, port: int, *, announce: Callable[[], None]) -> None:
    """Serve on `address` until SIGTERM, SIGINT or SIGHUP; call `announce` when it can be reached.

    The number of workers, and of the threads of each that make pages, are settings.WORKERS and
    settings.THREADS. Granian's own threads begin and end requests, and wait for slow clients; they are
    started as they are needed.
    """
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.log import logger as granian_logger
    from granian.server import Server

    _limit_arenas()
    _load_application()
    _close_connections()
    told = {number for number in STOP_SIGNALS if signal.getsignal(number) is not signal.SIG_IGN}
    # Python handles a signal in its main thread only, and the kernel may hand it to another one while it
    # sleeps: of two at once (control-C goes to every process of a terminal, systemd's SIGTERM to every one of
    # a unit, and then comes the main process's own), or while a thread forks. The process would be waited for
    # in vain. So here, and in what is forked from here, one thread and no other looks for them.
    signal.pthread_sigmask(signal.SIG_BLOCK, told)
    periodic = _Background() if settings.BACKGROUND else None
    server = Server(
        settings.WSGI_APPLICATION.replace(".application", ":application"),
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.WORKERS,
        blocking_threads=settings.SLOW_CLIENTS + 2 * settings.THREADS,
        blocking_threads_idle_timeout=IDLE_THREAD_TIMEOUT,
        websockets=False,
        http=HTTPModes.http1,  # proxies speak nothing else to us, and HTTP/2 has no limit on slow headers
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT * 1000, max_buffer_size=HEADER_LIMIT),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_TIMEOUT,
    )
    # Many threads are on purpose; what they call isn't what takes time.
    granian_logger.addFilter(lambda record: "Configuration allows spawning" not in record.getMessage())
    if periodic is not None:
        server.on_startup(periodic.keep)
        server.on_shutdown(periodic.stop)
    waiting = Thread(target=_stop_when_told, args=(told, server.signal_handler_interrupt), daemon=True)
    server.on_startup(waiting.start)
    server.serve(target_loader=partial(_load_in_worker, announcement=_Announcement(address, port, announce)))
