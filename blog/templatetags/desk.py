"""Filters of the desk's pages. None of them asks the database."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from blog.dates import in_words

register = template.Library()


@register.filter
def moment(at: datetime.datetime) -> str:
    """Return a time as it stands in the margin: short, and today's without its day."""
    local = timezone.localtime(at)
    if local.date() == timezone.localdate():
        return _("%(time)s today") % {"time": in_words(local, "TIME_FORMAT")}
    return in_words(local, "SHORT_DATETIME_FORMAT")


@register.filter
def list_heading(opts: Any) -> str:
    """Return what the list of a model (its ``_meta``) is called: by its desk, or else as the model says."""
    own = getattr(admin.site.get_model_admin(opts.model), "heading", "")
    return str(capfirst(own or opts.verbose_name_plural))


@register.filter
def named(
    rows: Iterable[Iterable[SafeString]], headers: Iterable[dict[str, Any]]
) -> Iterator[list[SafeString]]:
    """Give each cell of a list the name of its column: on a telephone they stand below each other."""
    names = [_name_of(header["text"]) for header in headers]
    for cells in rows:
        # "<td" or "<th"; both parts are escaped.
        yield [mark_safe(f"{cell[:3]}{name}{cell[3:]}") for cell, name in zip(cells, names, strict=False)]  # noqa: S308


def _name_of(header: str) -> str:
    is_box = isinstance(header, SafeString)  # the one that ticks all of them
    return "" if is_box else format_html(' data-name="{}"', capfirst(header))
