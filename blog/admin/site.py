"""The admin site: named after the blog, in the blog's own time zone, behind the throttled sign-in."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from blog import accounts
from blog.admin.sign_in import SignInForm
from blog.context import site_of


class DeskSite(AdminSite):
    login_form = SignInForm

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        title = site_of(request).title
        return {**super().each_context(request), "site_header": title, "site_title": title}

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(_in_site_zone(view), cacheable)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().login(request, extra_context)
        if request.method == "POST" and request.user.is_authenticated and response.status_code == 302:
            accounts.remember_device(response, request.user)
        return response

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"title": _("Desk"), **(extra_context or {})})


def _in_site_zone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let ``view`` read and show times as the site's readers see them; it is rendered in here as well."""

    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with timezone.override(site_of(request).zone):
            response = view(request, *args, **kwargs)
            if isinstance(response, TemplateResponse):
                response.render()
            return response

    inner.csrf_exempt = getattr(view, "csrf_exempt", False)  # type: ignore[attr-defined]
    return inner
