"""Making one term of two: the page that asks into which, and says what will happen."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from blog.admin.tree import ParentCategoryField
from blog.models import Category, Tag
from blog.slugs import key_of
from blog.taxonomy import MAX_TAG_LENGTH
from blog.taxonomy_merge import MergeError, merge_term


class MergeForm(forms.Form):
    """``into`` gives the other term. Tags are typed, since there are thousands; categories are chosen."""

    def __init__(self, data: Any, term: Category | Tag) -> None:
        super().__init__(data, label_suffix="")
        self.term = term
        label = _("Merge into")
        if isinstance(term, Category):
            others: QuerySet[Any] = Category.objects.exclude(pk=term.pk).only("name", "path")
            self.fields["into"] = ParentCategoryField(label=label, queryset=others)
        else:
            widget = forms.TextInput({"class": "vTextField"})
            self.fields["into"] = forms.CharField(
                label=label,
                max_length=MAX_TAG_LENGTH,
                widget=widget,
                help_text=_("The name of the tag that stays."),
            )

    def clean_into(self) -> Category | Tag:
        into: Category | str = self.cleaned_data["into"]
        if isinstance(into, Category):
            return into
        tag = Tag.objects.filter(key=key_of(into)).first()
        if tag is None:
            raise ValidationError(_("There is no tag “%(name)s”.") % {"name": into})
        return tag

    def merge(self) -> bool:
        """Whether it is done; if not, the form says why."""
        if not self.is_valid():
            return False
        try:
            merge_term(term=self.term, into=self.cleaned_data["into"])
        except MergeError as refusal:
            self.add_error("into", str(refusal))
        return self.is_valid()


class MergingAdmin(admin.ModelAdmin):
    """A desk of terms whose page leads to the merging of that term with another."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.merge_view)
        return [path("<int:pk>/merge/", view, name=self._name_of_view), *super().get_urls()]

    @property
    def _name_of_view(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_merge"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        term = context["original"]
        if term is not None and self._may_merge(request, term):
            context["merge_url"] = reverse(f"admin:{self._name_of_view}", args=[term.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def _may_merge(self, request: HttpRequest, term: Any) -> bool:
        return self.has_change_permission(request, term) and self.has_delete_permission(request, term)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self._may_merge(request, None):
            raise PermissionDenied
        term = self.get_object(request, str(pk))
        if term is None:
            raise Http404
        form = MergeForm(request.POST if request.method == "POST" else None, term)
        if form.is_bound and form.merge():
            into = form.cleaned_data["into"]
            told = _("“%(name)s” is merged into “%(into)s”.") % {"name": term, "into": into}
            self.message_user(request, told, messages.SUCCESS)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", into.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge “%(name)s” into another") % {"name": term},
            "opts": self.opts,
            "object": term,
            "form": form,
            "address": term.get_absolute_url(),
        }
        return TemplateResponse(request, "admin/blog/merge.html", context)
