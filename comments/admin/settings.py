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
        (
            _("Who may comment, and until when"),
            {
                "description": _(
                    "A post that is switched open or closed for itself doesn’t follow these; one whose "
                    "comments wait for a moderator does."
                ),
                "fields": (
                    *("comments_open", "site_closed_message", "staff_only"),
                    *("close_after_days", "close_after_quiet_days"),
                ),
            },
        ),
        (_("What is asked for"), {"fields": ("require_name", "require_email", "max_length")}),
        (
            _("What is held for a moderator"),
            {
                "description": _(
                    "Whoever writes is told why their comment waits. Moderators, administrators and the "
                    "authors of the post are let through. Words and bans have lists of their own."
                ),
                "fields": ("hold_all", "hold_first", "max_links", "protect_names", "spam_filter"),
            },
        ),
        (_("Pace"), {"fields": ("flood_seconds",)}),
        (
            _("Changing one’s own comment"),
            {
                "description": _("A changed comment passes all rules again. Earlier wordings are kept."),
                "fields": ("quiet_minutes", "edit_minutes"),
            },
        ),
        (_("How discussions are shown"), {"fields": ("newest_first", "flat_first", "all_on_one_page")}),
        (_("Moderators’ mail"), {"fields": ("mail_moderators",)}),
        (
            _("What is kept, and for how long"),
            {
                "description": _("The log of what moderators decided is kept for good."),
                "fields": ("keep_trash_days", "keep_ip_days"),
            },
        ),
    )

    def save_model(self, request: HttpRequest, obj: DiscussionSettings, form: Any, change: bool) -> None:
        save_settings(settings=obj)
