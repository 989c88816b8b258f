"""What is said when there is nothing to show; and where an old address has gone."""

import re
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import render
from django.urls import resolve
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString

from blog import likely, redirects
from blog.context import site_of
from blog.slugs import nfc
from blog.templatetags.found import likely_html
from blog.templatetags.pieces import piece

from .access import Access, access_to
from .finding import entry_at
from .reading import as_site, keep_private
from .slashes import SlashesMiddleware

# What may stand behind a list's or a post's address and moves along with it.
_SUFFIX = re.compile(
    r"(?:feed/(?:atom/)?|feed\.json|page/[1-9][0-9]{0,5}/|comments/(?:(?:threads?|flat|newest|page|[0-9]{1,9})/)+)$"
)
# How addresses are written by the resolver, see RFC 3986.
_SAFE = "/~:@!$&'()*+,;="
# Stands where the suggestion will, and nobody can write it.
_LIKELY = SafeString("<!--likely-->")


class _Shown(NamedTuple):
    """What the page shows of the site."""

    title: str
    language_code: str
    time_zone: str


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Handler of all 404s: lead old addresses to today's; say 410 where one is gone for good."""
    answer = _old_address(request) if request.method in ("GET", "HEAD") else None
    if answer is None and _SLASHES.should_redirect_with_slash(request):
        return HttpResponseNotFound()  # the middleware leads to the address with a slash instead
    return answer or _nothing_here(request)


def gone(request: HttpRequest) -> HttpResponse:
    """Say that something was here and was taken away on purpose."""
    # Without the menu of pages: a path that leads nowhere should not cost a query more.
    with as_site(site_of(request)):
        return keep_private(render(request, "410.html", {"menu_pages": ()}, status=410))


# Only asked whether it will put a slash behind an address: then nobody sees what was said of it.
_SLASHES = SlashesMiddleware(gone)


def _nothing_here(request: HttpRequest) -> HttpResponse:
    """The same page for every address, but for what it may have meant: robots ask for many."""
    site = site_of(request)
    with as_site(site):
        shown = _Shown(site.title, site.language_code, site.time_zone)
        page = piece("404.html", site=shown, likely=_LIKELY)
        return keep_private(HttpResponseNotFound(page.replace(_LIKELY, _suggestion(request))))


def _suggestion(request: HttpRequest) -> str:
    """The posts that may have been meant, and the words to search for; for readers, who ask with GET."""
    path = _SUFFIX.sub("", nfc(request.path_info))
    slug = likely.slug_in(path) if request.method == "GET" else ""
    return likely_html(likely.likely(slug), slug.replace("-", " ")) if slug else ""


def _old_address(request: HttpRequest) -> HttpResponse | None:
    path = nfc(request.path_info)
    if len(path) > redirects.MAX_PATH or "\x00" in path:
        return None
    suffix = match[0] if (match := _SUFFIX.search(path)) else ""
    whole, base = _spellings(path), _spellings(path.removesuffix(suffix))
    found = redirects.find(*whole, *base)
    if found is None:
        return _lower_case(path)
    if not found.target:
        return gone(request)
    if _is_hidden(request, found.target):
        return None
    moves_along = suffix and found.path.rstrip("/") not in {spelling.rstrip("/") for spelling in whole}
    target = f"{found.target.rstrip('/')}/{suffix}" if moves_along else found.target
    # One that differs in the slash alone would lead in a circle.
    if urlsplit(target).path.rstrip("/") in {spelling.rstrip("/") for spelling in whole}:
        return None
    # The post may be hidden tomorrow, or be private and known to this reader only.
    return keep_private(HttpResponsePermanentRedirect(target))


def _is_hidden(request: HttpRequest, target: str) -> bool:
    """Whether a post stands at ``target`` of which this reader must not even learn the new title."""
    parts = urlsplit(target)
    try:
        match = resolve(unquote(parts.path))
        is_post = not parts.netloc and match.view_name in ("blog:post", "blog:page")
        return is_post and access_to(request, entry_at(**match.kwargs)) is Access.HIDDEN
    except Http404:  # nothing of ours, or nothing yet
        return False


def _spellings(path: str) -> tuple[str, str]:
    """As it reads, and as it is written in a link."""
    return path, quote(path, _SAFE)


def _lower_case(path: str) -> HttpResponse | None:
    """Addresses of ours are in lower case; somebody may have typed one as a title is written."""
    is_file = path.startswith((settings.STATIC_URL, settings.MEDIA_URL))
    if path == path.lower() or is_file or "%" in path:  # a "%" is left where there was no UTF-8
        return None
    return HttpResponsePermanentRedirect(escape_leading_slashes(quote(path.lower(), _SAFE)))
