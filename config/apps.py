"""Which admin site `django.contrib.admin` runs."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "blog.admin.site.DeskSite"

    def ready(self) -> None:
        from django.contrib.auth.models import Group
        from taggit.models import Tag

        super().ready()
        # Roles are made and mended by blog.roles, and our tags are blog.models.Tag.
        admin.site.unregister([Group, Tag])
