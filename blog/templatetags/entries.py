"""Posts in lists, and what is said of a post: ``{% entry %}``, ``{% links %}``, ``{% tally %}`` and others.

What they show is put into words here: finished text costs a template a quarter of what tags do.
"""

import datetime
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext

from blog.dates import in_words
from blog.listings import Entry, Filed, Link, link_to
from blog.models import Author, Media

from .blog import iso, language_attributes
from .pictures import picture
from .pieces import piece

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


class _Facts(NamedTuple):
    """All that is shown of a post without a picture, as it was read: equal facts are the same words."""

    url: str
    title: str
    text_language: str
    published_at: datetime.datetime
    comment_count: int
    word_count: int
    excerpt_html: str
    is_dek: bool
    has_more: bool
    minutes: int
    filed: Filed
    is_lead: bool
    is_found: bool
    level: int
    shows_date: bool
    zone: datetime.tzinfo
    language: str | None


@register.simple_tag
def entry(entry: Entry, *, level: int = 2, shows_date: bool = True) -> SafeString:
    """Return a post of a list with what is printed around it; its title is a heading of ``level``."""
    facts = _facts_of(entry, level, shows_date)
    # A picture's key says nothing of its sizes.
    if (image := entry.post.featured_image) or settings.DEBUG:  # who works on it wants to see it
        return _rendered(facts, entry.snippet_html, image)
    if not entry.snippet_html:
        return _rendered_once(facts)
    # What is found is rarely looked for twice, and put in last.
    return SafeString(_rendered_once(facts).replace(_SNIPPET, entry.snippet_html))


def _facts_of(entry: Entry, level: int, shows_date: bool) -> _Facts:
    post, is_found = entry.post, bool(entry.snippet_html)
    assert post.published_at is not None  # noqa: S101  (lists hold published posts only)
    return _Facts(
        url=post.get_absolute_url(),
        title=str(post),
        text_language=post.language,
        published_at=post.published_at,
        comment_count=post.comment_count,
        word_count=post.word_count,
        excerpt_html="" if is_found else post.excerpt_html,
        is_dek=not is_found and bool(post.excerpt),
        has_more=post.has_more,
        minutes=post.minutes,
        filed=entry.filed,
        is_lead=entry.is_lead,
        is_found=is_found,
        level=level,
        shows_date=shows_date,
        zone=timezone.get_current_timezone(),
        language=get_language(),
    )


@lru_cache(maxsize=_ENTRIES_KEPT)
def _rendered_once(facts: _Facts) -> SafeString:
    """All that the template shows is in the key, so what is kept is never out of date."""
    return _rendered(facts, _SNIPPET, None)


def _rendered(facts: _Facts, snippet: str, image: Media | None) -> SafeString:
    """Return the entry in the zone and the language of the page, which are those of ``facts``."""
    shown = _shown(facts) | {"snippet": SafeString(snippet) if facts.is_found else "", "image": image}
    return mark_safe(get_template("blog/_entry.html").render(shown))  # noqa: S308


def _shown(facts: _Facts) -> dict[str, Any]:
    written = timezone.localtime(facts.published_at)
    return {
        "look": _look(facts),
        "level": str(facts.level),
        "url": facts.url,
        "title": facts.title,
        "language": language_attributes(facts.text_language),
        "iso_time": iso(written),
        "time": in_words(written, "SHORT_DATE_FORMAT" if facts.shows_date else "TIME_FORMAT"),
        "tally": tally(facts.comment_count, facts.url),
        "categories": links(facts.filed.categories[:_MOST_CATEGORIES], rel="category", classes="p-category"),
        "authors": links(facts.filed.authors, rel="author", classes="p-author h-card"),
        "tags": SafeString(" ".join(_link(name, url, "tag", "p-category") for name, url in facts.filed.tags)),
        "is_lead": facts.is_lead,
        "is_dek": facts.is_dek,
        "excerpt": SafeString(facts.excerpt_html),
        "has_more": facts.has_more,
        "minutes": _minutes(facts.minutes),
    }


def _look(facts: _Facts) -> str:
    if facts.is_lead:
        return " entry--lead"
    return " entry--note" if facts.word_count < _NOTE and not facts.is_found else ""


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


@register.simple_tag
def tag_items(tags: Sequence[Link]) -> SafeString:
    """Return the tags of a post as the items of a list."""
    return SafeString(" ".join(f"<li>{_link(name, url, 'tag', 'p-category')}</li>" for name, url in tags))


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


@register.simple_tag
def publication(moment: datetime.datetime) -> SafeString:
    """Return when a post was published, on two lines, by the clock of the page."""
    return _publication(moment, timezone.get_current_timezone(), get_language())


@lru_cache(maxsize=_ENTRIES_KEPT)
def _publication(moment: datetime.datetime, zone: datetime.tzinfo, _language: str | None) -> SafeString:
    local = timezone.localtime(moment, zone)
    return format_html(
        '<time class="dt-published" datetime="{}">{} <br>{} {}</time>',
        iso(local),
        in_words(local, "DATE_FORMAT"),
        in_words(local, "TIME_FORMAT"),
        date_format(local, "T"),
    )


@register.simple_tag
def writer(author: Author, *, is_alone: bool = False) -> SafeString:
    """Return who an author is, whose links have been read already; ``is_alone`` on the page of their own."""
    return piece(
        "blog/_author.html",
        author=link_to(author),
        html=author.html,
        links=tuple((link.label, link.url) for link in author.links.all()),
        portrait=picture(author.picture, box=160, alt="", classes="writer__mark u-photo"),
        is_alone=is_alone,
    )
