"""Stamps: one random token a key, changed in the same transaction as what the key stands for.

Plain SQL, since this package lies below the models; the table is that of ``blog.models.Stamp``.
"""

import secrets
from collections.abc import Iterable

from django.db import connection

TABLE = "blog_stamp"
# SQLite allows 999 parameters in old builds; two a key.
_BATCH = 400


def invalidate(keys: Iterable[str]) -> None:
    """Give each of ``keys`` a new token: every page that depends on one of them is out of date.

    Called once, at the end of a verb, inside its transaction. Keys are written in sorted order: two
    verbs that took them in opposite order would deadlock on PostgreSQL.
    """
    ordered = sorted(set(keys))
    with connection.cursor() as cursor:
        for start in range(0, len(ordered), _BATCH):
            batch = ordered[start : start + _BATCH]
            values = ", ".join(["(%s, %s)"] * len(batch))
            cursor.execute(
                f"INSERT INTO {TABLE} (key, token) VALUES {values} "  # noqa: S608 (only placeholders)
                "ON CONFLICT (key) DO UPDATE SET token = excluded.token",
                [part for key in batch for part in (key, secrets.token_urlsafe(16))],
            )


def read_stamps(keys: Iterable[str]) -> dict[str, str]:
    """Return the tokens of those of ``keys`` that have one."""
    ordered = sorted(set(keys))
    stamps: dict[str, str] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(ordered), _BATCH):
            batch = ordered[start : start + _BATCH]
            places = ", ".join(["%s"] * len(batch))
            cursor.execute(f"SELECT key, token FROM {TABLE} WHERE key IN ({places})", batch)  # noqa: S608
            stamps.update(cursor.fetchall())
    return stamps
