"""Which admin site `django.contrib.admin` runs."""

from importlib import import_module

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "blog.admin.site.DeskSite"

    def ready(self) -> None:
        from django.contrib.auth.models import Group
        from taggit.models import Tag

        # The package before its site: made while the package is being imported, the site would be made twice,
        # and what is registered with the first would be lost.
        import_module("blog.admin")
        super().ready()
        # Roles are made and mended by blog.roles, and our tags are blog.models.Tag.
        admin.site.unregister([Group, Tag])
