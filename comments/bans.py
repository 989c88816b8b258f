"""Bans: the verbs, and who is hit. Rows are deleted when a ban is lifted; the log keeps both."""

import datetime
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from blog.models import User
from blog.statements import Given, Statement
from comments.ban_values import Marks, marks_of, normalise, shown
from comments.models import Ban, BanKind, Comment, ModerationLog

__all__ = ["ban", "bans_on", "bans_on_each", "in_force", "lift", "normalise"]


@transaction.atomic
def ban(
    *, kind: str, value: str, by: User | None, until: datetime.datetime | None = None, reason: str = ""
) -> Ban:
    """Ban somebody until then (None: for good); whoever is banned already is banned until then instead.

    Raises ValidationError, with a sentence, for what can't be banned.
    """
    given = Ban(kind=kind, value=normalise(kind, value), until=until, reason=reason, by=by)
    given.clean_fields(exclude=["by"])
    if until is not None and until <= timezone.now():
        raise ValidationError(_("This ban would have ended already. Please choose a time to come."))
    defaults = {"until": until, "reason": reason, "by": by, "created_at": given.created_at}
    stored, is_new = Ban.objects.select_for_update().get_or_create(
        kind=kind, value=given.value, defaults=defaults
    )
    if not is_new and (stored.until, stored.reason) == (until, reason):
        return stored
    if not is_new:
        _renew(stored, given)
    _record("ban", stored, by, " ".join(filter(None, [_end_of(stored), reason])))
    return stored


def _renew(stored: Ban, given: Ban) -> None:
    """One that had ended begins anew; another keeps the time since which it is there."""
    if not is_in_force(stored, given.created_at):
        stored.created_at = given.created_at
    stored.until, stored.reason, stored.by = given.until, given.reason, given.by
    stored.save()


@transaction.atomic
def lift(*, ban: Ban, by: User | None, reason: str = "") -> None:
    """End a ban at once."""
    deleted, _rows = Ban.objects.filter(pk=ban.pk).delete()
    if deleted:
        _record("lift", ban, by, reason)


def is_in_force(ban: Ban, now: datetime.datetime) -> bool:
    return ban.until is None or ban.until > now


def in_force(now: datetime.datetime | Given) -> Q:
    """The condition under which a ban counts: those that have ended are kept, and hit nobody."""
    return Q(until=None) | Q(until__gt=now)


_BANS = Statement(
    lambda: Ban.objects.filter(
        in_force(Given("now")),
        kind__in=Given("kinds", is_many=True),
        value__in=Given("values", is_many=True),
    ).order_by()
)


def bans_on(comment: Comment, now: datetime.datetime) -> list[Ban]:
    """Return the bans in force that hit the writer of ``comment``, the longest first; one query."""
    return bans_on_each([comment], now)[0]


def bans_on_each(comments: Iterable[Comment], now: datetime.datetime) -> list[list[Ban]]:
    """The same of several comments, in their order; one query for all of them."""
    marks = [marks_of(comment) for comment in comments]
    found = _look_up(marks, now)
    return [[ban for ban in found if ban.value in of_one.get(BanKind(ban.kind), ())] for of_one in marks]


def _look_up(marks: Sequence[Marks], now: datetime.datetime) -> list[Ban]:
    """What has one of the kinds and one of the values. That both belong together is seen to by the caller:
    said here, it would make the query several times as dear.
    """
    kinds = {kind for of_one in marks for kind in of_one}
    values = {value for of_one in marks for of_kind in of_one.values() for value in of_kind}
    if not values:
        return []
    bans = _BANS.objects(now=now, kinds=sorted(kinds), values=sorted(values))
    for_good = datetime.datetime.max.replace(tzinfo=datetime.UTC)
    return sorted(bans, key=lambda ban: (ban.until or for_good, ban.pk), reverse=True)


def _end_of(ban: Ban) -> str:
    """How long, for the log: the ban itself may be changed or gone when it is read."""
    if ban.until is None:
        return _("For good.")
    when = date_format(timezone.localtime(ban.until), "SHORT_DATETIME_FORMAT")
    return _("Until %(when)s.") % {"when": when}


def _record(verb: str, ban: Ban, by: User | None, reason: str) -> None:
    ModerationLog.objects.create(subject=shown(ban), by=by, verb=verb, reason=reason)
