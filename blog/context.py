"""What every page of the site shows, whichever view made it: the site's name, its menu, who is reading."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from blog.models import Page, Post, SiteSettings, User
from blog.pagecache import depends_on, kept_while, valid_until
from blog.statements import Statement

MAX_MENU_PAGES = 20  # more than fit on a line are no menu
_IN_MENU = Statement(
    lambda: (
        Page.objects.filter(in_menu=True, listed_at__isnull=False)
        .order_by("menu_order", "title", "pk")
        .only("kind", "title", "path", "status", "published_at", "password")[:MAX_MENU_PAGES]
    )
)


def site_of(request: HttpRequest) -> SiteSettings:
    """Return the site's settings, read once a request."""
    known: SiteSettings | None = getattr(request, "site_settings", None)
    if known is None:
        known = SiteSettings.current()
        request.site_settings = known  # type: ignore[attr-defined]
    return known


def staff_of(request: HttpRequest) -> User | None:
    """Return who is signed in, if they are staff.

    Asks nothing of those without a session: their pages must not vary by cookie.
    """
    user = getattr(request, "user", None) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    return user if user is not None and user.is_active and user.is_staff else None


def menu_pages() -> list[Post]:
    """Return the pages of the site menu; one query, and the page being made knows when it changes."""
    depends_on("site")
    return due(_in_menu())


@kept_while("site")
def _in_menu() -> list[Page]:
    return _IN_MENU.objects()


def due(pages: Iterable[Post]) -> list[Post]:
    """Return those of ``pages`` that are public, and tell the page being made when others will be."""
    found = list(pages)
    for page in found:
        if page.is_scheduled and not page.password:
            valid_until(page.published_at)
    return [page for page in found if page.is_public]


def site(request: HttpRequest) -> dict[str, Any]:
    """Offer ``site``, ``menu_pages`` and ``viewer`` (staff who are signed in) to every template.

    Each is worked out only where a template asks, so the admin and plain error pages cost nothing.
    """
    known = getattr(request, "site_settings", None)  # a page asks a dozen times, and a lazy object asks back
    return {
        "site": known or SimpleLazyObject(lambda: site_of(request)),
        "menu_pages": SimpleLazyObject(menu_pages),
        "viewer": SimpleLazyObject(lambda: staff_of(request)),
    }
