"""The addresses of the blog, in the order in which they are tried.

Pages come last: they may be called anything.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path, register_converter

from blog import converters
from blog.feeds import ADDRESSES
from blog.views import archive, feeds, home, post, robots, search, site_files, terms

app_name = "blog"

register_converter(converters.YearConverter, "year")
register_converter(converters.TwoDigitConverter, "two")
register_converter(converters.PageNumberConverter, "number")
register_converter(converters.SlugConverter, "slug_any")
register_converter(converters.SlugPathConverter, "slugs")

View = Callable[..., HttpResponse]


def _numbered(route: str, view: View, name: str) -> list[URLPattern]:
    """A list: its first page, and the numbered ones."""
    return [path(f"{route}page/<number:number>/", view, name=name), path(route, view, name=name)]


def _feeds(route: str, view: View, name: str) -> list[URLPattern]:
    return [path(f"{route}{address}", view, {"kind": kind}, name=name) for kind, address in ADDRESSES.items()]


urlpatterns: list[Any] = [
    *_feeds("", feeds.site_feed, "feed"),
    *_numbered("", home.home, "home"),
    path("<year:year>/<two:month>/<two:day>/<slug_any:slug>/", post.post, name="post"),
    *_numbered("<year:year>/<two:month>/<two:day>/", archive.period, "day"),
    *_numbered("<year:year>/<two:month>/", archive.period, "month"),
    *_numbered("<year:year>/", archive.period, "year"),
    path("archive/", archive.overview, name="archive"),
    *_feeds("category/<slugs:path>/", feeds.category_feed, "category_feed"),
    *_numbered("category/<slugs:path>/", terms.category, "category"),
    *_feeds("tag/<slug_any:slug>/", feeds.tag_feed, "tag_feed"),
    *_numbered("tag/<slug_any:slug>/", terms.tag, "tag"),
    *_feeds("author/<slug_any:slug>/", feeds.author_feed, "author_feed"),
    *_numbered("author/<slug_any:slug>/", terms.author, "author"),
    path("categories/", terms.categories, name="categories"),
    path("tags/", terms.tags, name="tags"),
    path("tags/from/<slug_any:start>/", terms.tags, name="tags"),
    path("authors/", terms.authors, name="authors"),
    path("authors/from/<slug_any:start>/", terms.authors, name="authors"),
    *_numbered("search/", search.search_posts, "search"),
    path("preview/<int:pk>/", post.preview, name="preview"),
    path("unlock/<int:pk>/", post.unlock, name="unlock"),
    path("robots.txt", robots.robots_txt, name="robots"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", robots.sitemap_section, name="sitemap_section"),
    path("favicon.ico", site_files.favicon, name="favicon"),
    path("manifest.webmanifest", site_files.manifest, name="manifest"),
    path(".well-known/security.txt", site_files.security_txt, name="security"),
    path("<slugs:path>/", post.page, name="page"),
]
