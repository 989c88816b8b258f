"""What is thrown away in time: where comments came from, and what lies among the spam and in the trash.

In small transactions, so that nobody waits for long, and no more of them in one go than the next hour can
take up again: a run that is stopped anywhere has done what it has done. With nothing to do each is one look
at an index that holds only what there is to do.
"""

import datetime
import time
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext

from comments import moderation
from comments.models import Comment, CommentQuerySet, DiscussionSettings

BATCH = 500
# Of one run, an hour apart; the first after years of comments takes a few of them.
MOST_ERASED = 100_000
MOST_DELETED = 10_000
# Seconds between two transactions, in which whoever waits for SQLite's one lock for writing gets it.
PAUSE = 0.01

# As in the condition of the index `comment_traceable`.
TRACEABLE = Q(ip__isnull=False) | Q(network__isnull=False) | Q(user_agent__gt="")


def erase_traces() -> int:
    """Erase the addresses and browsers' names of comments older than the settings keep them; say how many."""
    before = _days_ago(DiscussionSettings.current().keep_ip_days)
    if before is None:
        return 0
    old, erased = Comment.objects.filter(TRACEABLE, created_at__lt=before).order_by("created_at"), 0
    while erased < MOST_ERASED and old.exists():
        count = _erase_batch(old)
        if not count:  # another process has them in hand
            break
        erased += count
        time.sleep(PAUSE)
    return erased


@transaction.atomic
def _erase_batch(old: CommentQuerySet) -> int:
    batch = list(old.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:BATCH])
    return Comment.objects.filter(pk__in=batch).update(ip=None, network=None, user_agent="")


def empty_trash() -> int:
    """Delete for good what has been spam, or in the trash, for longer than it is kept; say how many."""
    days = DiscussionSettings.current().keep_trash_days
    before = _days_ago(days)
    if before is None:
        return 0
    reason = ngettext(
        "kept for %(days)d day, as the settings say", "kept for %(days)d days, as the settings say", days
    ) % {"days": days}
    deleted = 0
    for comment in _put_away(before):
        deleted += _delete(comment, before, reason)
        time.sleep(PAUSE)
    return deleted


def _put_away(before: datetime.datetime) -> Iterator[Comment]:
    """What lies there since before then, the longest first; each is gone when the next batch is read."""
    old = Comment.objects.filter(put_away_at__lt=before).only("post").order_by("put_away_at")
    for _start in range(0, MOST_DELETED, BATCH):
        batch = list(old[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return


@transaction.atomic
def _delete(comment: Comment, before: datetime.datetime, reason: str) -> bool:
    """Delete it, unless a moderator has taken it out in this moment."""
    moderation.locked_post(comment.post_id)
    if not Comment.objects.filter(pk=comment.pk, put_away_at__lt=before).exists():
        return False
    moderation.delete_for_good(comment=comment, by=None, reason=reason)
    return True


def _days_ago(days: int) -> datetime.datetime | None:
    """When that was, or None for never: 0 days, or more than there have been."""
    try:
        return timezone.now() - datetime.timedelta(days=days) if days else None
    except OverflowError:
        return None
