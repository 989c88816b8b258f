"""Filters of the reading pages. None of them asks the database."""

import datetime
from functools import lru_cache

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import get_language_info

from blog.absolute import absolute_url
from blog.listings import period_url

register = template.Library()

# Right-to-left languages which Django has no translation for, and so knows nothing about.
_RIGHT_TO_LEFT = frozenset({"arc", "ckb", "dv", "ks", "nqo", "ps", "sd", "syr", "ug", "yi"})

register.filter("absolute", absolute_url)
register.filter("period_url", period_url)


@register.simple_tag
@lru_cache(maxsize=100)
def address(name: str, **arguments: str) -> str:
    """Do what ``{% url %}`` does, once: the frame of a page links to twenty addresses that never change."""
    return reverse(name, kwargs=arguments)


@register.simple_tag
@lru_cache(maxsize=100)
def address_if_any(name: str) -> str:
    """The same for what a blog may be without; "" then."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.filter
def direction(language: str) -> str:
    """Return "rtl" or "ltr" for a language code such as ``ar`` or ``de-AT``."""
    base = language.replace("_", "-").partition("-")[0].lower()
    if base in _RIGHT_TO_LEFT:
        return "rtl"
    try:
        return "rtl" if get_language_info(base)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word: what stands where there is no portrait."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter(expects_localtime=True)
def iso(moment: datetime.datetime) -> str:
    """Return a time as machines read it, in whole seconds: HTML allows no millionths."""
    return moment.isoformat(timespec="seconds")


@register.filter
def language_attributes(language: str) -> str:
    """Return the ``lang`` and ``dir`` of a text in another language than its page; nothing for none."""
    return format_html(' lang="{}" dir="{}"', language, direction(language)) if language else ""
