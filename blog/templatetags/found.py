"""``{% tabs %}``, ``{% facet_boxes %}``: how else a search can be asked; and what an address may have meant.

They are put into words here, as lists are (see ``entries``).
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from blog.models import Post
from blog.search import Facet, Question

from .blog import address, address_if_any, language_attributes
from .pieces import piece

register = template.Library()
_PAGE, _CURRENT = ' aria-current="page"', ' aria-current="true"'
# Stand where the words and the posts will: each address that isn't there has others. Nobody can write them.
_WORDS, _POSTS = SafeString("<!--words-->"), SafeString("<!--posts-->")


@register.simple_tag
def facet_boxes(facets: Iterable[Facet], url: str) -> SafeString:
    """Return each of ``facets`` as a box, whose choices ask the search at ``url``."""
    boxes = (
        f'<section class="box facet" aria-labelledby="facet-{number}">'
        f'<h2 class="box__head" id="facet-{number}">{escape(facet.title)}</h2>'
        f'<ul class="plain">{_choices(facet, url)}</ul></section>'
        for number, facet in enumerate(facets, start=1)
    )
    return mark_safe("".join(boxes))  # noqa: S308 (escaped here and below)


def _choices(facet: Facet, url: str) -> str:
    items = []
    for choice in facet.choices:
        count = intcomma(choice.count) if choice.count >= 1000 else choice.count
        current = ' aria-current="true"' if choice.is_chosen else ""
        items.append(
            f'<li><a href="{escape(url + choice.query_string)}"{current}>'
            f"<span>{escape(choice.text)}</span><span>{count}</span></a></li>"
        )
    return "".join(items)


@register.simple_tag
def tabs(question: Question, url: str, newest_url: str, best_url: str) -> SafeString:
    """Return the links to the kinds of results, of which the one at ``url`` is shown, and to their orders."""
    kinds = [(address("blog:search"), _("Posts")), (address_if_any("comments:search"), _("Comments"))]
    is_best, query = question.best_first, question.query_string
    by_kind = [(f"{at}{query}", name, _PAGE if at == url else "") for at, name in kinds if at]
    by_order = [
        (newest_url, _("Newest first"), "" if is_best else _CURRENT),
        (best_url, _("Best first"), _CURRENT if is_best else ""),
    ]
    shown = _tabs(_("Kind of result"), by_kind) if len(by_kind) > 1 else ""
    return mark_safe(shown + _tabs(_("Order"), by_order))  # noqa: S308 (escaped below)


def _tabs(label: str, links: Iterable[tuple[str, str, str]]) -> str:
    """Each an address, its name, and an attribute."""
    shown = " ".join(f'<a href="{escape(url)}"{mark}>{escape(name)}</a>' for url, name, mark in links)
    return f'<nav aria-label="{escape(label)}">{shown}</nav>'


def likely_html(posts: Iterable[Post], words: str) -> SafeString:
    """Return what an address may have meant: these public posts and pages, and a search for its ``words``."""
    found = _dated_links(posts)
    made = piece("includes/_likely.html", posts=_POSTS if found else "", words=_WORDS)
    return mark_safe(made.replace(_WORDS, escape(words)).replace(_POSTS, found))  # noqa: S308 (both escaped)


def _dated_links(posts: Iterable[Post]) -> str:
    """Each with its year, as items of a list."""
    items = []
    for post in posts:
        year = post.published_at.year if post.published_at else ""
        url, language = escape(post.get_absolute_url()), language_attributes(post.language)
        items.append(f'<li><b>{year}</b><a href="{url}"{language}>{escape(str(post))}</a></li>')
    return "".join(items)
