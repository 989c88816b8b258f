"""What the rules have to know from the database, read before they run, in a few queries.

Each query is answered from an index and reads a bounded number of rows, however large the archive is.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, takewhile
from typing import Any, NamedTuple

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Lower
from django.utils import timezone

from blog.models import Author, Byline, Post, User
from blog.statements import Given, Statement
from comments.bans import bans_on
from comments.cleaning import identity_of, network_of
from comments.closing import closed_above
from comments.lookalikes import readings, skeleton
from comments.models import Ban, Comment, CommentQuerySet, CommentStatus, DiscussionSettings, ModerationLog
from comments.policies import (
    LATEST_LOOKED_AT,
    NAMES_PROTECTED,
    PAST_COUNTED,
    PAST_LOOKED_AT,
    PUT_AWAY_ENOUGH,
    PUT_AWAY_WINDOW,
    REPEAT_WINDOW,
    SAME_TEXTS_LOOKED_AT,
    may_moderate,
)
from comments.spam import Seen, seen_of
from comments.threads import moment_of
from comments.word_matching import Hit
from comments.words import hits_of


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
    withdrawn_at: datetime.datetime | None

    @property
    def identity(self) -> tuple[str, ...]:
        return whose(self)

    @property
    def network(self) -> str:
        return network_of(self.ip)


class Past(NamedTuple):
    """What became of the newest comments of somebody: how many stand, and how many moderators have put away
    (none, where there are too few to matter).
    """

    standing: int = 0
    put_away: int = 0


NO_PAST = Past()
PUTTING_AWAY = ("spam", "remove")


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who writes, and what was seen in what they write; all that is read before the post is locked.

    ``is_trusted``: decides about comments (``is_moderator``), or wrote the post. ``past`` is that of their
    e-mail address, ``past_nearby`` that of their network where nothing of theirs has been approved.
    ``looks_like`` is the name of staff or of an author for which theirs may be taken.
    """

    is_staff: bool = False
    is_trusted: bool = False
    is_moderator: bool = False
    has_approved: bool = False
    bans: tuple[Ban, ...] = ()
    words: tuple[Hit, ...] = ()
    past: Past = NO_PAST
    past_nearby: Past = NO_PAST
    looks_like: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """``same_text``: comments with this text below this post; ``recent``: those of the flood window,
    on the whole site. Both newest first. ``parent`` is the comment answered, if it may be; ``is_closed``
    says that a moderator has closed it, or one above it. ``spam_seen``: how often the tokens of the comment
    were seen in spam and in good ones; empty where the spam filter is off.
    """

    now: datetime.datetime
    person: Person = Person()
    parent: Comment | None = None
    is_closed: bool = False
    same_text: tuple[Earlier, ...] = ()
    recent: tuple[Earlier, ...] = ()
    spam_seen: Mapping[str, Seen] = field(default_factory=dict)

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
    now = timezone.now()
    email = comment.author_email.lower()
    newest = _said(_NEWEST_OF_EMAIL, email=email)
    standing = _standing(email, newest)
    account = user if user is not None and user.is_active else None
    return Person(
        is_staff=account is not None and account.is_staff,
        is_trusted=account is not None and (may_moderate(account) or _wrote_post(comment, account)),
        is_moderator=may_moderate(account),
        has_approved=standing is not None,
        bans=tuple(bans_on(comment, now)),
        words=hits_of(comment),
        past=_past(newest, now),
        past_nearby=NO_PAST
        if standing is not None
        else _past(_said(_NEWEST_NEARBY, network=comment.network), now),
        looks_like=_looks_like(comment, standing or set()),
    )


def _wrote_post(comment: Comment, user: User) -> bool:
    return Byline.objects.filter(post=comment.post_id, author__user=user).exists()


def _of_email(email: str | Given) -> CommentQuerySet:
    of_email = Comment.objects.alias(email=Lower("author_email")).filter(email=email)
    return of_email.order_by("-created_at", "-pk")


def _nearby() -> CommentQuerySet:
    comments: CommentQuerySet = Comment.objects.order_by("-created_at")
    return comments.filter(network=Given("network"))


class _Said(NamedTuple):
    """The columns that tell what has become of a comment; times as text, since most of them are not read."""

    pk: int
    status: str
    name_key: str
    written: str
    put_away: str | None

    @property
    def stands(self) -> bool:
        return self.status == CommentStatus.APPROVED

    @property
    def was_put_away(self) -> bool:
        """By a moderator, perhaps; a rule does it at once."""
        return self.put_away not in (None, self.written)


def _newest(comments: Callable[[], CommentQuerySet]) -> Statement[Comment]:
    times = Cast("created_at", TextField()), Cast("put_away_at", TextField())
    return Statement(lambda: comments().values_list("pk", "status", "name_key", *times)[:PAST_LOOKED_AT])


_NEWEST_OF_EMAIL = _newest(lambda: _of_email(Given("email")))
_NEWEST_NEARBY = _newest(_nearby)


