"""Revisions: what a post said after each save."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from blog.models import Post, Revision, User

# Saves of one person within this time are one piece of work and share a revision.
COALESCE = datetime.timedelta(minutes=10)
FIELDS = ("title", "slug", "status", "source", "format", "excerpt", "seo_title", "seo_description")


def snapshot_of(post: Post) -> dict[str, Any]:
    """Return what a revision keeps of ``post``; three queries."""
    data = {name: getattr(post, name) for name in FIELDS}
    data["published_at"] = post.published_at.isoformat() if post.published_at else None
    data["authors"] = list(post.bylines.order_by("position", "pk").values_list("author__name", flat=True))
    data["categories"] = list(
        post.category_rows.filter(direct=True)
        .order_by("category__path")
        .values_list("category__path", flat=True)
    )
    data["tags"] = sorted(post.tag_rows.values_list("tag__name", flat=True))
    return data


@transaction.atomic
def record(*, post: Post, by: User | None, note: str = "") -> Revision | None:
    """Keep what ``post`` says now. Returns None when nothing differs from the newest revision.

    A newer text by the same person within :data:`COALESCE`, of the same status, replaces the older one.
    """
    data = snapshot_of(post)
    newest = post.revisions.first()
    if newest is not None and newest.data == data:
        return None
    if newest is not None and _is_same_work(newest, data, by, note):
        newest.data, newest.created_at = data, timezone.now()
        newest.save(update_fields=["data", "created_at"])
        return newest
    return Revision.objects.create(post=post, by=by, note=note, data=data)


@transaction.atomic
def remark(*, post: Post, by: User | None, note: str) -> Revision:
    """Keep that somebody changed what no revision shows, such as who may comment."""
    return Revision.objects.create(post=post, by=by, note=note, data=snapshot_of(post))


def _is_same_work(newest: Revision, data: dict[str, Any], by: User | None, note: str) -> bool:
    return (
        by is not None
        and newest.by_id == by.pk
        and newest.note == note
        and newest.data["status"] == data["status"]
        and timezone.now() - newest.created_at < COALESCE
        and newest.post.revisions.count() > 1
    )
