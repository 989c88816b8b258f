"""Feeds of comments: those on one post, and the newest of the whole blog. No e-mail, no IP address."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.feedgenerator import SyndicationFeed
from django.utils.translation import gettext as _

from blog.absolute import absolute_links, absolute_url
from blog.feeds import clean, empty_feed
from blog.listings import Link
from blog.models import Post, SiteSettings

from .models import Comment, CommentQuerySet

MAX_ITEMS = 50


def feed_of_post(post: Post, kind: str, *, site: SiteSettings) -> SyndicationFeed:
    """Return the newest comments on ``post``; ``kind`` is a key of ``blog.feeds.KINDS``."""
    address = post.get_absolute_url()
    title = _("Comments on %(title)s") % {"title": post}
    feed = _feed(kind, site, title, f"{address}#comments", address)
    for comment in _newest(Comment.objects.filter(post=post)):
        comment.post = post
        feed.add_item(**_item(comment))
    return feed


def feed_of_site(kind: str, *, site: SiteSettings) -> SyndicationFeed:
    """Return the newest comments on public posts."""
    feed = _feed(kind, site, _("Comments"), "/", "/comments/")
    public = Comment.objects.filter(Exists(Post.entries.public().filter(pk=OuterRef("post"))))
    long_columns = (f"post__{name}" for name in ("source", "html", "toc", "excerpt", "excerpt_html"))
    for comment in _newest(public.select_related("post").defer("source", *long_columns)):
        feed.add_item(**_item(comment))
    return feed


def _feed(kind: str, site: SiteSettings, title: str, link: str, base: str) -> SyndicationFeed:
    description = _("The newest comments, the last one first.")
    return empty_feed(kind, site=site, title=title, link=link, base=base, description=description)


def _newest(comments: CommentQuerySet) -> CommentQuerySet:
    return comments.visible().order_by("-created_at", "-pk")[:MAX_ITEMS]


def _item(comment: Comment) -> dict[str, Any]:
    link = absolute_url(comment.get_absolute_url())
    name = comment.shown_name
    title = _("#%(number)d %(name)s on %(title)s")
    return {
        "title": clean(title % {"number": comment.number, "name": name, "title": comment.post}),
        "link": link,
        "description": clean(absolute_links(comment.html, link)),
        "text": "",
        "unique_id": _lasting_id(comment),
        "unique_id_is_permalink": False,
        "pubdate": comment.created_at,
        "updateddate": comment.edited_at or comment.created_at,
        "authors": [Link(clean(name), "")],
        "categories": (),
        "image": "",
        "language": "",
        "comments_feed": "",
    }


def _lasting_id(comment: Comment) -> str:
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},{comment.created_at:%Y-%m-%d}:comment/{comment.pk}"
