"""The addresses of the comments. Those of a discussion lie below the post's or page's own."""

from typing import Any

from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.resolvers import RoutePattern

import blog.urls  # noqa: F401  registers the converters that it shares with us
from blog.converters import SlugPathConverter
from blog.feeds import ADDRESSES

from .places import FOLDERS
from .views import choosing, decide, feeds, own, reading, receipts, search, writing

app_name = "comments"


class PagePathConverter(SlugPathConverter):
    """The path of a page; below these words lie lists, which have feeds of their own."""

    regex = f"(?!(?:category|tag|author)/){SlugPathConverter.regex}"


register_converter(PagePathConverter, "page_path")


def _feeds(route: str, view: Any, name: str) -> list[URLPattern]:
    return [path(f"{route}{address}", view, {"kind": kind}, name=name) for kind, address in ADDRESSES.items()]


def _ways(route: str) -> list[URLPattern]:
    """Each way of reading begins at one address, and has its further pages below another."""
    return [
        path(f"{route}comments/{address}", reading.discussion, {"way": way}, name="discussion")
        for way, folder in FOLDERS.items()
        for address in (folder or "threads/", f"{folder}<number:number>/")
    ]


def _discussion(route: str) -> list[URLPattern]:
    return [
        *_ways(route),
        path(
            f"{route}comments/thread/<number:root_number>/page/<number:number>/",
            reading.thread,
            name="thread",
        ),
        *_feeds(route, feeds.post_feed, "post_feed"),
    ]


class _Discussions(RoutePattern):
    """Most addresses are none of a discussion, which two dozen expressions would say one by one."""

    def match(self, path: str) -> Any:
        return super().match(path) if "/comments/" in path or "/feed" in path else None


urlpatterns: list[Any] = [
    path("c/<int:pk>/", reading.permalink, name="permalink"),
    path("c/<int:pk>/reply/", writing.reply, name="reply"),
    path("c/<int:pk>/quote/", writing.quote, name="quote"),
    path("c/<int:pk>/edit/", own.edit, name="edit"),
    path("c/<int:pk>/delete/", own.delete, name="delete"),
    path("comments/view/", choosing.remember, name="view"),
    path("search/comments/", search.search_comments, name="search"),
    path("search/comments/page/<number:number>/", search.search_comments, name="search"),
    path("comments/post/<int:pk>/", writing.post_comment, name="post"),
    path("comments/receipt/<str:token>/", receipts.receipt, name="receipt"),
    path("comments/decide/<str:token>/", decide.decide, name="decide"),
    *_feeds("comments/", feeds.site_feed, "feed"),
    URLResolver(
        _Discussions(""),
        [
            *_discussion("<year:year>/<two:month>/<two:day>/<slug_any:slug>/"),
            *_discussion("<page_path:path>/"),
        ],
    ),
]
