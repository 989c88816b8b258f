"""PostgreSQL as whoever serves pages uses it: connections are kept, and no statement may last for ever.

Each of Django's threads (config.wsgi) has a connection of its own, as with SQLite. There are as many as
settings.THREADS, and they stay, so a pool would be one more thing to ask each time.
"""

import select
from typing import Any

from django.core.signals import request_started
from django.db import DEFAULT_DB_ALIAS, connections

# A page that needs longer than this is a bug or an attack. Only here: imports and migrations may take their
# time.
_LIMITS = "-c statement_timeout=30s -c lock_timeout=20s"
# Milliseconds after which a server that has vanished without a word is given up on; the system itself would
# take a quarter of an hour.
_VANISHED = 30_000


def keep_connections() -> None:
    """Keep each thread's connection from now on, with limits; nothing where the database isn't PostgreSQL."""
    database = connections.settings[DEFAULT_DB_ALIAS]
    if not database["ENGINE"].endswith("postgresql"):
        return
    connections.close_all()  # those that were opened have no limits
    options = database["OPTIONS"]
    options["options"] = f"{options.get('options', '')} {_LIMITS}"
    options.setdefault("tcp_user_timeout", _VANISHED)
    database["CONN_MAX_AGE"] = None
    database["CONN_HEALTH_CHECKS"] = False  # a question to the database each time; see below
    request_started.connect(drop_ended)


def drop_ended(**_signal: Any) -> None:
    """Close this thread's connection if PostgreSQL has ended it, so that the next statement opens a new one.

    It has said so then, and nobody has read it yet: between statements there is nothing else to read.
    """
    here = connections[DEFAULT_DB_ALIAS]
    if here.vendor != "postgresql" or here.connection is None or here.in_atomic_block:
        return
    if here.connection.closed or _can_be_read(here.connection.fileno()):
        here.close()


def _can_be_read(descriptor: int) -> bool:
    looking = select.poll()  # select.select knows no descriptors above 1,023
    looking.register(descriptor, select.POLLIN)
    return bool(looking.poll(0))
