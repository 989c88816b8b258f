"""Filters of the desk's pages. None of them asks the database."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def moment(at: datetime.datetime) -> str:
    """Return a time as it stands in the margin: short, and today's without its day."""
    local = timezone.localtime(at)
    if local.date() == timezone.localdate():
        return _("%(time)s today") % {"time": time_format(local, "TIME_FORMAT")}
    return date_format(local, "SHORT_DATETIME_FORMAT")


@register.filter
def list_heading(opts: Any) -> str:
    """Return what the list of a model (its ``_meta``) is called: by its desk, or else as the model says."""
    own = getattr(admin.site.get_model_admin(opts.model), "heading", "")
    return str(capfirst(own or opts.verbose_name_plural))


@register.filter
def named(cells: Iterable[SafeString], headers: Iterable[dict[str, Any]]) -> Iterator[SafeString]:
    """Give each cell of a list the name of its column: on a telephone they stand below each other."""
    for cell, header in zip(cells, headers, strict=False):
        if isinstance(header["text"], SafeString):  # the box that ticks all of them
            yield cell
            continue
        name = format_html(' data-name="{}"', capfirst(header["text"]))
        yield mark_safe(f"{cell[:3]}{name}{cell[3:]}")  # noqa: S308  "<td" or "<th"; both parts are escaped
