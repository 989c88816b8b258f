"""Which posts a moderator may know of, whose comments they decide about; asked at the desk and by mails."""

from typing import Any, TypeVar

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from blog import roles
from blog.models import Post, User
from comments.models import Comment, ModerationLog

Rows = TypeVar("Rows", bound=QuerySet[Any])


def with_posts_known_to(user: User, rows: Rows) -> Rows:
    """Give each row its post where ``user`` may know it, or None (``known_post``); one query more.

    Moderators decide about comments on every post, also on one that was public when they were written and is
    a draft now: that they judge the comment doesn't make its new title theirs to read.
    """
    entries = Post.entries.all()
    known = entries.public() | roles.visible_at_desk(user, entries)
    shown = known.only("kind", "title", "slug", "path", "published_on")
    return rows.prefetch_related(Prefetch("post", shown, to_attr="known_post"))


def title_of_post(row: Comment | ModerationLog) -> str:
    """The title, for those who may know it."""
    post = row.known_post  # type: ignore[union-attr]
    return str(post) if post else _("a post that isn't public")
