"""``{% choices %}``: what a search can be narrowed by, put into words here as lists are (see ``entries``)."""

from html import escape

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString, mark_safe

from blog.search import Facet

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
