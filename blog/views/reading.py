"""How every public page is made: in one snapshot, in the site's zone and language, the same for everyone."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blog import pagecache
from blog.context import site_of, staff_of
from blog.models import SiteSettings, User
from blog.site import as_site


class ReaderRequest(HttpRequest):
    """A request inside :func:`reader_page`: the site has been read, and who of the staff is looking.

    ``viewer`` is None for everybody whose page must be the same as everybody else's. What is put into
    ``afterwards`` is called with the response: parts of a page that know no response add to it there.
    """

    site_settings: SiteSettings
    viewer: User | None
    afterwards: list[Callable[[HttpResponse], object]]


def keep_private(response: HttpResponse) -> HttpResponse:
    """Mark a page that only this reader may have: no cache may store it."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def without_forms(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that answers GET and HEAD only: all else is to hear that (405), and not that a token lacks.

    Not by Django's ``csrf_exempt``, which is one more call for each page.
    """
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def reader_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view a public page: it reads one state of the database, writes nothing, answers GET and HEAD.

    What it depended on is attached to its response as ``page_dependencies``, unless the page was made for
    somebody signed in or was kept private: such a page is never stored.
    """

    @require_safe
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with pagecache.snapshot() as dependencies:
            reader = _prepared(request)
            with as_site(reader.site_settings):
                response = view(reader, *args, **kwargs)
        for add_to in reader.afterwards:
            add_to(response)
        if reader.viewer is not None:
            keep_private(response)
        response.headers.setdefault("Cache-Control", "no-cache")
        if response.headers["Cache-Control"] == "no-cache":
            response.page_dependencies = dependencies  # type: ignore[attr-defined]
        return response

    return without_forms(page)


def _prepared(request: HttpRequest) -> ReaderRequest:
    pagecache.depends_on("site")
    reader = cast(ReaderRequest, request)
    reader.site_settings = site_of(request)
    reader.viewer = staff_of(request)
    reader.afterwards = []
    return reader
