"""What is known of the people behind a page of comments: how often they were approved, since when they write,
what else they call themselves. One query for all of them, and never more than a sample of what they wrote.
"""

import datetime
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    Expression,
    Field,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    TextField,
    When,
)
from django.db.models.functions import Lower

from comments.models import Comment, CommentQuerySet, CommentStatus

# How many earlier comments of a person are counted; "50+" says all that a moderator wants to know.
MOST_COUNTED = 50
# Of everything that a person, or a network, has written, no more is looked at.
SAMPLE = 100
PUT_AWAY = (CommentStatus.SPAM, CommentStatus.TRASH)


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
# As comments.people.person_of tells people apart: the row of whom, how theirs are found in an index, and
# what has to be true of those found besides. The index of accounts, who are few, doesn't know the status.
KINDS = (
    (Q(user__isnull=False), {"user": OuterRef("user")}, "TRUE", False),
    (~Q(author_email=""), {"email": Lower(OuterRef("author_email"))}, "user_id IS NULL", True),
    (~Q(name_key=""), {"name_key": OuterRef("name_key")}, "user_id IS NULL AND author_email = ''", True),
)


def histories_of(comments: Collection[Comment]) -> dict[int, History]:
    """Return what is known of the writer of each comment, by the comment's key; one query."""
    facts = Comment.objects.filter(pk__in=[comment.pk for comment in comments]).annotate(
        approved=_counted(CommentStatus.APPROVED),
        put_away=_counted(*PUT_AWAY),
        since=_of_person("MIN(created_at)", DateTimeField(), SAMPLE),
        names=_of_person("", TextField(), SAMPLE, _Names),
        network_names=_of_network(),
    )
    rows = facts.order_by().values_list(
        "pk", "author_name", "approved", "put_away", "since", "names", "network_names"
    )
    return {
        pk: History(approved or 0, put_away or 0, since, _others(name, names), _others(name, near))
        for pk, name, approved, put_away, since, names, near in rows
    }


def _counted(*statuses: CommentStatus) -> Expression:
    return _of_person("COUNT(*)", IntegerField(), MOST_COUNTED + 1, statuses=statuses)


def _of_person(
    function: str,
    output: "Field[Any, Any]",
    most: int,
    kind: type[_OfSample] = _OfSample,
    statuses: tuple[CommentStatus, ...] = (),
) -> Expression:
    """What ``function`` makes of the person's other comments."""
    ways = []
    for is_kind, same, besides, knows_status in KINDS:
        found = _others_than_this().alias(email=Lower("author_email")).filter(**same)
        condition = besides
        if statuses and knows_status:
            found = found.filter(status__in=statuses)
        elif statuses:
            condition = " OR ".join(f"status = '{status}'" for status in statuses)
        sample = kind(found.values(*COLUMNS)[:most], output, function=function, condition=condition)
        ways.append(When(is_kind, then=sample))
    return Case(*ways, default=None, output_field=output)


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
