"""What is done beside the requests: jobs of every minute and every hour, which hear ``blog.signals``.

They run in a process of their own, beside the server's workers (``blog.serving``), by `manage.py background`
or by cron. A job is a receiver that may be called at any time, by two processes at once, and be stopped
anywhere: what it leaves undone, its next turn does.
"""

import signal
import time
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections
from django.dispatch import Signal, receiver

from blog import throttle
from blog.signals import hourly, minutely

PERIODS = {minutely: 60, hourly: 60 * 60}  # seconds
TICK = 0.5  # seconds after which it is looked whether to go on

Say = Callable[[str], Any]


def run(say: Say, *, is_wanted: Callable[[], bool] = lambda: True) -> None:
    """Do every job when it is time, and say what was done, for as long as ``is_wanted`` says so."""
    due = dict.fromkeys(PERIODS, 0.0)
    while is_wanted():
        for kind, period in PERIODS.items():
            if due[kind] <= time.monotonic():
                due[kind] = time.monotonic() + period
                close_old_connections()  # what the last turn left may be broken by now
                do(kind, say)
                close_old_connections()
        time.sleep(TICK)


def run_once(say: Say) -> int:
    """Do every job now, and say what was done; return how many have failed."""
    return sum(do(kind, say) for kind in PERIODS)


def do(kind: Signal, say: Say) -> int:
    """Do the jobs of one kind; return how many failed. Django logs these, and the others are done as well."""
    results = [result for _job, result in kind.send_robust(sender=None)]
    for result in results:
        if result and not isinstance(result, Exception):
            say(result)
    return sum(isinstance(result, Exception) for result in results)


@receiver(hourly, dispatch_uid="blog.forget_attempts")
def forget_attempts(**kwargs: Any) -> None:
    """Nobody has to be told of these."""
    throttle.forget_old()


def stop_when_told() -> None:
    """Let this process end, at once and without a word, when it gets one of the signals that say so.

    A transaction under way is rolled back, and its job done anew by whoever is next.
    """
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as SIGHUP is under nohup
            signal.signal(number, _stop)


def _stop(*_args: Any) -> None:
    raise SystemExit(0)
