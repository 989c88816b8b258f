"""Learning from what was decided before there was a filter: after an import, or anew."""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from comments.models import Comment, CommentQuerySet, ModerationLog

from .learning import LESSON_OF, learn, lock

# Of each kind, the newest: spam changes, and the older tells less of what is to come.
MOST_OF_A_KIND = 5_000
BATCH = 100


def train() -> Iterator[tuple[str, int]]:
    """Learn from the newest decisions that nothing was learnt from, batch by batch; yield kind and number.

    Each batch is a transaction of its own, so it may be stopped and started again, while the site runs.
    """
    for status, lesson in LESSON_OF.items():
        ids = _newest(status)
        for start in range(0, len(ids), BATCH):
            yield lesson, _learn_batch(ids[start : start + BATCH], status, lesson)


def _newest(status: str) -> list[int]:
    """Those which teach: also those learnt already, so that a second run doesn't take older ones instead."""
    newest = _decided(status).order_by("-created_at", "-pk")[:MOST_OF_A_KIND]
    return [pk for pk, learnt_as in newest.values_list("pk", "learnt_as") if learnt_as is None]


def _decided(status: str) -> CommentQuerySet:
    """What a moderator gave the status, here or where it comes from; what only a rule did says nothing, nor
    what its author changed, perhaps after it was decided.
    """
    log = ModerationLog.objects.filter(comment=OuterRef("pk"))
    is_decided = Q(import_ref__isnull=False) | Exists(log.filter(after=status, by__isnull=False))
    comments: CommentQuerySet = Comment.objects.filter(is_decided, status=status).exclude(source="")
    return comments.exclude(Exists(log.filter(verb="edit", by=None)))


@transaction.atomic
def _learn_batch(ids: Sequence[int], status: str, lesson: str) -> int:
    """Learn from those of ``ids`` that are still as they were; in the order in which moderators lock rows."""
    lock()
    comments = list(Comment.objects.filter(pk__in=ids, status=status, learnt_as=None))
    for comment in comments:
        learn(comment, lesson)
    Comment.objects.filter(pk__in=[comment.pk for comment in comments]).update(learnt_as=lesson)
    return len(comments)
