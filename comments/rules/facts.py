"""What the rules have to know from the database, read before they run, in a few queries.

Each query is answered from an index and reads a bounded number of rows, however large the archive is.
"""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models.functions import Lower

from blog.models import Byline, Post, User
from comments.cleaning import identity_of, network_of
from comments.models import Comment, CommentQuerySet, CommentStatus, DiscussionSettings
from comments.policies import LATEST_LOOKED_AT, REPEAT_WINDOW, SAME_TEXTS_LOOKED_AT, may_moderate


class Earlier(NamedTuple):
    """What the rules look at of a comment that is there already; there may be hundreds, so it is light."""

    pk: int
    number: int | None
    status: str
    parent_id: int | None
    user_id: int | None
    author_email: str
    name_key: str
    ip: str | None
    created_at: datetime.datetime

    @property
    def identity(self) -> tuple[str, ...]:
        return whose(self)

    @property
    def network(self) -> str:
        return network_of(self.ip)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who writes. ``is_trusted``: decides about comments, or wrote the post."""

    is_staff: bool = False
    is_trusted: bool = False
    has_approved: bool = False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """``same_text``: comments with this text below this post; ``recent``: those of the flood window,
    on the whole site. Both newest first. ``parent`` is the comment answered, if it may be.
    """

    now: datetime.datetime
    person: Person = Person()
    parent: Comment | None = None
    same_text: tuple[Earlier, ...] = ()
    recent: tuple[Earlier, ...] = ()

    def first_of(self, comment: Comment) -> Earlier | None:
        """The comment of which ``comment`` is only the second arrival: a retry, a reload, a second click."""
        identity = whose(comment)
        for earlier in self.same_text:
            if (
                earlier.identity == identity
                and earlier.parent_id == comment.parent_id
                and earlier.status != CommentStatus.TRASH
                and self.now - earlier.created_at < REPEAT_WINDOW
            ):
                return earlier
        return None


def whose(comment: Comment | Earlier) -> tuple[str, ...]:
    """Return who wrote it, as far as anybody can tell."""
    return identity_of(
        user_id=comment.user_id, email=comment.author_email, name_key=comment.name_key, ip=comment.ip
    )


def about_person(*, comment: Comment, user: User | None) -> Person:
    """Read what is known about the writer; may be done before the post is locked."""
    has_approved = bool(comment.author_email) and (
        Comment.objects.visible()
        .alias(email=Lower("author_email"))
        .filter(email=comment.author_email.lower())
        .exists()
    )
    if user is None or not user.is_active:
        return Person(has_approved=has_approved)
    wrote_post = Byline.objects.filter(post=comment.post_id, author__user=user).exists()
    return Person(
        is_staff=user.is_staff, is_trusted=wrote_post or may_moderate(user), has_approved=has_approved
    )


def gather(
    *, comment: Comment, post: Post, person: Person, settings: DiscussionSettings, now: datetime.datetime
) -> Facts:
    """Read what may change from one moment to the next; to be exact, under the post's row lock."""
    return Facts(
        now=now,
        person=person,
        parent=_parent(comment, post),
        same_text=_same_text(comment, post),
        recent=_recent(now, settings.flood_seconds),
    )


def _parent(comment: Comment, post: Post) -> Comment | None:
    """The comment answered, if it belongs to the post and the public sees it."""
    if comment.parent_id is None:
        return None
    visible = Comment.objects.visible().only("post", "root", "depth", "number")
    return visible.filter(pk=comment.parent_id, post=post).first()


def _same_text(comment: Comment, post: Post) -> tuple[Earlier, ...]:
    same = Comment.objects.filter(post=post, text_hash=comment.text_hash)
    return _read(same.order_by("-pk")[:SAME_TEXTS_LOOKED_AT])


def _recent(now: datetime.datetime, seconds: int) -> tuple[Earlier, ...]:
    if not seconds:
        return ()
    since = now - datetime.timedelta(seconds=seconds)
    newest = Comment.objects.filter(created_at__gt=since).order_by("-created_at", "-pk")
    return _read(newest[:LATEST_LOOKED_AT])


def _read(comments: CommentQuerySet) -> tuple[Earlier, ...]:
    return tuple(Earlier(*row) for row in comments.values_list(*Earlier._fields))
