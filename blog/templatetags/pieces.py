"""``{% piece "…" name=value … %}``: a part of a page that shows nothing but what it is given, made once.

And ``{% header %}`` and ``{% masthead %}``, two of them. None of them asks the database.
"""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from .blog import address

register = template.Library()

# Of each worker process, about 1 kB each: those of the frame, and what stands around the posts of the lists
# that are read.
KEPT = 1_000
# In the menu of every blog, before and behind its own pages.
_IN_EVERY_MENU = ("blog:archive", "blog:categories", "blog:tags", "blog:authors", "blog:search")


@register.simple_tag
def piece(name: str, **given: Hashable) -> SafeString:
    """Return the template ``name``, which sees ``given`` and nothing else, in the current language.

    It must not show times: these would be those of the zone in which it was made.
    """
    make = _made.__wrapped__ if settings.DEBUG else _made  # who works on a template wants to see it
    return make(name, get_language(), **given)


# Typed, since text that is safe already equals the same text that isn't.
@lru_cache(maxsize=KEPT, typed=True)
def _made(name: str, _language: str | None, **given: Hashable) -> SafeString:
    return mark_safe(get_template(name).render(given))  # noqa: S308 (rendered by a template)


@register.simple_tag(takes_context=True)
def header(context: Context) -> SafeString:
    """Return what stands above every page but the first: the name of the site, the search, and the menu, in
    which the page that one is on is marked.
    """
    return piece("includes/_header.html", title=context["site"].title, **_in_menu(context))


@register.simple_tag(takes_context=True)
def masthead(context: Context, total: int) -> SafeString:
    """Return what stands above the first page, which says how many posts there are."""
    site = context["site"]
    shown = {"title": site.title, "tagline": site.tagline, "total": total}
    return piece("includes/_masthead.html", **shown, **_in_menu(context))


def _in_menu(context: Context) -> dict[str, Hashable]:
    pages = tuple((page.get_absolute_url(), str(page)) for page in context.get("menu_pages") or ())
    path = getattr(context.get("request"), "path", "")
    is_here = path in map(address, _IN_EVERY_MENU) or any(path == url for url, _ in pages)
    return {"pages": pages, "here": path if is_here else ""}
