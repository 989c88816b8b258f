"""The desk of pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.admin.entries import EntryAdmin, UpdateNoteInline
from blog.admin.entry_form import EntryForm
from blog.admin.fieldsets import IN_LISTS, SEO, WRITING, more, publication
from blog.admin.filters import StatusFilter
from blog.admin.tree import ParentPageField
from blog.models import Page


def in_tree_order() -> QuerySet[Page]:
    """All pages. That they have a path, and posts none, is said so that no post is walked past."""
    return Page.objects.filter(path__gt="").order_by("path")


class PageForm(EntryForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields.get("parent")
        if isinstance(parent, forms.ModelChoiceField) and self.instance.path:
            # A page cannot stand below itself.
            parent.queryset = parent.queryset.exclude(path__startswith=self.instance.path)  # type: ignore[union-attr]


@admin.register(Page)
class PageAdmin(EntryAdmin):
    form = PageForm
    add_label = _("Write a page")
    list_display = ("title_or_none", "state", "menu", "changed", "comments")
    list_filter = (StatusFilter,)
    ordering = ("path",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        return in_tree_order()

    def for_list(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.for_lists()  # type: ignore[attr-defined]

    @admin.display(description=_("title"))
    def title_or_none(self, page: Page) -> str:
        return "\u2003" * ((page.path or "/").count("/") - 1) + str(page)

    @admin.display(description=_("in the menu"))
    def menu(self, page: Page) -> str:
        return gettext("yes") if page.in_menu else ""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        place = (_("Place"), {"fields": ("parent", "in_menu", "menu_order"), "classes": ("side",)})
        return [*WRITING, publication(obj), place, IN_LISTS, more(*SEO)]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [UpdateNoteInline] if obj else []

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "parent":
            kwargs |= {
                "queryset": in_tree_order().only("title", "path", "kind"),
                "form_class": ParentPageField,
                "empty_label": _("(at the top)"),
            }
            return db_field.formfield(**kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
