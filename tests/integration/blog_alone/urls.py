"""The addresses of the blog alone."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", include("blog.views.accounts")),
    path("admin/", admin.site.urls),
    path("", include("blog.urls")),
]
handler404 = "blog.views.errors.not_found"
