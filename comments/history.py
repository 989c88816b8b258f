"""What is known of the people behind a page of comments: how often they were approved, since when they write,
what else they call themselves. One query for all of them, and never more than the newest of what they wrote.
"""

import datetime
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    Field,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    TextField,
    When,
)
from django.db.models.functions import Lower

from comments.models import PUT_AWAY, Comment, CommentQuerySet, CommentStatus

# How many earlier comments of a person are counted; "50+" says all that a moderator wants to know.
MOST_COUNTED = 50
# Of everything that a person, or a network, has written, no more is looked at.
SAMPLE = 100


@dataclass(frozen=True)
class History:
    """Of everything but the comment itself. ``since`` is the earliest found; ``names`` are others that the
    same account, e-mail address or name goes by, ``network_names`` those of the same network.
    """

    approved: int = 0
    put_away: int = 0
    since: datetime.datetime | None = None
    names: tuple[str, ...] = ()
    network_names: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        return self.since is None


class _OfSample(Subquery):
    """What ``function`` makes of the rows of a sliced query that meet ``condition``.

    The slice is taken from an index alone; the condition looks only at what it found.
    """

    template = "(SELECT %(function)s FROM (%(subquery)s) AS sample WHERE %(condition)s)"


class _Names(_OfSample):
    """The different names in a sample, as a list in JSON."""

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, function="json_group_array(DISTINCT author_name)")

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, function="json_agg(DISTINCT author_name)::text")


COLUMNS = ("author_name", "author_email", "user_id", "status", "created_at")
NEWEST, OLDEST = ("-created_at", "-pk"), ("created_at", "pk")
# As comments.people.person_of tells people apart: the row of whom, how theirs are found in an index, and
# whether there is one that knows the status.
KINDS: tuple[tuple[Q, dict[str, Any], bool], ...] = (
    (Q(user__isnull=False), {"user": OuterRef("user")}, False),
    (~Q(author_email=""), {"email": Lower(OuterRef("author_email")), "user": None}, True),
    (~Q(name_key=""), {"name_key": OuterRef("name_key"), "author_email": "", "user": None}, False),
)


def histories_of(comments: Collection[Comment]) -> dict[int, History]:
    """Return what is known of the writer of each comment, by the comment's key; one query."""
    facts = Comment.objects.filter(pk__in=[comment.pk for comment in comments]).annotate(
        approved=_counted(CommentStatus.APPROVED),
        put_away=_counted(*PUT_AWAY),
        since=_of_person(_oldest),
        names=_of_person(_names),
        network_names=_of_network(),
    )
    rows = facts.order_by().values_list(
        "pk", "author_name", "approved", "put_away", "since", "names", "network_names"
    )
    return {
        pk: History(approved or 0, put_away or 0, since, _others(name, names), _others(name, near))
        for pk, name, approved, put_away, since, names, near in rows
    }


def _of_person(ask: Callable[[CommentQuerySet, bool], Subquery]) -> Case:
    """What ``ask`` makes of the person's other comments; it hears whether an index knows their status."""
    ways = []
    for is_kind, same, knows_status in KINDS:
        found = _others_than_this().alias(email=Lower("author_email")).filter(**same)
        ways.append(When(is_kind, then=ask(found, knows_status)))
    return Case(*ways, default=None)


def _counted(*statuses: CommentStatus) -> Case:
    """How many have such a status: of all, or where only a walk would tell, of the newest."""

    def count(found: CommentQuerySet, knows_status: bool) -> Subquery:
        if knows_status:
            found, condition = found.filter(status__in=statuses), "TRUE"
            return _sample(found, MOST_COUNTED + 1, IntegerField(), condition, "COUNT(*)")
        condition = " OR ".join(f"status = '{status}'" for status in statuses)
        return _sample(found.order_by(*NEWEST), SAMPLE, IntegerField(), condition, "COUNT(*)")

    return _of_person(count)


def _oldest(found: CommentQuerySet, _knows_status: bool) -> Subquery:
    return _sample(found.order_by(*OLDEST), 1, DateTimeField(), "TRUE", "MIN(created_at)")


def _names(found: CommentQuerySet, _knows_status: bool) -> Subquery:
    return _Names(found.order_by(*NEWEST).values(*COLUMNS)[:SAMPLE], TextField(), condition="TRUE")


def _sample(
    found: CommentQuerySet, most: int, output: "Field[Any, Any]", condition: str, function: str
) -> _OfSample:
    return _OfSample(found.values(*COLUMNS)[:most], output, function=function, condition=condition)


def _of_network() -> Case:
    """Of whoever else writes from there. Not ordered: that would tempt a database to walk all the comments
    from the newest on, in search of a network that nobody else has; its own index gives the newest first.
    """
    near = _others_than_this().filter(network=OuterRef("network")).values(*COLUMNS)[:SAMPLE]
    names = _Names(near, TextField(), condition="TRUE")
    return Case(When(network__isnull=False, then=names), default=None, output_field=TextField())


def _others_than_this() -> CommentQuerySet:
    others: CommentQuerySet = Comment.objects.order_by().exclude(pk=OuterRef("pk"))
    return others


def _others(name: str, found: str | None) -> tuple[str, ...]:
    return tuple(sorted(other for other in json.loads(found or "[]") if other and other != name))
