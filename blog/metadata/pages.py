"""The metadata of one page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from blog.absolute import absolute_url
from blog.listings import Link
from blog.models import Author, Kind, Media, Post, SiteSettings

from .schema import Node, breadcrumbs, post_node, script
from .subjects import Subject
from .words import description_of

Property = tuple[str, str]

# Of each worker process, each about 2 kB with its key: those of the lists and posts that are read.
_KEPT = 500
CARD = ("icons/card.png", 1200, 630)


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """What the head of a page says to machines.

    ``url`` is its canonical address; ``properties`` are those of Open Graph (https://ogp.me), in order;
    ``nodes`` those of its JSON-LD.
    """

    title: str
    url: str
    description: str
    properties: Sequence[Property]
    has_picture: bool
    nodes: Sequence[Node] = field(default_factory=list)

    @cached_property
    def html(self) -> SafeString:
        """Return all of it as elements: a post has two dozen properties, too many for a template."""
        card = "summary_large_image" if self.has_picture else "summary"
        elements = _elements(self.url, self.description, card, tuple(self.properties))
        return SafeString(f"{elements}\n{script(*self.nodes)}") if self.nodes else elements


@lru_cache(maxsize=_KEPT)
def _elements(url: str, description: str, card: str, properties: tuple[Property, ...]) -> SafeString:
    named = [*([("description", description)] if description else []), ("twitter:card", card)]
    parts = [
        format_html('<link rel="canonical" href="{}">', url),
        format_html_join("\n", '<meta name="{}" content="{}">', named),
        format_html_join("\n", '<meta property="{}" content="{}">', properties),
    ]
    return SafeString("\n".join(parts))


def of_post(
    post: Post,
    *,
    site: SiteSettings,
    authors: Sequence[Author],
    sections: Sequence[Link],
    tags: Sequence[Link],
    above: Sequence[Link],
    address: str = "",
    title: str = "",
) -> Metadata:
    """Return the metadata of a public post or page; of its page at ``address`` with a ``title`` of its own.

    ``above`` are the category, or the page, on the way to it.
    """
    url = absolute_url(address or post.get_absolute_url())
    if post.canonical_url:  # the whole post has a better address elsewhere, so this page has none
        url, title = post.canonical_url, ""
    title = title or post.seo_title or str(post)
    description = post.seo_description or description_of(post.excerpt_html)
    node = post_node(post, site=site, authors=authors, sections=sections, tags=tags, description=description)
    way = [_home(site), *above, Link(str(post), post.get_absolute_url())]
    picture = _picture_of(post, site)
    properties = [
        *_properties("article", title, description, url, site, post.language, picture),
        *_article_properties(post, authors, sections, tags),
    ]
    return Metadata(
        title=title,
        url=url,
        description=description,
        properties=properties,
        has_picture=picture is not None,
        nodes=[node, breadcrumbs(way)] if above else [node],
    )


def of_list(subject: Subject, *, site: SiteSettings, path: str, number: int = 1) -> Metadata:
    """Return the metadata of page ``number`` of a list, which stands at ``path``."""
    title = subject.title or site.title
    if number > 1:
        title = _("%(title)s, page %(number)d") % {"title": title, "number": number}
    url, picture = absolute_url(path), _own_picture(site.preview_image)
    nodes = list(subject.nodes) if number == 1 else []
    if subject.has_crumbs:
        nodes.append(breadcrumbs([_home(site), *subject.above, Link(subject.title, path)]))
    return Metadata(
        title=title,
        url=url,
        description=subject.description,
        properties=list(_properties(subject.kind, title, subject.description, url, site, "", picture)),
        has_picture=picture is not None,
        nodes=nodes,
    )


def _home(site: SiteSettings) -> Link:
    return Link(site.title, "/")


def _picture_of(post: Post, site: SiteSettings) -> Media | None:
    return _own_picture(post.featured_image) or _own_picture(site.preview_image)


def _own_picture(media: Media | None) -> Media | None:
    return media if media is not None and media.is_picture else None


def _properties(
    kind: str,
    title: str,
    description: str,
    url: str,
    site: SiteSettings,
    language: str,
    picture: Media | None,
) -> Iterator[Property]:
    yield "og:type", kind
    yield "og:title", title
    if description:
        yield "og:description", description
    yield "og:url", url
    yield "og:site_name", site.title
    yield "og:locale", to_locale(language or site.language_code)
    if picture is None:
        name, width, height = CARD
        yield from _picture_properties(absolute_url(static(name)), width, height, site.title)
    else:
        yield from _picture_properties(
            absolute_url(picture.file.url), picture.width, picture.height, picture.alt
        )


def _picture_properties(url: str, width: int | None, height: int | None, alt: str) -> Iterator[Property]:
    yield "og:image", url
    if width and height:
        yield "og:image:width", str(width)
        yield "og:image:height", str(height)
    if alt:
        yield "og:image:alt", alt


def _article_properties(
    post: Post, authors: Sequence[Author], sections: Sequence[Link], tags: Sequence[Link]
) -> Iterator[Property]:
    for name, moment in (("published", post.published_at), ("modified", post.changed_at)):
        if moment:
            yield f"article:{name}_time", timezone.localtime(moment).isoformat(timespec="seconds")
    if post.kind == Kind.PAGE:
        return
    for author in authors:
        yield "article:author", absolute_url(author.get_absolute_url())
    for section in sections[:1]:
        yield "article:section", section.name
    for tag in tags:
        yield "article:tag", tag.name
