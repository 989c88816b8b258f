"""Whoever writes, and their network, get one turn at a time, so that two comments at once can't both be the
first. The post's row lock would not do: the other one may be below another post.
"""

import hashlib

from django.db import connection

from comments.cleaning import network_of
from comments.models import Comment
from comments.rules.facts import whose


def take_turn(comment: Comment) -> None:
    """Wait until no other comment of this person, or their network, is being stored.

    Kept until the transaction ends, and taken before the lock of the post by everybody, in one order. On
    SQLite the transaction itself, which is IMMEDIATE, is the turn.
    """
    if connection.vendor != "postgresql":
        return
    names = {" ".join(("person", *whose(comment))), f"network {network_of(comment.ip)}"}
    keys = sorted(_key(name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(['pg_advisory_xact_lock(%s)'] * len(keys))}", keys)


def _key(name: str) -> int:
    """A number of 64 bits, as PostgreSQL takes it."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
