"""All that is known of one person who comments (``comments.people``): read for a page of its own.

A person has written a few comments, or a few hundred. Those are read in one query of narrow rows, and counted
here; of somebody who has written more, no more than the newest are looked at, and the page says so.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from comments.models import Comment, CommentStatus
from comments.people import comments_of, person_of

# Of one person's comments; of those from one network; and how many networks and names are shown.
LOOKED_AT = 1_000
LOOKED_AT_OF_NETWORK = 50
MOST_NETWORKS = 5
MOST_NAMES = 10


class _Row(NamedTuple):
    pk: int
    status: str
    author_name: str
    author_email: str
    network: str | None
    created_at: datetime.datetime


class Used(NamedTuple):
    """A name, an e-mail address or a network, how often it was used, and when last."""

    value: str
    times: int
    last: datetime.datetime


class Neighbour(NamedTuple):
    """Somebody else who writes from the same network."""

    person: str
    name: str
    network: str


@dataclass(frozen=True)
class Dossier:
    """``rows`` are the comments looked at, newest first; ``is_more`` says that there are others."""

    person: str
    rows: Sequence[_Row]
    is_more: bool

    @property
    def since(self) -> datetime.datetime | None:
        return self.rows[-1].created_at if self.rows else None

    @property
    def last(self) -> datetime.datetime | None:
        return self.rows[0].created_at if self.rows else None

    @property
    def counts(self) -> dict[CommentStatus, int]:
        """How many have each status, without those that none has."""
        found = Counter(row.status for row in self.rows)
        return {status: found[status] for status in CommentStatus if found[status]}

    @property
    def names(self) -> list[Used]:
        """The newest first, as everywhere here."""
        return _used((row.author_name, row.created_at) for row in self.rows)

    @property
    def emails(self) -> list[Used]:
        return _used((row.author_email, row.created_at) for row in self.rows)

    @property
    def networks(self) -> list[Used]:
        """Those that are not erased yet."""
        return _used((row.network, row.created_at) for row in self.rows)

    def page(self, size: int, before: int | None = None) -> list[int]:
        """The keys of the newest ``size`` comments, or of those that follow upon the comment ``before``."""
        keys = [row.pk for row in self.rows]
        start = keys.index(before) + 1 if before in keys else 0
        return keys[start : start + size]


def dossier_of(person: str) -> Dossier:
    """One query."""
    newest = comments_of(person).order_by("-created_at", "-pk")
    rows = [_Row(*row) for row in newest.values_list(*_Row._fields)[: LOOKED_AT + 1]]
    return Dossier(person, rows[:LOOKED_AT], len(rows) > LOOKED_AT)


def _used(pairs: Iterable[tuple[str | None, datetime.datetime]]) -> list[Used]:
    seen: dict[str, Used] = {}
    for value, at in pairs:
        if value:
            before = seen.get(value, Used(value, 0, at))
            seen[value] = before._replace(times=before.times + 1)
    return list(seen.values())


def neighbours_of(person: str, networks: Sequence[str]) -> list[Neighbour]:
    """Others among the newest comments of these networks, each once for each of them; one query."""
    seen: dict[tuple[str, str], Neighbour] = {}
    for network, user_id, email, name_key, name in _rows_near(networks[:MOST_NETWORKS]):
        other = person_of(Comment(user_id=user_id, author_email=email, name_key=name_key, author_name=name))
        if other not in ("", person):
            seen.setdefault((network, other), Neighbour(other, name, network))
    return list(seen.values())


def _rows_near(networks: Sequence[str]) -> list[tuple[str, int | None, str, str, str]]:
    """The newest rows of each network, from its index; SQLite takes a LIMIT only inside of a subquery."""
    if not networks:
        return []
    columns = ("network", "user_id", "author_email", "name_key", "author_name")
    newest = Comment.objects.order_by("-created_at").values_list(*columns)
    parts: list[str] = []
    params: list[Any] = []
    for number, network in enumerate(networks):
        sql, values = newest.filter(network=network)[:LOOKED_AT_OF_NETWORK].query.sql_with_params()
        parts.append(f"SELECT * FROM ({sql}) AS near_{number}")  # noqa: S608  made by Django
        params += values
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return list(cursor.fetchall())
