"""Links in mails by which a moderator decides about a comment, from wherever they read the mail.

The link is the right to decide: signed, for one moderator, one comment and one verb, good for seven days, and
no longer than that moderator's address stays what it is. Following it changes nothing, since
programs that look at mails follow links too: it leads to a page with a button.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from blog.models import User
from comments import deciding, moderation
from comments.models import Comment, CommentStatus, ModerationLog
from comments.policies import may_moderate

LIFE = datetime.timedelta(days=7)
_SALT = "comments.decision_links"


@dataclass(frozen=True)
class Wish:
    """A verb that a link may carry, and the status that it gives."""

    verb: moderation.Verb
    status: CommentStatus


WISHES: Mapping[str, Wish] = {
    "approve": Wish(moderation.approve, CommentStatus.APPROVED),
    "spam": Wish(moderation.mark_spam, CommentStatus.SPAM),
    "trash": Wish(moderation.remove, CommentStatus.TRASH),
}


@dataclass(frozen=True)
class Link:
    """What a link says; ``version`` is that of the comment which the mail showed."""

    comment_id: int
    version: int
    wish: str
    user: User


class LinkError(Exception):
    """Nobody can decide by this link. ``comment_id`` is known where it was one of ours."""

    def __init__(self, comment_id: int | None = None) -> None:
        self.comment_id = comment_id


class BrokenLinkError(LinkError):
    """It isn't whole, or none of ours."""


class ExpiredLinkError(LinkError):
    """Its seven days are over."""


class RevokedLinkError(LinkError):
    """The moderator's account doesn't decide any more, or has another address now."""


def address(*, comment: Comment, wish: str, user: User) -> str:
    """Return the address, from the root, of the page on which ``user`` can make the wish come true."""
    said = [comment.pk, comment.version, wish, user.pk, _state_of(user)]
    return reverse("comments:decide", args=[signing.dumps(said, salt=_SALT)])


def read(token: str) -> Link:
    """Return what the link with ``token`` says. Raises a LinkError where nobody can decide by it."""
    comment_id, version, wish, user_pk, state = _said(token)
    try:
        signing.loads(token, salt=_SALT, max_age=LIFE)
    except signing.SignatureExpired:
        raise ExpiredLinkError(comment_id) from None
    user = User.objects.filter(pk=user_pk).first()
    if user is None or not may_moderate(user) or not constant_time_compare(state, _state_of(user)):
        raise RevokedLinkError(comment_id)
    return Link(comment_id, version, wish, user)


def _said(token: str) -> tuple[int, int, str, int, str]:
    """What is written in a token of ours, however old."""
    try:
        comment_id, version, wish, user_pk, state = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise BrokenLinkError from None
    return comment_id, version, wish, user_pk, state


def _state_of(user: User) -> str:
    """Changes with the address: a mailbox that the account has left loses its links.

    Not with the password: its hash also changes by itself, when a newer one is due at a sign-in.
    """
    return salted_hmac(_SALT, f"{user.pk}:{user.email}").hexdigest()[:16]


class Result(Enum):
    """What came of a decision; ``EARLIER``: the same person had made it before, in the same way."""

    DONE = "done"
    EARLIER = "earlier"
    OTHERWISE = "otherwise"
    CHANGED = "changed"


def decide(link: Link, *, version: int) -> tuple[Result, Comment]:
    """Decide as the link's moderator, provided that the comment still waits and is what they saw.

    ``version`` is that of the comment on the page with the button. Raises Comment.DoesNotExist where it has
    been deleted for good.
    """
    comment = Comment.objects.get(pk=link.comment_id)
    if comment.status == CommentStatus.PENDING:
        comment.version = version
        try:
            deciding.decide(verb=WISHES[link.wish].verb, comment=comment, by=link.user, reason=_("by mail"))
            return Result.DONE, comment
        except deciding.OvertakenError as overtaken:
            comment = overtaken.comment
            if comment.status == CommentStatus.PENDING:
                return Result.CHANGED, comment
    return _decided_before(link, comment), comment


def _decided_before(link: Link, comment: Comment) -> Result:
    last = last_decision(comment)
    is_same = last is not None and last.by_id == link.user.pk and last.after == WISHES[link.wish].status
    return Result.EARLIER if is_same else Result.OTHERWISE


def last_decision(comment: Comment) -> ModerationLog | None:
    """What gave the comment the status that it has, if anybody has decided about it."""
    decisions = comment.moderation_log.filter(after=comment.status).select_related("by")
    return decisions.order_by("-at", "-pk").first()
