"""The discussion settings."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from blog.admin.settings import SingleRowAdmin
from comments.models import DiscussionSettings
from comments.settings import save_settings


@admin.register(DiscussionSettings)
class DiscussionSettingsAdmin(SingleRowAdmin):
    fieldsets = (
        (None, {"fields": ("comments_open", "site_closed_message", "staff_only", "close_after_days")}),
        (_("What is asked for"), {"fields": ("require_name", "require_email", "max_length")}),
        (_("What is held for a moderator"), {"fields": ("hold_all", "hold_first", "max_links")}),
        (_("Pace and privacy"), {"fields": ("flood_seconds", "keep_ip_days")}),
    )

    def save_model(self, request: HttpRequest, obj: DiscussionSettings, form: Any, change: bool) -> None:
        save_settings(settings=obj)
