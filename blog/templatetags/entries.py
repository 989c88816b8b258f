"""Posts in lists, and what is said of them: ``{% entry %}``, ``{% links %}`` and ``{% tally %}``.

What they show is put into words here: finished text costs a template a quarter of what tags do.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext

from blog.dates import in_words
from blog.listings import Entry, Link

from .blog import iso, language_attributes

register = template.Library()

# Words of a post without a headline of its own size.
_NOTE = 60
_MOST_CATEGORIES = 3
# Of each worker process, each about 300 bytes: the terms and authors of the pages that are read.
_LINKS_KEPT = 5_000
# The same, each about 6 kB with its key: a post stands in the lists of its day, its tags and its authors.
_ENTRIES_KEPT = 500
# Stands where what was found in an entry will; the excerpt isn't shown beside it.
_SNIPPET = "<!--snippet-->"
_WITH_SNIPPET = {"snippet": SafeString(_SNIPPET), "excerpt": "", "is_dek": False}


@register.simple_tag
def entry(entry: Entry, *, level: int = 2, shows_date: bool = True) -> SafeString:
    """Return a post of a list with what is printed around it; its title is a heading of ``level``."""
    shown = _shown(entry, level, shows_date)
    # A picture's key says nothing of its sizes.
    if entry.post.featured_image or settings.DEBUG:  # who works on it wants to see it
        return _rendered(shown)
    if not entry.snippet_html:
        return _rendered_once(tuple(shown.items()), get_language())
    # What is found is rarely looked for twice, and put in last.
    around = shown | _WITH_SNIPPET
    return SafeString(
        _rendered_once(tuple(around.items()), get_language()).replace(_SNIPPET, entry.snippet_html)
    )


def _rendered(shown: Mapping[str, Any]) -> SafeString:
    return mark_safe(get_template("blog/_entry.html").render(dict(shown)))  # noqa: S308


@lru_cache(maxsize=_ENTRIES_KEPT)
def _rendered_once(shown: tuple[tuple[str, Any], ...], language: str | None) -> SafeString:
    """All that the template shows is in the key, so what is kept is never out of date."""
    return _rendered(dict(shown))


def _shown(entry: Entry, level: int, shows_date: bool) -> dict[str, Any]:
    post, url = entry.post, entry.post.get_absolute_url()
    assert post.published_at is not None  # noqa: S101  (lists hold published posts only)
    written = timezone.localtime(post.published_at)
    return {
        "look": _look(entry),
        "level": str(level),
        "url": url,
        "title": str(post),
        "language": language_attributes(post.language),
        "iso_time": iso(written),
        "time": in_words(written, "SHORT_DATE_FORMAT" if shows_date else "TIME_FORMAT"),
        "tally": tally(post.comment_count, url),
        "categories": links(entry.categories[:_MOST_CATEGORIES], rel="category", classes="p-category"),
        "authors": links(entry.authors, rel="author", classes="p-author h-card"),
        "tags": SafeString(" ".join(_link(tag.name, tag.url, "tag", "p-category") for tag in entry.tags)),
        "snippet": SafeString(entry.snippet_html),
        "image": post.featured_image,
        "is_lead": entry.is_lead,
        "is_dek": bool(post.excerpt),
        "excerpt": SafeString(post.excerpt_html),
        "has_more": post.has_more,
        "minutes": _minutes(post.minutes),
    }


def _look(entry: Entry) -> str:
    if entry.is_lead:
        return " entry--lead"
    return " entry--note" if entry.post.word_count < _NOTE and not entry.snippet_html else ""


def _minutes(number: int) -> str:
    return ngettext("%(number)s minute", "%(number)s minutes", number) % {"number": number} if number else ""


@register.simple_tag
def links(links: Sequence[Link], *, rel: str = "", classes: str = "") -> SafeString:
    """Return ``links`` as a sentence lists them: commas between them, and an "and" before the last."""
    shown = [_link(link.name, link.url, rel, classes) for link in links]
    if len(shown) < 2:
        return SafeString("".join(shown))
    last = pgettext("between the last two of a list", "and")
    return SafeString(f"{', '.join(shown[:-1])} {last} {shown[-1]}")


@lru_cache(maxsize=_LINKS_KEPT)
def _link(name: str, url: str, rel: str, classes: str) -> SafeString:
    return format_html(
        '<a href="{}"{}{}>{}</a>',
        url,
        format_html(' rel="{}"', rel) if rel else "",
        format_html(' class="{}"', classes) if classes else "",
        name,
    )


@register.simple_tag
def tally(count: int, url: str = "") -> SafeString:
    """Return how many comments a post has, as a link to them; nothing where there are none."""
    if not count:
        return SafeString("")
    words = ngettext("<b>%(number)s</b> comment", "<b>%(number)s</b> comments", count)
    shown = SafeString(words % {"number": intcomma(count)})
    return format_html('<a class="tally" href="{}#comments">{}</a>', url, shown)
