"""Categories and tags."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from blog.admin.entry_form import SlugInput
from blog.admin.lists import LongList
from blog.admin.merging import MergingAdmin
from blog.admin.refusals import RefusableForm, VerbAdmin
from blog.admin.tree import ParentCategoryField
from blog.models import Category, Tag
from blog.slugs import MAX_SLUG, key_of
from blog.taxonomy import is_too_long, save_category, save_tag
from blog.taxonomy_removal import reason_to_keep, remove_term


class TermAdmin(VerbAdmin, LongList):
    """Terms are deleted only while nothing uses them, and by their verb."""

    prepopulated_fields = {"slug": ("name",)}
    list_per_page = 100

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        term = self.get_object(request, object_id)
        reason = reason_to_keep(term) if term and self.has_delete_permission(request, term) else ""
        if reason:
            self.message_user(request, reason, messages.ERROR)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)
        return super().delete_view(request, object_id, extra_context)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django's, for several at once too; what something still uses counts as protected."""
        reasons = [reason for term in objs if (reason := reason_to_keep(term))]
        return ([], {}, set(), reasons) if reasons else super().get_deleted_objects(objs, request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        remove_term(term=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for term in queryset:
            remove_term(term=term)


class TermForm(RefusableForm):
    slug = SlugInput(
        label=_("Slug"),
        max_length=MAX_SLUG,
        required=False,
        help_text=_("Its part of the address. Empty: made from the name."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class CategoryForm(TermForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields.get("parent")
        if isinstance(parent, forms.ModelChoiceField) and self.instance.pk:
            # A category cannot stand below itself.
            parent.queryset = parent.queryset.exclude(path__startswith=self.instance.path)  # type: ignore[union-attr]


@admin.register(Category)
class CategoryAdmin(MergingAdmin, TermAdmin):
    form = CategoryForm
    fields = ("name", "slug", "parent", "source", "format")
    list_display = ("indented", "path", "post_count")
    ordering = ("path",)

    @admin.display(description=_("name"))
    def indented(self, category: Category) -> str:
        return "\u2003" * category.depth + category.name

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "parent":
            kwargs |= {
                "queryset": Category.objects.only("name", "path"),
                "form_class": ParentCategoryField,
                "empty_label": _("(at the top)"),
            }
            return db_field.formfield(**kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        save_category(category=obj)


class TagForm(TermForm):
    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if is_too_long(name):
            raise forms.ValidationError(_("This name is too long. Please shorten it."))
        other = Tag.objects.filter(key=key_of(name)).exclude(pk=self.instance.pk).first()
        if other is not None:
            raise forms.ValidationError(
                _("There is a tag “%(name)s” already, and these count as the same.") % {"name": other.name}
            )
        return name


@admin.register(Tag)
class TagAdmin(MergingAdmin, TermAdmin):
    form = TagForm
    fields = ("name", "slug")
    list_display = ("name", "slug", "post_count")
    ordering = ("key",)
    search_fields = ("key",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, key_of(search_term))

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        save_tag(tag=obj)
