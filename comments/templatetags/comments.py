"""The discussion below a post."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from secrets import token_hex
from typing import Any, NamedTuple

from django import template
from django.http import HttpRequest, HttpResponse
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from blog.compression import Part
from blog.context import staff_of
from blog.models import Post, User
from blog.pagecache import depends_on
from blog.templatetags.pieces import piece
from blog.views.reading import ReaderRequest, keep_private
from comments import finished, origin, ownership
from comments.discussion import Discussion, read, refusal_for
from comments.forms import CommentForm
from comments.in_place import own_on
from comments.models import DiscussionSettings
from comments.newest import newest
from comments.places import Place, View, Way, beginning, home_way
from comments.policies import comments_close_at
from comments.submission import display_name

register = template.Library()
# Nobody can write it into a text: it is another one each time the blog starts.
_ACTION = token_hex(16)
_MARK = SafeString(f"<!--{_ACTION}-->")
_EMPTY_FORM = "comments/_empty_form.html"


@register.inclusion_tag("comments/_discussion.html", takes_context=True)
def comment_thread(context: RequestContext, post: Post) -> dict[str, Any]:
    """Show a page of the comments on ``post`` (``discussion`` of the context, else the first) and the form.

    The same for every reader; staff who are signed in get a form of their own on a page that isn't kept.
    """
    depends_on(f"thread:{post.pk}", f"post:{post.pk}", "site")
    request = context["request"]
    viewer = staff_of(request)
    given: Discussion | None = context.get("discussion")
    settings = given.settings if given else DiscussionSettings.current()
    place = given.place if given else _first_place(request, post, settings)
    refusal = refusal_for(viewer, post, settings)
    entries = ownership.read(request)
    if given or viewer or any(entry.post == post.pk for entry in entries):
        discussion = given or read(place, settings)
        beside = _own_beside(request, discussion, entries)
        shown = finished.finish(discussion, can_be_answered=refusal is None, beside=beside)
    else:
        shown = finished.for_everybody(place, settings, can_be_answered=refusal is None)
    return {
        "request": request,
        "post": post,
        "discussion": Discussion(place, shown.number, shown.pages, [], frozenset(), settings),
        "thread_html": _put_in_last(request, shown.html),
        "metadata_script": shown.metadata_script,
        "ways": _ways(place),
        "remember": _what_to_remember(place),
        "refusal": refusal,
        "closes_at": comments_close_at(post, settings),
        "empty_form": "" if refusal else _empty_form(post, settings, viewer),
    }


def _empty_form(post: Post, settings: DiscussionSettings, viewer: User | None) -> SafeString:
    """The form for ``viewer``; that for guests is the same whichever the post, but for where it is sent."""
    action = reverse("comments:post", args=[post.pk])
    if viewer is None:
        asks = (settings.max_length, settings.require_name, settings.require_email)
        return SafeString(_form_of_guests(get_language(), *asks).replace(_ACTION, action))
    return render_to_string(
        _EMPTY_FORM,
        {
            "form": CommentForm(settings=settings),
            "viewer": viewer,
            "viewer_name": display_name(viewer),
            "token": origin.make_token(post, viewer),
            "action": action,
        },
    )


@lru_cache(maxsize=16)
def _form_of_guests(language: str | None, longest: int, needs_name: bool, needs_email: bool) -> str:
    """In the current language, which is ``language``; the rest is all that the form reads of the settings."""
    settings = DiscussionSettings(max_length=longest, require_name=needs_name, require_email=needs_email)
    return render_to_string(_EMPTY_FORM, {"form": CommentForm(settings=settings), "action": _ACTION})


def _put_in_last(request: ReaderRequest, html: Part) -> SafeString:
    """Return a mark for ``html`` to stand at when the page is done: every template around would copy it."""
    if not html.plain:
        return SafeString("")
    request.afterwards.append(lambda response: _fill(response, html))
    return _MARK


def _fill(response: HttpResponse, html: Part) -> None:
    before, mark, after = response.content.partition(_MARK.encode())
    if mark:
        response.content = b"".join((before, html.plain, after))
        response.finished_part = (html, len(before))  # type: ignore[attr-defined]


def _own_beside(
    request: ReaderRequest, discussion: Discussion, entries: Sequence[ownership.Entry]
) -> Mapping[int | None, str]:
    """What this reader's own comments get beside the cards; the page with it is theirs alone."""
    found = own_on(discussion, entries=entries, viewer=staff_of(request))
    if any(entry.post == discussion.post.pk for entry in entries):
        request.afterwards.append(keep_private)
    if len(found.kept) < len(entries):
        request.afterwards.append(lambda response: ownership.write(response, found.kept))
    return found.beside


def _first_place(request: HttpRequest, post: Post, settings: DiscussionSettings) -> Place:
    """What the post's own address shows this reader."""
    home = home_way(request, settings)
    return beginning(post, home, home)


class _Choice(NamedTuple):
    words: str
    address: str
    is_current: bool


class _Remembered(NamedTuple):
    """What is sent to have a way of reading remembered, and ``back`` to where it leads."""

    way: str
    back: str


def _ways(place: Place) -> tuple[tuple[_Choice, ...], ...]:
    """The ways to read this discussion, as two questions that are answered apart."""
    here = place.way
    by_view = [(False, _("by thread")), (True, _("one after another"))]
    by_order = [(False, _("oldest first")), (True, _("newest first"))]
    groups = [
        [(Way.of(is_flat=flat, newest_first=here.newest_first), words) for flat, words in by_view],
        [(Way.of(is_flat=here.is_flat, newest_first=newest), words) for newest, words in by_order],
    ]
    return tuple(
        tuple(
            _Choice(words, beginning(place.post, way, place.home).address, way is here)
            for way, words in group
        )
        for group in groups
    )


def _what_to_remember(place: Place) -> _Remembered | None:
    """The way of reading on this page, where it isn't the one remembered; and where it will be found then."""
    if place.view is View.THREAD or place.way is place.home:
        return None
    return _Remembered(place.way.value, f"{replace(place, home=place.way).address}#comments")


@register.simple_tag
def newest_comments() -> SafeString:
    """Show the last things said, for the first page of the blog."""
    return piece("comments/_newest.html", comments=newest())
