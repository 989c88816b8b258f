"""Stamps: one token a key, changed in the same transaction as what the key stands for.

A token is the time of the change, in seconds and in base 16, a dot, and a random part. Whether it is
another one is all that tells if a page is stale; the time is for those who ask since when.

Plain SQL, since this package lies below the models; the table is that of ``blog.models.Stamp``.
"""

import datetime
import secrets
import time
from collections.abc import Iterable

from django.db import connection

from blog.statements import answer

TABLE = "blog_stamp"
# SQLite allows 999 parameters in old builds; two a key.
_BATCH = 400


def invalidate(keys: Iterable[str]) -> None:
    """Give each of ``keys`` a new token: every page that depends on one of them is out of date.

    Called once, at the end of a verb, inside its transaction. Keys are written in sorted order: two
    verbs that took them in opposite order would deadlock on PostgreSQL.
    """
    ordered = sorted(set(keys))
    moment = f"{int(time.time()):x}"
    with connection.cursor() as cursor:
        for start in range(0, len(ordered), _BATCH):
            batch = ordered[start : start + _BATCH]
            values = ", ".join(["(%s, %s)"] * len(batch))
            cursor.execute(
                f"INSERT INTO {TABLE} (key, token) VALUES {values} "  # noqa: S608 (only placeholders)
                "ON CONFLICT (key) DO UPDATE SET token = excluded.token",
                [part for key in batch for part in (key, f"{moment}.{secrets.token_urlsafe(9)}")],
            )


def read_stamps(keys: Iterable[str], *, first: str = "", last: str = "") -> dict[str, str]:
    """Return the tokens of those of ``keys`` that have one.

    ``first`` and ``last`` are statements that PostgreSQL is given in the same question.
    """
    ordered = sorted(set(keys))
    stamps: dict[str, str] = {}
    for start in range(0, len(ordered), _BATCH):
        batch = ordered[start : start + _BATCH]
        places = ", ".join(["%s"] * len(batch))
        is_last = start + _BATCH >= len(ordered)
        stamps.update(
            answer(
                f"SELECT key, token FROM {TABLE} WHERE key IN ({places})",  # noqa: S608
                batch,
                first=first if start == 0 else "",
                last=last if is_last else "",
            )
        )
    return stamps


def changed_at(token: str) -> datetime.datetime | None:
    """Return when the key got this token; None for the first one, which a migration gave it."""
    seconds, dot, _ = token.partition(".")
    return datetime.datetime.fromtimestamp(int(seconds, 16), datetime.UTC) if dot else None


def changes(keys: Iterable[str]) -> dict[str, datetime.datetime]:
    """Return when those of ``keys`` last changed of which that is known."""
    found = {key: changed_at(token) for key, token in read_stamps(keys).items()}
    return {key: moment for key, moment in found.items() if moment}
