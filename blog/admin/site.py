"""The admin site: named after the blog, in the blog's own time zone, behind the throttled sign-in."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from blog import accounts
from blog.admin.menu import menu_of
from blog.admin.panels import panels_for
from blog.admin.sign_in import SignInForm
from blog.context import site_of


class DeskSite(AdminSite):
    login_form = SignInForm

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        title = site_of(request).title
        own = {"site_header": title, "site_title": title, "menu": menu_of(self, request)}
        return {**super().each_context(request), **own}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """None: the menu is read instead, and to ask for every app's models takes as long."""
        return []

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(self._at_the_desk(view), cacheable)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().login(request, {"title": _("Sign in"), **(extra_context or {})})
        if request.method == "POST" and request.user.is_authenticated and response.status_code == 302:
            accounts.remember_device(response, request.user)
        return response

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        may_write = request.user.has_perm("blog.add_post")
        own = {"title": _("Desk"), "panels": panels_for(request), "may_write": may_write}
        return super().index(request, {**own, **(extra_context or {})})

    def app_index(  # type: ignore[override]
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The menu knows no apps."""
        return redirect("admin:index")

    def _at_the_desk(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """Let ``view`` read and show times as the site's readers see them, and say no in pages of the desk.

        It is rendered in here as well.
        """

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with timezone.override(site_of(request).zone):
                try:
                    response = view(request, *args, **kwargs)
                except PermissionDenied:
                    response = self._refusal(request, 403)
                except Http404:
                    response = self._refusal(request, 404)
                if isinstance(response, TemplateResponse):
                    response.render()
                return response

        inner.csrf_exempt = getattr(view, "csrf_exempt", False)  # type: ignore[attr-defined]
        return inner

    def _refusal(self, request: HttpRequest, status: int) -> HttpResponse:
        return TemplateResponse(request, f"admin/{status}.html", self.each_context(request), status=status)
