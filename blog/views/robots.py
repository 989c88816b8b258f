"""What is said to robots: the sitemap, and where not to go."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import conditional_page

from blog import sitemaps
from blog.absolute import absolute_url

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


@conditional_page
@reader_page
def sitemap(request: ReaderRequest) -> HttpResponse:
    """Answer with the index of the sitemap's files."""
    files = [
        {"location": absolute_url(reverse("blog:sitemap_section", args=[section]))}
        for section in sitemaps.sections()
    ]
    return render(request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml")


@conditional_page
@reader_page
def sitemap_section(request: ReaderRequest, section: str) -> HttpResponse:
    found = sitemaps.addresses(section)
    if found is None:
        raise Http404
    urls = [{"location": absolute_url(path), "lastmod": moment} for path, moment in found]
    return render(request, "sitemap.xml", {"urlset": urls}, content_type="application/xml")
