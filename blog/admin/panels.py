"""What the first page of the desk shows: what waits for this person, and what they have in hand."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from blog import roles
from blog.admin.filters import scheduled_ids
from blog.admin.requests import user_of
from blog.models import Byline, Post, Status, User
from blog.signals import desk_panels

SHOWN = 5
# Who wrote each of several posts; one query.
NAMES = Prefetch("bylines", Byline.objects.select_related("author").only("post", "position", "author__name"))


@dataclass(frozen=True)
class Row:
    """One line: the time stands in the margin, the rest beside it."""

    at: datetime.datetime
    title: str
    address: str
    note: str = ""


@dataclass(frozen=True)
class Panel:
    """``address`` leads to all of which ``rows`` are the first; what waits for a decision stands on top."""

    heading: str | Promise
    rows: Sequence[Row]
    address: str
    is_waiting: bool = False


def panels_for(request: HttpRequest) -> list[Panel]:
    """The panels of this app and of those above it that have anything to show to this person."""
    found = _own_panels(user_of(request))
    for _receiver, panels in desk_panels.send(sender=Panel, request=request):
        found += cast("list[Panel]", panels)
    return sorted((panel for panel in found if panel.rows), key=lambda panel: not panel.is_waiting)


def _own_panels(user: User) -> list[Panel]:
    if not user.has_perm("blog.change_post"):
        return []
    posts = roles.visible_at_desk(user, Post.objects.all())
    reviewed, scheduled = posts.filter(status=Status.REVIEW), posts.filter(pk__in=scheduled_ids())
    drafts = Post.objects.filter(roles.own_posts(user), status=Status.DRAFT)
    edits_others = user.has_perm("blog.change_others_post")
    return [
        _panel(_("Waiting for review"), _newest(reviewed), "review", is_waiting=edits_others),
        _panel(_("Your drafts"), _newest(drafts), "draft"),
        _panel(_("Scheduled"), scheduled.order_by("published_at", "pk"), "scheduled"),
    ]


def _newest(posts: QuerySet[Post]) -> QuerySet[Post]:
    return posts.order_by("-created_at", "-pk")


def _panel(heading: str, posts: QuerySet[Post], status: str, *, is_waiting: bool = False) -> Panel:
    shown = posts.only("kind", "title", "created_at", "published_at", "status").prefetch_related(NAMES)
    address = f"{reverse('admin:blog_post_changelist')}?status={status}"
    return Panel(heading, [_row(post) for post in shown[:SHOWN]], address, is_waiting)


def _row(post: Post) -> Row:
    address = reverse("admin:blog_post_change", args=[post.pk])
    names = ", ".join(byline.author.name for byline in post.bylines.all())
    return Row(post.published_at or post.created_at, str(post), address, names)
