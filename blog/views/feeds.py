"""The feeds behind the home page, categories, tags and authors."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import http_date
from django.views.decorators.http import conditional_page

from blog.feeds import feed_of, updated_at
from blog.listings import Listing, all_posts, posts_of_term
from blog.models import Author, Category, Tag

from .reading import ReaderRequest, reader_page


@conditional_page
@reader_page
def site_feed(request: ReaderRequest, kind: str) -> HttpResponse:
    return _answer(request, all_posts(), kind)


@conditional_page
@reader_page
def category_feed(request: ReaderRequest, path: str, kind: str) -> HttpResponse:
    term = get_object_or_404(Category, path=f"{path}/")
    return _answer(request, posts_of_term(term), kind, term.name)


@conditional_page
@reader_page
def tag_feed(request: ReaderRequest, slug: str, kind: str) -> HttpResponse:
    term = get_object_or_404(Tag, slug=slug)
    return _answer(request, posts_of_term(term), kind, term.name)


@conditional_page
@reader_page
def author_feed(request: ReaderRequest, slug: str, kind: str) -> HttpResponse:
    term = get_object_or_404(Author, slug=slug)
    return _answer(request, posts_of_term(term), kind, term.name)


def _answer(request: ReaderRequest, listing: Listing, kind: str, title: str = "") -> HttpResponse:
    feed = feed_of(listing, kind, site=request.site_settings, title=title)
    response = HttpResponse(content_type=feed.content_type)  # type: ignore[attr-defined]
    feed.write(response, "utf-8")
    if moment := updated_at(feed):
        response.headers["Last-Modified"] = http_date(moment.timestamp())
    return response
