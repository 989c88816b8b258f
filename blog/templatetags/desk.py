"""Filters of the desk's pages. None of them asks the database."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib import admin
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from blog.dates import in_words

register = template.Library()

_NEAR = datetime.timedelta(days=2)  # a day may have 25 hours
_CURRENT = ' aria-current="true"'


@register.filter
def moment(at: datetime.datetime) -> str:
    """Return a time as it stands in the margin: short, and today's without its day."""
    local = timezone.localtime(at)
    # The days are compared only where they may be the same: a list shows a hundred times.
    if timezone.now() - at < _NEAR and local.date() == timezone.localdate():
        return _("%(time)s today") % {"time": in_words(local, "TIME_FORMAT")}
    return in_words(local, "SHORT_DATETIME_FORMAT")


@register.filter
def list_heading(opts: Any) -> str:
    """Return what the list of a model (its ``_meta``) is called: by its desk, or else as the model says."""
    own = getattr(admin.site.get_model_admin(opts.model), "heading", "")
    return str(capfirst(own or opts.verbose_name_plural))


@register.filter
def as_links(choices: Iterable[dict[str, Any]]) -> SafeString:
    """Return the choices of a filter as items of a list, put into words here: one may have fifty."""
    items = (
        f'<li><a href="{escape(iri_to_uri(choice["query_string"]))}"{_CURRENT if choice["selected"] else ""}>'
        f"{conditional_escape(choice['display'])}</a></li>"
        for choice in choices
    )
    return mark_safe("".join(items))  # noqa: S308 (escaped above)


@register.filter
def chosen(choices: Iterable[dict[str, Any]]) -> str:
    """Return what is chosen of the choices of a filter; nothing while that is the first, which is all."""
    return next((str(choice["display"]) for choice in list(choices)[1:] if choice["selected"]), "")
