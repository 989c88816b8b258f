"""JSON-LD: posts, people, lists and ways up as search engines want to be told (https://schema.org)."""

import datetime
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from blog.absolute import absolute_url
from blog.listings import Link
from blog.models import Author, Kind, Media, Post, SiteSettings

from .words import description_of

Node = dict[str, Any]

# In a script element these would be markup; in a JSON string they are the same characters as before.
_ESCAPES = [(character, f"\\u{ord(character):04X}") for character in "<>&"]
_LOGO_SIZE = 512


def script(*nodes: Node) -> SafeString:
    """Return ``nodes`` as a block of data, which browsers neither run nor count as an inline script."""
    return script_of(map(written, nodes))


def written(node: Node) -> str:
    """Return ``node`` as JSON in which nothing is markup."""
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    for character, escaped in _ESCAPES:
        text = text.replace(character, escaped)
    return text


def script_of(texts: Iterable[str]) -> SafeString:
    """The same as :func:`script`, of nodes that are :func:`written`."""
    graph = f'{{"@context":"https://schema.org","@graph":[{",".join(texts)}]}}'
    return mark_safe(f'<script type="application/ld+json">{graph}</script>')  # noqa: S308 (see written)


def identity_of(post: Post) -> Node:
    """Return what makes two nodes on a page the same post, or page."""
    kind = "BlogPosting" if post.kind == Kind.POST else "WebPage"
    return {"@type": kind, "@id": f"{absolute_url(post.get_absolute_url())}#text"}


def post_node(
    post: Post,
    *,
    site: SiteSettings,
    authors: Sequence[Author],
    sections: Iterable[Link],
    tags: Iterable[Link],
    description: str,
) -> Node:
    """Describe a post, or a page, of which less is to be said."""
    address = absolute_url(post.get_absolute_url())
    node = identity_of(post) | {
        "url": address,
        "name" if post.kind == Kind.PAGE else "headline": str(post),
        "description": description,
        "inLanguage": post.language or site.language_code,
        "datePublished": _moment(post.published_at),
        "dateModified": _moment(post.changed_at),
        "image": _picture(post.featured_image),
        "publisher": publisher(site),
    }
    if post.kind == Kind.POST:
        node |= {
            "mainEntityOfPage": address,
            "author": [person(author) for author in authors] or publisher(site),
            "articleSection": [section.name for section in sections],
            "keywords": [tag.name for tag in tags],
            "wordCount": post.word_count,
            "commentCount": post.comment_count,
            "isPartOf": _blog(site),
        }
    return _without_empty(node)


def publisher(site: SiteSettings) -> Node:
    logo = {"@type": "ImageObject", "url": absolute_url(static("icons/icon-512.png"))}
    return {
        "@type": "Organization",
        "name": site.title,
        "url": absolute_url("/"),
        "logo": logo | {"width": _LOGO_SIZE, "height": _LOGO_SIZE},
    }


def person(author: Author) -> Node:
    """Describe an author, whose links have been read already."""
    url = absolute_url(author.get_absolute_url())
    links = [link.url for link in author.links.all()]
    return _without_empty({"@type": "Person", "name": author.name, "url": url, "sameAs": links})


def profile_page(author: Author) -> Node:
    """Describe the page of an author."""
    about = {"description": description_of(author.html), "image": _picture(author.picture)}
    url = absolute_url(author.get_absolute_url())
    return {"@type": "ProfilePage", "url": url, "mainEntity": person(author) | _without_empty(about)}


def front_page(site: SiteSettings) -> list[Node]:
    """Describe the blog, and how to search in it."""
    search = f"{absolute_url(reverse('blog:search'))}?q={{search_term_string}}"
    website = {
        "@type": "WebSite",
        "name": site.title,
        "url": absolute_url("/"),
        "inLanguage": site.language_code,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=search_term_string",
        },
    }
    about = {"description": site.description or site.tagline, "inLanguage": site.language_code}
    return [website, _without_empty(_blog(site) | about | {"publisher": publisher(site)})]


def breadcrumbs(links: Iterable[Link]) -> Node:
    """Describe the way from the front page to this one, which comes last."""
    steps = [
        {"@type": "ListItem", "position": position, "name": link.name, "item": absolute_url(link.url)}
        for position, link in enumerate(links, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def _blog(site: SiteSettings) -> Node:
    home = absolute_url("/")
    return {"@type": "Blog", "@id": f"{home}#blog", "name": site.title, "url": home}


def _picture(media: Media | None) -> Node:
    if media is None or not media.is_picture:
        return {}
    picture = {"@type": "ImageObject", "url": absolute_url(media.file.url), "caption": media.alt}
    return _without_empty(picture | {"width": media.width, "height": media.height})


def _moment(moment: datetime.datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def _without_empty(node: Node) -> Node:
    return {name: value for name, value in node.items() if value or value == 0}
