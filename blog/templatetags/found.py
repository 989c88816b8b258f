"""``{% choices %}``: what a search can be narrowed by; ``{% dated_links %}``: what an address may have meant.

They are put into words here, as lists are (see ``entries``).
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString, mark_safe

from blog.models import Post
from blog.search import Facet

from .blog import language_attributes

register = template.Library()


@register.simple_tag
def choices(facet: Facet, url: str) -> SafeString:
    """Return the choices of ``facet`` as items of a list; each asks the search at ``url``."""
    items = []
    for choice in facet.choices:
        count = intcomma(choice.count) if choice.count >= 1000 else choice.count
        current = ' aria-current="true"' if choice.is_chosen else ""
        items.append(
            f'<li><a href="{escape(url + choice.query_string)}"{current}>'
            f"<span>{escape(choice.text)}</span><span>{count}</span></a></li>"
        )
    return mark_safe("".join(items))  # noqa: S308 (escaped above)


@register.simple_tag
def dated_links(posts: Iterable[Post]) -> SafeString:
    """Return public posts and pages as items of a list, each with its year."""
    items = []
    for post in posts:
        year = post.published_at.year if post.published_at else ""
        url, language = escape(post.get_absolute_url()), language_attributes(post.language)
        items.append(f'<li><b>{year}</b><a href="{url}"{language}>{escape(str(post))}</a></li>')
    return mark_safe("".join(items))  # noqa: S308 (escaped above)
