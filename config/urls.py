"""Every address of the site, in the order in which they are tried."""

from django.contrib import admin
from django.urls import include, path

from blog.views.setup import setup
from blog.views.uploads import upload

urlpatterns = [
    path("setup/", setup, name="setup"),
    path("media/<path:path>", upload, name="upload"),
    path("admin/", include("blog.views.accounts")),
    path("admin/", admin.site.urls),
    path("", include("comments.urls")),
    path("", include("blog.urls")),
]

handler404 = "blog.views.errors.not_found"
