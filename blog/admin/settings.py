"""Settings of which there is one row: the list goes straight to the form."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from blog.admin.refusals import VerbAdmin
from blog.models import SiteSettings
from blog.site import save_settings


class SingleRowAdmin(VerbAdmin):
    """Has one row, which may not be stored yet; it can be changed and nothing else."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = self.model.current()
        row.pk = row.pk or 1
        return row if object_id == "1" else None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", "1")

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(request.path)


@admin.register(SiteSettings)
class SiteSettingsAdmin(SingleRowAdmin):
    fieldsets = (
        (None, {"fields": ("title", "tagline", "description", "language_code", "time_zone")}),
        (_("Lists and feeds"), {"fields": ("posts_per_page", "feed_items", "feed_full_text", "websub_hub")}),
        (
            _("Search engines and other machines"),
            {"fields": ("discourage_robots", "preview_image", "security_contact")},
        ),
    )
    autocomplete_fields = ("preview_image",)

    def save_model(self, request: HttpRequest, obj: SiteSettings, form: Any, change: bool) -> None:
        save_settings(site=obj)
