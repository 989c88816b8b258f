"""The tags of a post, typed as one line of names with commas between them."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from blog.models import Tag
from blog.slugs import key_of, nfc
from blog.taxonomy import MAX_TAG_LENGTH, is_too_long

MAX_TAGS = 100
MAX_SUGGESTIONS = 20


class TagNamesInput(forms.TextInput):
    """A line of text; where scripts run, tags that begin like the word being typed are offered."""

    class Media:
        js = [forms.Script("js/admin/tag_names.js", type="module")]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        more = {"data-tags-url": reverse("admin:blog_post_tags"), "autocomplete": "off"}
        context["widget"]["attrs"] |= more
        return context


class TagNamesField(forms.CharField):
    """Gives a list of names. A name with a comma in it stands in double quotes."""

    widget = TagNamesInput

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else joined(value)

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        names = split(super().to_python(value) or "")
        if any(map(is_too_long, names)):
            raise ValidationError(
                _("A tag can have %(limit)d characters. Is there a comma missing between two tags?")
                % {"limit": MAX_TAG_LENGTH}
            )
        if len(names) > MAX_TAGS:
            raise ValidationError(_("A post can have %(limit)d tags.") % {"limit": MAX_TAGS})
        return names

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = {key_of(name) for name in initial or []}
        return before != {key_of(name) for name in split(data or "")}


def split(text: str) -> list[str]:
    """Return the names in a line as it is typed, in order, each once."""
    line = " ".join(text.replace("\0", "").split())
    rows = csv.reader([line], skipinitialspace=True)
    names = (nfc(" ".join(name.split())) for row in rows for name in row)
    return list({key_of(name): name for name in names if name}.values())


def joined(names: Iterable[str]) -> str:
    """Return the line from which :func:`split` makes ``names``."""
    line = StringIO()
    csv.writer(line, lineterminator="").writerow(names)
    return _spaced(line.getvalue())


def _spaced(line: str) -> str:
    """Put a space after each comma that stands outside of quotes."""
    parts = line.split('"')
    return '"'.join(part.replace(",", ", ") if i % 2 == 0 else part for i, part in enumerate(parts))


def suggest(request: HttpRequest) -> JsonResponse:
    """Answer with the tags that begin with ``q``, the most used first, for those who write posts."""
    if not request.user.has_perm("blog.change_post"):
        raise PermissionDenied
    start = key_of(request.GET.get("q", "").replace("\0", "")[:MAX_TAG_LENGTH])
    found = (
        Tag.objects.filter(key__startswith=start).order_by("-post_count", "key")
        if start
        else Tag.objects.none()
    )
    names = list(found.values_list("name", flat=True)[:MAX_SUGGESTIONS])
    return JsonResponse({"tags": [{"name": name, "text": joined([name])} for name in names]})
