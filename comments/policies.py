"""Who may comment where and until when, and the limits of a comment with their reasons."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.models import CommentSwitch, Post, User
from comments.models import DiscussionSettings

# The width of the column; imported names are that long, nobody's own is.
MAX_NAME = 245
# RFC 5321 allows no longer address.
MAX_EMAIL = 254
MAX_URL = 300
MAX_USER_AGENT = 300
# What a moderator reads of the words a rule found.
MAX_MATCHED = 300

# A browser that retries, a second click, a reload: all of it happens within minutes.
REPEAT_WINDOW = datetime.timedelta(minutes=10)
# "Thank you!" may be said by many. A text this long, in the same words, is copied.
SHORTEST_COPY = 40
# Offices, schools and mobile networks share one address, so more than one person may post at a time.
NETWORK_BURST = 5
# How many of the newest comments the rules about pace and copies look at: enough, and never more.
LATEST_LOOKED_AT = 500
SAME_TEXTS_LOOKED_AT = 20
# Whose comments have been put away so often of late is read first: at least so many, and no fewer than stand.
# So many of those that were decided about are counted, and so many of the newest are read to find them.
PUT_AWAY_WINDOW = datetime.timedelta(days=90)
PUT_AWAY_ENOUGH = 3
PAST_COUNTED = 20
PAST_LOOKED_AT = 50
# The names of authors and staff that nobody else may seem to bear.
NAMES_PROTECTED = 1_000


@dataclass(frozen=True)
class Refusal:
    """Why not, as a sentence for the person refused."""

    code: str
    reason: str

    def __str__(self) -> str:
        return self.reason


def may_comment(
    post: Post, user: User | None, settings: DiscussionSettings, now: datetime.datetime | None = None
) -> Refusal | None:
    """Return why ``user`` (None: a guest) can't comment on ``post`` at ``now``, or None where they can.

    A post that is switched open stays open, whatever the site's settings say about closing. One whose
    comments are held closes as the settings say.
    """
    if not post.is_live:
        return Refusal("not-public", _("This post isn't public, so nobody can comment on it for now."))
    if post.comment_switch == CommentSwitch.CLOSED:
        return Refusal("post", _("Comments on this post are closed. What has been said here stays readable."))
    if post.comment_switch != CommentSwitch.OPEN:
        if not settings.comments_open:
            return Refusal("site", settings.site_closed_message or _site_closed())
        closing = _closing(post, settings)
        if closing is not None and closing.at <= (now or timezone.now()):
            return closing.refusal(settings)
    if settings.staff_only and not (user is not None and user.is_active and user.is_staff):
        return Refusal("staff", _("Only members of this blog's staff can comment. If you are one, sign in."))
    return None


def comments_are_open(post: Post, settings: DiscussionSettings, now: datetime.datetime | None = None) -> bool:
    """Whether anybody at all may comment on ``post``; who exactly, :func:`may_comment` says."""
    refusal = may_comment(post, None, settings, now)
    return refusal is None or refusal.code == "staff"


def comments_close_at(post: Post, settings: DiscussionSettings) -> datetime.datetime | None:
    """When time closes the post's comments, perhaps long ago: its own age, or that of the last comment,
    whichever is first. A page with a form is valid until then; a new comment makes the page anew anyway.
    """
    closing = _closing(post, settings)
    return closing.at if closing else None


class _Closing(NamedTuple):
    """``code`` says which setting closes the comments at that time."""

    at: datetime.datetime
    code: str

    def refusal(self, settings: DiscussionSettings) -> Refusal:
        if self.code == "age":
            return Refusal("age", _closed_by_age(settings.close_after_days))
        return Refusal("quiet", _closed_by_quiet(settings.close_after_quiet_days))


def _closing(post: Post, settings: DiscussionSettings) -> _Closing | None:
    if post.comment_switch in (CommentSwitch.OPEN, CommentSwitch.CLOSED) or post.published_at is None:
        return None
    last = max(post.published_at, post.last_comment_at or post.published_at)
    times = (
        ("age", _after(post.published_at, settings.close_after_days)),
        ("quiet", _after(last, settings.close_after_quiet_days)),
    )
    return min((_Closing(at, code) for code, at in times if at is not None), default=None)


def _after(time: datetime.datetime, days: int) -> datetime.datetime | None:
    try:
        return time + datetime.timedelta(days=days) if days else None
    except OverflowError:  # "after ten million days" means never
        return None


def holds_everything(post: Post, settings: DiscussionSettings) -> bool:
    """Whether a moderator reads every comment on ``post`` before it appears."""
    return settings.hold_all or post.comment_switch == CommentSwitch.HELD


def may_moderate(user: User | None) -> bool:
    """Whether ``user`` decides about comments."""
    return user is not None and user.is_active and user.has_perm("comments.change_comment")


def _site_closed() -> str:
    return _("Comments are closed on the whole blog for now. Please come back later.")


def _closed_by_age(days: int) -> str:
    return ngettext(
        "Comments on this post closed %(days)d day after it was published.",
        "Comments on this post closed %(days)d days after it was published.",
        days,
    ) % {"days": days}


def _closed_by_quiet(days: int) -> str:
    return ngettext(
        "Comments on this post closed %(days)d day after the last one.",
        "Comments on this post closed %(days)d days after the last one.",
        days,
    ) % {"days": days}
