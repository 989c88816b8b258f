"""What moderators find on the first page of the desk."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.admin.panels import SHOWN, Panel, Row
from blog.admin.requests import user_of
from blog.signals import desk_panels
from comments.admin.wording import excerpt_of
from comments.known_posts import title_of_post, with_posts_known_to
from comments.models import Comment, CommentQuerySet, CommentStatus
from comments.policies import may_moderate

# A queue that is longer is long; nobody needs to know by how much.
MOST_COUNTED = 100
# Of the newest comments, so many are looked through for those below posts that this person may know of.
LOOKED_AT = 50


@receiver(desk_panels, dispatch_uid="comments.admin.panels")
def panels(request: HttpRequest, **kwargs: Any) -> list[Panel]:
    user = user_of(request)
    if not may_moderate(user):
        return []
    address = reverse("admin:comments_comment_changelist")
    comments = with_posts_known_to(user, Comment.objects.all())
    waiting = comments.filter(status=CommentStatus.PENDING)
    return [
        Panel(_heading(waiting), _rows(_newest(waiting, SHOWN)), address, is_waiting=True),
        Panel(_("Newest comments"), _rows(_known(comments.visible())), f"{address}?status=approved"),
    ]


def _newest(comments: CommentQuerySet, number: int) -> Iterable[Comment]:
    shown = comments.only("source", "author_name", "created_at", "post")
    return shown.order_by("-created_at", "-pk")[:number]


def _known(comments: CommentQuerySet) -> Iterable[Comment]:
    known = (row for row in _newest(comments, LOOKED_AT) if row.known_post)  # type: ignore[attr-defined]
    return islice(known, SHOWN)


def _heading(waiting: CommentQuerySet) -> str:
    count = waiting.values("pk")[: MOST_COUNTED + 1].count()
    shown = f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
    return ngettext("%s comment is waiting", "%s comments are waiting", count) % shown


def _rows(comments: Iterable[Comment]) -> list[Row]:
    return [_row(comment) for comment in comments]


def _row(comment: Comment) -> Row:
    note = _("%(name)s on %(post)s") % {"name": comment.shown_name, "post": title_of_post(comment)}
    address = reverse("admin:comments_comment_change", args=[comment.pk])
    return Row(comment.created_at, excerpt_of(comment), address, note)
