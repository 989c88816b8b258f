"""The feeds behind the home page, categories, tags and authors."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import SyndicationFeed

from blog.feeds import feed_of
from blog.listings import Listing, all_posts, posts_of_term
from blog.models import Author, Category, Tag

from .conditional import machine_page
from .reading import ReaderRequest


@machine_page
def site_feed(request: ReaderRequest, kind: str) -> HttpResponse:
    return _answer(request, all_posts(), kind)


@machine_page
def category_feed(request: ReaderRequest, path: str, kind: str) -> HttpResponse:
    term = get_object_or_404(Category, path=f"{path}/")
    return _answer(request, posts_of_term(term), kind, term.name)


@machine_page
def tag_feed(request: ReaderRequest, slug: str, kind: str) -> HttpResponse:
    term = get_object_or_404(Tag, slug=slug)
    return _answer(request, posts_of_term(term), kind, term.name)


@machine_page
def author_feed(request: ReaderRequest, slug: str, kind: str) -> HttpResponse:
    term = get_object_or_404(Author, slug=slug)
    return _answer(request, posts_of_term(term), kind, term.name)


def _answer(request: ReaderRequest, listing: Listing, kind: str, title: str = "") -> HttpResponse:
    return feed_response(feed_of(listing, kind, site=request.site_settings, title=title))


def feed_response(feed: SyndicationFeed) -> HttpResponse:
    """Answer with ``feed``; a hub asks for its own and the feed's address in a header as well (WebSub, 4)."""
    # Written to a text first: a response takes each of two thousand pieces for itself.
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)  # type: ignore[attr-defined]
    if hub := feed.feed["hub"]:
        response.headers["Link"] = f'<{hub}>; rel="hub", <{feed.feed["feed_url"]}>; rel="self"'
    return response
