"""The menu of the desk: all there is to work on, in three sections, each person seeing what is theirs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blog.templatetags.desk import list_heading

# By name: models of the app above this one stand here too, and are left out where it isn't installed. What is
# named nowhere stands in the last section.
SECTIONS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        _("Words"),
        ("blog.post", "blog.page", "blog.media", "blog.category", "blog.tag", "blog.author", "blog.redirect"),
    ),
    (
        _("Readers"),
        (
            *("comments.comment", "comments.moderationlog", "comments.ban", "comments.wordrule"),
            "comments.discussionsettings",
        ),
    ),
    (_("House"), ("blog.user", "blog.sitesettings")),
)


@dataclass(frozen=True)
class Link:
    label: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class Section:
    heading: str | Promise
    links: list[Link]


def menu_of(site: AdminSite, request: HttpRequest) -> list[Section]:
    """The sections in which this person may look at anything."""
    desks = {model._meta.label_lower: desk for model, desk in site._registry.items()}
    named = {name for _heading, names in SECTIONS for name in names}
    others = tuple(name for name in desks if name not in named)
    found = []
    for heading, names in SECTIONS:
        shown = names + others if heading == SECTIONS[-1][0] else names
        links = [link for name in shown if name in desks for link in _links(desks[name], request)]
        found.append(Section(heading, links))
    return [section for section in found if section.links]


def _links(desk: "ModelAdmin[Any]", request: HttpRequest) -> Iterator[Link]:
    """One for the list, or, where the desk of a model has ``menu_links``, what that returns."""
    if not desk.has_view_or_change_permission(request):
        return
    own = getattr(desk, "menu_links", None)
    if own is not None:
        yield from own(request)
        return
    address = reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist")
    yield Link(list_heading(desk.opts), address, is_current=request.path.startswith(address))
