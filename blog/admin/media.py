"""Uploaded files."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from blog import media
from blog.admin.lists import NewestFound
from blog.admin.refusals import RefusableForm, VerbAdmin
from blog.admin.requests import user_of
from blog.media import RefusedFileError
from blog.models import Media
from blog.templatetags.pictures import picture

WORDS = ("alt", "caption", "credit")


class MediaForm(RefusableForm):
    upload = forms.FileField(
        label=_("File"),
        help_text=_("A picture (JPEG, PNG, GIF, WebP, AVIF) or a PDF."),
        max_length=300,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["upload"]


@admin.register(Media)
class MediaAdmin(VerbAdmin, NewestFound):
    form = MediaForm
    refused_by = (RefusedFileError,)
    list_display = ("__str__", "media_type", "measures", "uploaded_by", "created_at")
    list_select_related = ("uploaded_by",)
    readonly_fields = ("shown", "for_a_text", "measures", "uploaded_by", "created_at")
    ordering = ("-created_at", "-id")
    search_fields = ("file", "alt")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields[:2], *WORDS, *self.readonly_fields[2:]) if obj else ("upload", *WORDS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Editors change what is said about any file, others about their own."""
        if not super().has_change_permission(request, obj):
            return False
        is_own = obj is None or obj.uploaded_by_id == request.user.pk
        return is_own or request.user.has_perm("blog.change_others_post")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Media]:
        return super().get_queryset(request).order_by(*self.ordering)

    @admin.display(description=_("file"))
    def shown(self, row: Media) -> str:
        shown = picture(row, classes="shown", sizes="20rem") or row
        return format_html('<a href="{}">{}</a>', row.file.url, shown)

    @admin.display(description=_("to be copied into a text"))
    def for_a_text(self, row: Media) -> str:
        caption = f' "{row.caption}"' if row.caption and '"' not in row.caption else ""
        mark = "!" if row.is_picture else ""
        return format_html("<code>{}[{}]({}{})</code>", mark, row.alt or row, row.file.url, caption)

    @admin.display(description=_("size"))
    def measures(self, row: Media) -> str:
        weight = f"{max(row.size // 1024, 1)} kB"
        return f"{row.width} × {row.height}, {weight}" if row.width else weight

    def save_model(self, request: HttpRequest, obj: Media, form: Any, change: bool) -> None:
        words = {name: form.cleaned_data[name] for name in WORDS}
        if change:
            media.change(media=obj, **words)
            return
        upload = form.cleaned_data["upload"]
        stored = media.store(file=upload, by=user_of(request), name=upload.name, **words)
        obj.pk, obj.file = stored.pk, stored.file

    def response_add(
        self, request: HttpRequest, obj: Media, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Lead to the new file's own page, which says how it gets into a text."""
        if "_addanother" not in request.POST:
            asked = request.POST.copy()
            asked["_continue"] = "1"
            request.POST = asked  # type: ignore[assignment]
        return super().response_add(request, obj, post_url_continue)

    def delete_model(self, request: HttpRequest, obj: Media) -> None:
        media.remove(media=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Media]) -> None:
        for row in queryset:
            media.remove(media=row)
