"""The discussion below a post."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import RequestContext
from django.utils.translation import gettext as _

from blog.context import staff_of
from blog.models import Post
from blog.pagecache import depends_on
from blog.views.reading import ReaderRequest, keep_private
from comments import cards, metadata, origin, ownership
from comments.discussion import Discussion, read, refusal_for
from comments.forms import CommentForm
from comments.in_place import own_on
from comments.models import DiscussionSettings
from comments.newest import newest
from comments.places import Place, View, Way, beginning, home_way
from comments.policies import comments_close_at
from comments.submission import display_name

register = template.Library()


@register.inclusion_tag("comments/_discussion.html", takes_context=True)
def comment_thread(context: RequestContext, post: Post) -> dict[str, Any]:
    """Show a page of the comments on ``post`` (``discussion`` of the context, else the first) and the form.

    The same for every reader; staff who are signed in get a form of their own on a page that isn't kept.
    """
    depends_on(f"thread:{post.pk}", f"post:{post.pk}", "site")
    request = context["request"]
    viewer = staff_of(request)
    discussion = context.get("discussion") or _first_page(request, post)
    settings = discussion.settings
    refusal = refusal_for(viewer, post, settings)
    beside = _own_beside(request, discussion)
    return {
        "request": request,
        "post": post,
        "discussion": discussion,
        "thread_html": cards.render_discussion(discussion, can_be_answered=refusal is None, beside=beside),
        "metadata_script": metadata.script_of(discussion),
        "ways": _ways(discussion.place),
        "remember": _what_to_remember(discussion.place),
        "refusal": refusal,
        "closes_at": comments_close_at(post, settings),
        "form": CommentForm(settings=settings),
        "viewer": viewer,
        "viewer_name": display_name(viewer) if viewer else "",
        "token": origin.make_token(post, viewer) if viewer else "",
    }


def _own_beside(request: ReaderRequest, discussion: Discussion) -> Mapping[int | None, str]:
    """What this reader's own comments get beside the cards; the page with it is theirs alone."""
    entries = ownership.read(request)
    found = own_on(discussion, entries=entries, viewer=staff_of(request))
    if any(entry.post == discussion.post.pk for entry in entries):
        request.afterwards.append(keep_private)
    if len(found.kept) < len(entries):
        request.afterwards.append(lambda response: ownership.write(response, found.kept))
    return found.beside


def _first_page(request: HttpRequest, post: Post) -> Discussion:
    """What the post's own address shows this reader."""
    settings = DiscussionSettings.current()
    home = home_way(request, settings)
    return read(beginning(post, home, home), settings)


def _ways(place: Place) -> list[list[dict[str, Any]]]:
    """The ways to read this discussion, as two questions that are answered apart."""
    here = place.way
    by_view = [(False, _("by thread")), (True, _("one after another"))]
    by_order = [(False, _("oldest first")), (True, _("newest first"))]
    groups = [
        [(Way.of(is_flat=flat, newest_first=here.newest_first), words) for flat, words in by_view],
        [(Way.of(is_flat=here.is_flat, newest_first=newest), words) for newest, words in by_order],
    ]
    return [
        [
            {
                "words": words,
                "address": beginning(place.post, way, place.home).address,
                "is_current": way is here,
            }
            for way, words in group
        ]
        for group in groups
    ]


def _what_to_remember(place: Place) -> dict[str, str] | None:
    """The way of reading on this page, where it isn't the one remembered; and where it will be found then."""
    if place.view is View.THREAD or place.way is place.home:
        return None
    return {"way": place.way.value, "back": f"{replace(place, home=place.way).address}#comments"}


@register.inclusion_tag("comments/_newest.html")
def newest_comments() -> dict[str, Any]:
    """Show the last things said, for the first page of the blog."""
    return {"comments": newest()}