def _said(newest: Statement[Comment], **whose: str | None) -> list[_Said]:
    """Nothing of those who are not known by that."""
    return list(map(_Said._make, newest.unread_rows(**whose))) if all(whose.values()) else []


def _standing(email: str, newest: Sequence[_Said]) -> set[str] | None:
    """The names over those of the newest comments of this e-mail address that readers see; None where they
    see none of it. Only of who has sent much in vain is more to be looked up than these.
    """
    names = {said.name_key for said in newest if said.stands}
    if names or len(newest) < PAST_LOOKED_AT:
        return names or None
    return set() if _of_email(email).visible().exists() else None


def _past(newest: Sequence[_Said], now: datetime.datetime) -> Past:
    """What moderators have made of the newest. What waits, or is a rule's spam, is left out: else a few more
    of these would make good for what was put away.
    """
    told = islice((said for said in newest if said.stands or said.was_put_away), PAST_COUNTED)
    decided = list(takewhile(lambda said: now - moment_of(said.written) < PUT_AWAY_WINDOW, told))
    away = [said.pk for said in decided if not said.stands]
    return Past(len(decided) - len(away), _put_away(away) if len(away) >= PUT_AWAY_ENOUGH else 0)


def _put_away(pks: Sequence[int]) -> int:
    """How many of these moderators have put away. Their own author deletes some, and rules hear changes; the
    log knows, and is asked of the few of whom it matters.
    """
    decisions = ModerationLog.objects.filter(comment__in=pks, by__isnull=False).exclude(after="")
    verbs = dict(decisions.exclude(verb="edit").order_by("pk").values_list("comment", "verb"))
    return sum(verb in PUTTING_AWAY for verb in verbs.values())


def _looks_like(comment: Comment, standing: Collection[str]) -> str:
    """The protected name that a guest's name looks like, unless they have been let through under it."""
    if comment.user_id is not None or not comment.author_name or comment.name_key in standing:
        return ""
    protected = _by_skeleton(_protected_names())
    return next((protected[read] for read in readings(comment.author_name) if read in protected), "")


def _protected_names() -> tuple[tuple[str, str, str], ...]:
    """Of all authors, and of the accounts of staff; in one query. What stands over their comments."""
    return tuple(_NAMES.rows())


def _names() -> "QuerySet[Author, tuple[str, ...]]":
    authors = Author.objects.order_by().values_list(Value(""), Value(""), "name")
    staff = User.objects.filter(is_staff=True, is_active=True, author=None).order_by()
    accounts = staff.values_list("username", "first_name", "last_name")
    return authors.union(accounts, all=True)[:NAMES_PROTECTED]


_NAMES = Statement(_names)


@lru_cache(maxsize=4)
def _by_skeleton(names: tuple[tuple[str, str, str], ...]) -> dict[str, str]:
    """Made anew only when a name changes."""
    shown = (
        User(username=username, first_name=first, last_name=last).public_name
        for username, first, last in names
    )
    return {skeleton(name): name for name in shown if name}


def gather(
    *, comment: Comment, post: Post, person: Person, settings: DiscussionSettings, now: datetime.datetime
) -> Facts:
    """Read what may change from one moment to the next; to be exact, under the post's row lock."""
    parent = _parent(comment, post)
    return Facts(
        now=now,
        person=person,
        parent=parent,
        is_closed=parent is not None and closed_above(parent.pk, parent.root_id),
        same_text=_same_text(comment, post),
        recent=_recent(now, settings.flood_seconds),
        spam_seen=seen_of(comment) if settings.spam_filter else {},
    )


def _parent(comment: Comment, post: Post) -> Comment | None:
    """The comment answered, if it belongs to the post and the public sees it."""
    if comment.parent_id is None:
        return None
    visible = Comment.objects.visible().only("post", "root", "depth", "number")
    return visible.filter(pk=comment.parent_id, post=post).first()


def _same_text(comment: Comment, post: Post) -> tuple[Earlier, ...]:
    return _earlier(_SAME_TEXT.rows(post=post.pk, text_hash=comment.text_hash))


def _recent(now: datetime.datetime, seconds: int) -> tuple[Earlier, ...]:
    if not seconds:
        return ()
    return _earlier(_RECENT.rows(since=now - datetime.timedelta(seconds=seconds)))


def _earlier(rows: Iterable[tuple[Any, ...]]) -> tuple[Earlier, ...]:
    return tuple(Earlier(*row) for row in rows)


_SAME_TEXT = Statement(
    lambda: (
        Comment.objects.filter(post=Given("post"), text_hash=Given("text_hash"))
        .order_by("-pk")
        .values_list(*Earlier._fields)[:SAME_TEXTS_LOOKED_AT]
    )
)
_RECENT = Statement(
    lambda: (
        Comment.objects.filter(created_at__gt=Given("since"))
        .order_by("-created_at", "-pk")
        .values_list(*Earlier._fields)[:LATEST_LOOKED_AT]
    )
)
