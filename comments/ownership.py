"""Whose comment it is: that of the account it was written with, or of the browser that a guest wrote it in.

Who posts as a guest gets a signed cookie which names the comment, and nobody else does. It lasts while
something in it may be changed, or waits for a moderator; then the reader's pages are everybody's again.
"""

import datetime
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.conf import settings as django_settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from blog.models import User
from comments.editing import WAITING, open_until
from comments.models import Comment, CommentStatus, DiscussionSettings
from comments.policies import MAX_USER_AGENT

COOKIE = "mine"
# The newest; nobody has more comments under way, and a cookie must stay small.
MOST = 20
# Whoever was still writing when the time ended is told so, and not that there is no such page.
LEEWAY = datetime.timedelta(hours=1)
_SALT = "comments.ownership"


class Entry(NamedTuple):
    """One comment in the cookie; times in seconds. ``written`` tells it from another that gets its key."""

    comment: int
    post: int
    written: int
    until: int


def read(request: HttpRequest) -> list[Entry]:
    """Return what the cookie names, oldest first; nothing where it is odd, forged or too old."""
    cookie = request.COOKIES.get(COOKIE, "")
    if not cookie:
        return []
    try:
        rows = signing.loads(cookie, salt=_SALT, max_age=WAITING)
        return [entry for row in rows if (entry := Entry(*row)).until > time.time()]
    except (signing.BadSignature, ValueError, TypeError):
        return []


def write(response: HttpResponse, entries: Sequence[Entry]) -> None:
    """Let the cookie name ``entries``; without any, it goes."""
    if not entries:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE,
        signing.dumps(list(entries[-MOST:]), salt=_SALT, compress=True),
        max_age=int(max(entry.until for entry in entries) - time.time()) + 1,
        secure=django_settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def give(
    response: HttpResponse, request: HttpRequest, comment: Comment, settings: DiscussionSettings
) -> None:
    """Make the browser that ``response`` goes to the owner of ``comment``, which was written in it."""
    others = [entry for entry in read(request) if entry.comment != comment.pk]
    entry = _entry_of(comment, settings)
    if entry is not None:
        write(response, [*others, entry])


def give_again(
    response: HttpResponse, request: HttpRequest, comment: Comment, settings: DiscussionSettings
) -> None:
    """Do the same for a comment that has arrived twice, if it came from the same browser both times.

    A second click overtakes the answer to the first. But somebody else, who has guessed an e-mail address,
    can send the same words too.
    """
    sender = (request.META.get("REMOTE_ADDR"), request.headers.get("User-Agent", "")[:MAX_USER_AGENT])
    if comment.ip and sender == (comment.ip, comment.user_agent):
        give(response, request, comment, settings)


def _entry_of(comment: Comment, settings: DiscussionSettings) -> Entry | None:
    until = of_use_until(comment, settings)
    if until is None:
        return None
    return Entry(comment.pk, comment.post_id, _seconds(comment.created_at), _seconds(until))


def of_use_until(comment: Comment, settings: DiscussionSettings) -> datetime.datetime | None:
    """Until when it matters whose ``comment`` it is; None: not any more."""
    until = open_until(comment, settings)
    if until is not None:
        return until + LEEWAY
    waits = comment.status in (CommentStatus.PENDING, CommentStatus.SPAM)
    return comment.created_at + WAITING if waits else None


def is_of_use(comment: Comment, settings: DiscussionSettings) -> bool:
    until = of_use_until(comment, settings)
    return until is not None and until > timezone.now()


def is_owner(entries: Iterable[Entry], viewer: User | None, comment: Comment) -> bool:
    """Whether a reader with ``entries`` in their cookie, signed in as ``viewer``, wrote ``comment``.

    What was written with an account belongs to that alone, whoever uses the browser next.
    """
    if comment.user_id is not None:
        return viewer is not None and viewer.pk == comment.user_id
    key = (comment.pk, _seconds(comment.created_at))
    return any((entry.comment, entry.written) == key for entry in entries)


def _seconds(moment: datetime.datetime) -> int:
    return int(moment.timestamp())
