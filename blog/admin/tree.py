"""Choosing from a tree: each name stands as far in as it stands deep."""

from typing import Any

from django import forms

from blog.models import Category, Post

_STEP = "\u2003"  # em space


def _indented(label: str, depth: int) -> str:
    return _STEP * depth + label


class CategoriesField(forms.ModelMultipleChoiceField):
    """All categories as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Category.objects.only("name", "path"), required=False, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return _indented(obj.name, obj.depth)


class ParentCategoryField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return _indented(obj.name, obj.depth)


class ParentPageField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Post) -> str:
        return _indented(str(obj), (obj.path or "/").count("/") - 1)
