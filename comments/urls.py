"""The addresses of the comments. Those of a discussion lie below the post's or page's own."""

from typing import Any

from django.urls import URLPattern, include, path, register_converter

import blog.urls  # noqa: F401  registers the converters that it shares with us
from blog.converters import SlugPathConverter
from blog.feeds import ADDRESSES

from .views import feeds, reading, receipts, writing

app_name = "comments"


class PagePathConverter(SlugPathConverter):
    """The path of a page; below these words lie lists, which have feeds of their own."""

    regex = f"(?!(?:category|tag|author)/){SlugPathConverter.regex}"


register_converter(PagePathConverter, "page_path")


def _feeds(route: str, view: Any, name: str) -> list[URLPattern]:
    return [path(f"{route}{address}", view, {"kind": kind}, name=name) for kind, address in ADDRESSES.items()]


_below_an_entry = [
    path("comments/<number:number>/", reading.threaded, name="threaded"),
    path("comments/flat/", reading.flat, name="flat"),
    path("comments/flat/<number:number>/", reading.flat, name="flat"),
    path("comments/thread/<number:root_number>/page/<number:number>/", reading.thread, name="thread"),
    *_feeds("", feeds.post_feed, "post_feed"),
]

urlpatterns = [
    path("c/<int:pk>/", reading.permalink, name="permalink"),
    path("c/<int:pk>/reply/", writing.reply, name="reply"),
    path("comments/post/<int:pk>/", writing.post_comment, name="post"),
    path("comments/receipt/<str:token>/", receipts.receipt, name="receipt"),
    *_feeds("comments/", feeds.site_feed, "feed"),
    path("<year:year>/<two:month>/<two:day>/<slug_any:slug>/", include(_below_an_entry)),
    path("<page_path:path>/", include(_below_an_entry)),
]
