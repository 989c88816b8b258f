"""Every address of the site, in the order in which they are tried."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from blog.views.setup import setup
from blog.views.uploads import upload


def _debug_toolbar() -> list[URLPattern | URLResolver]:
    if "debug_toolbar" not in settings.INSTALLED_APPS:
        return []
    from debug_toolbar.toolbar import debug_toolbar_urls

    patterns: list[URLPattern | URLResolver] = debug_toolbar_urls()
    return patterns


urlpatterns = [
    *_debug_toolbar(),
    path("setup/", setup, name="setup"),
    path("media/<path:path>", upload, name="upload"),
    path("admin/", include("blog.views.accounts")),
    path("admin/", admin.site.urls),
    path("", include("comments.urls")),
    path("", include("blog.urls")),
]

handler404 = "blog.views.errors.not_found"
handler500 = "blog.views.faults.fault"
