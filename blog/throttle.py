"""Guessing made slow: who has tried too often waits, longer each time, whichever worker is asked.

An attempt is charged *before* it is tried and given back when it succeeds, so a hundred at the same
moment don't get a hundred tries. What waits is, for a sign-in, the account and the network it comes
from. A browser that has signed in to the account before is known by a cookie and counted by itself:
strangers who guess at an account cannot keep its owner out. (The idea is that of OWASP's "device cookies".)
"""

import datetime
import ipaddress
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from blog.models import Throttle
from blog.slugs import key_of

logger = logging.getLogger(__name__)

# After this time without an attempt, everything before is forgotten.
MEMORY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """``free`` attempts cost nothing; after that the wait doubles from ``first`` up to ``longest``."""

    free: int
    first: datetime.timedelta = datetime.timedelta(seconds=30)
    longest: datetime.timedelta = datetime.timedelta(minutes=15)

    def wait_after(self, count: int) -> datetime.timedelta | None:
        if count < self.free:
            return None
        doublings = min(count - self.free, 10)
        return min(self.first * 2**doublings, self.longest)


PER_ACCOUNT = Limit(free=5)
# An office shares one address, so its network has more to spend than one account.
PER_NETWORK = Limit(free=20)


def key(kind: str, value: str) -> str:
    """The stored form of what is counted: a digest, as people also type passwords into the name field."""
    return salted_hmac("blog.throttle", f"{kind}:{value}", algorithm="sha256").hexdigest()


def account_key(username: str) -> str:
    return key("account", key_of(username))


def network_of(address: str) -> str:
    """The /24 (IPv4) or /64 (IPv6) of an address: what one household or attacker has at the least."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    prefix = 24 if parsed.version == 4 else 64
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


def network_key(address: str, kind: str = "network") -> str:
    return key(kind, network_of(address))


@transaction.atomic
def charge(limits: Mapping[str, Limit]) -> datetime.datetime | None:
    """Count one attempt under each key of ``limits``, or return until when to wait, counting nothing.

    Refused attempts are not counted: somebody impatient does not make the wait longer.
    """
    now = timezone.now()
    Throttle.objects.bulk_create((Throttle(key=name) for name in sorted(limits)), ignore_conflicts=True)
    rows = list(Throttle.objects.select_for_update().filter(key__in=limits).order_by("key"))
    waits = [row.until for row in rows if row.until and row.until > now]
    if waits:
        return max(waits)
    for row in rows:
        row.count = row.count + 1 if now - row.last_at < MEMORY else 1
        wait = limits[row.key].wait_after(row.count)
        row.last_at, row.until = now, now + wait if wait else None
    Throttle.objects.bulk_update(rows, ["count", "last_at", "until"])
    return None


def is_within_minute(name: str, *, most: int) -> bool:
    """Count one more under ``name``, and tell if they are at most ``most`` in this minute.

    In Redis where there is one (CACHE_URL), since counting costs nothing there. Else, and while Redis doesn't
    answer, in the database: the memory of a process knows nothing of the others.
    """
    if settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
        from redis import RedisError  # dear to load, and few have Redis

        try:
            return _counted_in_cache(f"throttle:{name}") <= most
        except RedisError:
            logger.warning("Redis does not answer; the database counts.")
    minute = datetime.timedelta(minutes=1)
    return charge({name: Limit(free=most, first=minute, longest=minute)}) is None


def _counted_in_cache(name: str) -> int:
    cache.add(name, 0, timeout=60)
    try:
        return cache.incr(name)
    except ValueError:  # the minute ended between the two calls
        return 1


@transaction.atomic
def give_back(*, forget: list[str], refund: list[str]) -> None:
    """After a success: ``forget`` all that was counted under some keys, take one attempt off others.

    Who has an account of their own must not wipe out with it what their network has tried on others.
    """
    Throttle.objects.filter(key__in=forget).delete()
    rows = list(Throttle.objects.select_for_update().filter(key__in=refund).order_by("key"))
    for row in rows:
        row.count, row.until = max(row.count - 1, 0), None
    Throttle.objects.bulk_update(rows, ["count", "until"])
    forget_old()


def forget_old() -> None:
    """Delete what doesn't count any more."""
    Throttle.objects.filter(last_at__lt=timezone.now() - MEMORY).delete()
