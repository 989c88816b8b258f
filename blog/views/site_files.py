"""Small files that browsers and people who find holes look for at addresses of their own."""

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from blog.absolute import absolute_url
from blog.models import SiteSettings
from blog.pagecache import valid_since, valid_until
from blog.templatetags.blog import direction

from .conditional import machine_page
from .reading import ReaderRequest, without_forms

# The paper of the look by day (static/css/tokens.css): what is seen until the style sheet is there.
PAPER = "#f1f5ec"
# What fits below an icon.
SHORT_NAME = 12
# security.txt must say until when it holds, and less than a year is asked for (RFC 9116, 2.5.5).
HOLDS_FOR = datetime.timedelta(days=300)


@without_forms
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead those who ask here, unseen any page, to the icon."""
    response = HttpResponseRedirect(static("icons/favicon.ico"))
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@machine_page
def manifest(request: ReaderRequest) -> HttpResponse:
    """Say how the blog looks among the applications of a telephone."""
    return JsonResponse(_manifest(request.site_settings), content_type="application/manifest+json")


def _manifest(site: SiteSettings) -> dict[str, Any]:
    return {
        "name": site.title,
        "short_name": _shortened(site.title),
        "description": site.description or site.tagline,
        "lang": site.language_code,
        "dir": direction(site.language_code),
        "id": "/",
        "start_url": reverse("blog:home"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            _icon("icon-192.png", 192),
            _icon("icon-512.png", 512),
            # The mark keeps within the circle that the narrowest mask leaves.
            _icon("icon-512.png", 512) | {"purpose": "maskable"},
        ],
    }


def _icon(name: str, size: int) -> dict[str, str]:
    return {"src": static(f"icons/{name}"), "sizes": f"{size}x{size}", "type": "image/png"}


def _shortened(title: str) -> str:
    """As many words as fit, or the beginning of the first."""
    if len(title) <= SHORT_NAME:
        return title
    return title[: SHORT_NAME + 1].rpartition(" ")[0] or title[:SHORT_NAME]


@machine_page
def security_txt(request: ReaderRequest) -> HttpResponse:
    """Say whom to tell of a hole (RFC 9116); 404 where the settings name nobody."""
    site = request.site_settings
    if not site.security_contact:
        raise Http404
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    valid_since(today)
    valid_until(today + datetime.timedelta(days=1))
    lines = (
        f"Contact: {site.security_contact}",
        f"Expires: {today + HOLDS_FOR:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {site.language_code}",
        f"Canonical: {absolute_url(reverse('blog:security'))}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
