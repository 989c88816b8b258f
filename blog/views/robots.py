"""What is said to robots: the sitemap, and where not to go."""

import datetime
from xml.sax.saxutils import escape

from django.http import Http404, HttpResponse
from django.urls import reverse

from blog import sitemaps
from blog.absolute import absolute_url

from .conditional import machine_page
from .reading import ReaderRequest, reader_page

_OFF_LIMITS = ("/admin/", "/preview/", "/search/", "/unlock/")


@reader_page
def robots_txt(request: ReaderRequest) -> HttpResponse:
    if request.site_settings.discourage_robots:
        return _text("User-agent: *", "Disallow: /")
    refused = (f"Disallow: {path}" for path in _OFF_LIMITS)
    return _text("User-agent: *", *refused, "", f"Sitemap: {absolute_url(reverse('blog:sitemap'))}")


def _text(*lines: str) -> HttpResponse:
    return HttpResponse("\n".join((*lines, "")), content_type="text/plain; charset=utf-8")


@machine_page
def sitemap(request: ReaderRequest) -> HttpResponse:
    """Answer with the index of the sitemap's files."""
    files = [(reverse("blog:sitemap_section", args=[name]), changed) for name, changed in sitemaps.files()]
    return _xml("sitemapindex", "sitemap", files)


@machine_page
def sitemap_section(request: ReaderRequest, section: str) -> HttpResponse:
    found = sitemaps.addresses(section)
    if found is None:
        raise Http404
    return _xml("urlset", "url", found)


def _xml(root: str, name: str, located: list[sitemaps.Located]) -> HttpResponse:
    """Write a file of the sitemap protocol; by hand, for ten thousand turns of a template take a second."""
    rows = (f"<{name}><loc>{escape(absolute_url(path))}</loc>{_lastmod(at)}</{name}>" for path, at in located)
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *rows,
        f"</{root}>",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="application/xml")


def _lastmod(moment: datetime.datetime | None) -> str:
    if moment is None:
        return ""
    return f"<lastmod>{moment.astimezone(datetime.UTC).isoformat(timespec='seconds')}</lastmod>"
