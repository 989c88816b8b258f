"""Feeds: RSS 2.0, Atom 1.0 and JSON Feed 1.1 of any list of posts.

The number of comments is in none of them: a feed that changed with every comment would be fetched whole,
again and again, by every reader.
"""

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import StringIO
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from xml.sax.saxutils import escape as xml_escape
from xml.sax.saxutils import quoteattr
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from blog.absolute import absolute_links, absolute_url
from blog.listings import Entry, Filed, Link, Listing
from blog.models import SiteSettings, UpdateNote
from blog.pagecache import valid_since
from blog.statements import Given, Statement

# What XML has no way to say. A text that came from elsewhere may hold it, and must not break the feed.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOTES = Statement(lambda: UpdateNote.objects.filter(post__in=Given("posts", is_many=True)))
_LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)

Handler = SimplerXMLGenerator
Item = dict[str, Any]


class Picture(NamedTuple):
    """A featured image, as far as a feed shows it."""

    url: str
    alt: str


class Told(NamedTuple):
    """How a feed tells of all its posts."""

    with_text: bool
    site_url: str
    zone: datetime.tzinfo
    language: str | None


class Facts(NamedTuple):
    """All that a feed says of a post, as it was read: equal facts are the same item."""

    pk: int
    path: str
    title: str
    excerpt_html: str
    html: str
    notes: tuple[tuple[datetime.datetime, str], ...]
    picture: Picture | None
    created_at: datetime.datetime
    published_at: datetime.datetime
    changed_at: datetime.datetime
    text_language: str
    filed: Filed
    told: Told


class SteadyFeed(SyndicationFeed):
    """A feed that is the same, to the byte, until something in it changes."""

    def add_post(self, facts: Facts) -> None:
        self.add_item(**_item_of(facts))

    def latest_post_date(self) -> datetime.datetime:
        """As of the items. Asked of an empty feed, Django says "now", and that is news each time."""
        return super().latest_post_date() if self.items else _LONG_AGO


class XmlFeed(SteadyFeed):
    """A feed whose posts are written once; items of another kind are written by its other base."""

    def add_post(self, facts: Facts) -> None:
        self.items.append(_written_once(type(self), facts))  # type: ignore[arg-type]  # classes hash

    def write_items(self, handler: Handler) -> None:
        if any(_WRITTEN not in item for item in self.items):
            super().write_items(handler)  # type: ignore[misc]
            return
        for item in self.items:
            _write(item[_WRITTEN], handler)


# Of each worker process, each about 15 kB with its key. Cleaning, linking and quoting twenty posts takes half
# of all the work for a feed, and they are the same as the last time but for one.
_POSTS_KEPT = 200
_WRITTEN = "written"


@lru_cache(maxsize=_POSTS_KEPT)
def _written_once(kind: type[XmlFeed], facts: Facts) -> Item:
    """Return the times of an item, which those of its feed are made from, and its XML."""
    feed, xml = kind("", "", ""), StringIO()
    feed.add_item(**_item_of(facts))
    feed.write_items(SimplerXMLGenerator(xml, "utf-8", short_empty_elements=True))
    times = {name: feed.items[0][name] for name in ("pubdate", "updateddate")}
    return times | {_WRITTEN: xml.getvalue()}


class RssFeed(XmlFeed, Rss201rev2Feed):
    """RSS with the whole text beside the summary, every author, and the way to the comments."""

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:wfw": "http://wellformedweb.org/CommentAPI/",
        }

    def add_root_elements(self, handler: Handler) -> None:
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": self.feed["hub"]})
        handler.startElement("image", AttributesImpl({}))
        for name, value in (("url", "icon"), ("title", "title"), ("link", "link")):
            handler.addQuickElement(name, self.feed[value])
        handler.endElement("image")

    def add_item_elements(self, handler: Handler, item: Item) -> None:
        super().add_item_elements(handler, item | {"categories": ()})
        _write("".join(map(_rss_category, item["categories"])), handler)
        for author in item["authors"]:
            handler.addQuickElement("dc:creator", author.name)
        if item["comments_feed"]:
            handler.addQuickElement("wfw:commentRss", item["comments_feed"])
        if item["text"]:
            handler.addQuickElement("content:encoded", item["text"])


class AtomFeed(XmlFeed, Atom1Feed):
    """Atom with the whole text beside the summary, and every author."""

    def add_root_elements(self, handler: Handler) -> None:
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("link", "", {"rel": "hub", "href": self.feed["hub"]})
        handler.addQuickElement("icon", self.feed["icon"])

    def item_attributes(self, item: Item) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_item_elements(self, handler: Handler, item: Item) -> None:
        super().add_item_elements(handler, item | {"categories": ()})
        _write("".join(map(_atom_category, item["categories"])), handler)
        for author in item["authors"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", author.name)
            if author.url:
                handler.addQuickElement("uri", author.url)
            handler.endElement("author")
        if item["text"]:
            handler.addQuickElement("content", item["text"], {"type": "html"})


class JsonFeed(SteadyFeed):
    """JSON Feed 1.1, see https://www.jsonfeed.org/version/1.1/."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "icon": self.feed["icon"],
            "authors": [{"name": self.feed["author_name"], "url": self.feed["author_link"]}],
            "language": self.feed["language"],
            "hubs": [{"type": "WebSub", "url": self.feed["hub"]}] if self.feed["hub"] else [],
            "items": [self._item(item) for item in self.items],
        }
        outfile.write(json.dumps(_without_empty(feed), ensure_ascii=False, indent=1))

    @staticmethod
    def _item(item: Item) -> dict[str, Any]:
        return _without_empty(
            {
                "id": item["unique_id"],
                "url": item["link"],
                "title": item["title"],
                "content_html": item["text"] or item["description"],
                "image": item["image"],
                "date_published": rfc3339_date(item["pubdate"]),
                "date_modified": rfc3339_date(item["updateddate"]),
                "authors": [_without_empty(author._asdict()) for author in item["authors"]],
                "tags": list(item["categories"]),
                "language": item["language"],
            }
        )


# Of each worker process, each about 200 bytes: a feed names five hundred terms, the same each time, and as
# elements of a handler they take a quarter of what all of it does.
_TERMS_KEPT = 5_000


@lru_cache(maxsize=_TERMS_KEPT)
def _rss_category(name: str) -> str:
    return f"<category>{xml_escape(name)}</category>"


@lru_cache(maxsize=_TERMS_KEPT)
def _atom_category(name: str) -> str:
    return f"<category term={quoteattr(name)}/>"


def _write(xml: str, handler: Handler) -> None:
    """Write ``xml`` as it is, which SAX offers for white space only."""
    handler.ignorableWhitespace(xml)


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value or name in ("items", "content_html")}


KINDS: Mapping[str, type[SteadyFeed]] = {"rss": RssFeed, "atom": AtomFeed, "json": JsonFeed}
ADDRESSES = {"rss": "feed/", "atom": "feed/atom/", "json": "feed.json"}


def empty_feed(
    kind: str, *, site: SiteSettings, link: str, base: str, title: str = "", description: str = ""
) -> SteadyFeed:
    """Return a feed without items; ``kind`` is a key of :data:`KINDS`.

    ``title`` says what it holds; the site's title is put behind it. ``link`` is the path of the page that
    shows the same, ``base`` that below which the feed's own address lies.
    """
    return KINDS[kind](
        title=clean(f"{title} – {site.title}" if title else site.title),
        link=absolute_url(link),
        description=clean(description or site.description or site.tagline or site.title),
        language=site.language_code,
        # Atom asks for an author where an entry has none.
        author_name=clean(site.title),
        author_link=absolute_url("/"),
        feed_url=absolute_url(f"{base}{ADDRESSES[kind]}"),
        feed_guid=absolute_url(base),
        hub=site.websub_hub,
        icon=absolute_url(static("icons/icon-192.png")),
    )


def feed_of(listing: Listing, kind: str, *, site: SiteSettings, title: str = "") -> SyndicationFeed:
    """Return the newest posts of ``listing`` as a feed, titled as in :func:`empty_feed`.

    Texts and links are absolute.
    """
    feed = empty_feed(kind, site=site, link=listing.url, base=listing.url, title=title)
    entries = listing.page(offset=0, limit=site.feed_items, with_text=site.feed_full_text)
    notes = _notes_of(entries) if site.feed_full_text else {}
    told = Told(site.feed_full_text, settings.SITE_URL, timezone.get_current_timezone(), get_language())
    for entry in entries:
        feed.add_post(_facts_of(entry, notes.get(entry.post.pk, ()), told))
    if entries:
        valid_since(entries[0].post.published_at)
    return feed


def _facts_of(entry: Entry, notes: Iterable[UpdateNote], told: Told) -> Facts:
    post = entry.post
    media = post.featured_image
    assert post.published_at is not None  # noqa: S101  (lists hold published posts only)
    return Facts(
        pk=post.pk,
        path=post.get_absolute_url(),
        title=str(post),
        excerpt_html=post.excerpt_html,
        html=post.html if told.with_text else "",
        notes=tuple((note.noted_at, note.html) for note in notes),
        picture=Picture(media.file.url, media.alt) if media and media.is_picture else None,
        created_at=post.created_at,
        published_at=post.published_at,
        changed_at=post.changed_at,
        text_language=post.language,
        filed=entry.filed,
        told=told,
    )


def _item_of(facts: Facts) -> Item:
    """Return the item in the zone and the language of the page, which are those of ``facts.told``."""
    link = absolute_url(facts.path)
    return {
        "title": clean(facts.title),
        "link": link,
        "description": clean(absolute_links(facts.excerpt_html, link)),
        "text": clean(absolute_links(_text_of(facts), link)) if facts.told.with_text else "",
        "image": absolute_url(facts.picture.url) if facts.picture else "",
        "unique_id": _lasting_id(facts.pk, facts.created_at),
        "unique_id_is_permalink": False,
        "pubdate": facts.published_at,
        "updateddate": facts.changed_at,
        "authors": [Link(clean(author.name), absolute_url(author.url)) for author in facts.filed.authors],
        "categories": [clean(term.name) for term in (*facts.filed.categories, *facts.filed.tags)],
        "language": clean(facts.text_language),
        "comments": f"{link}#comments",
        "comments_feed": f"{link}{ADDRESSES['rss']}",
    }


def _lasting_id(pk: int, created_at: datetime.datetime) -> str:
    """An id that stays when the address changes (RFC 4151), so that no reader sees a post twice."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{created_at.date().isoformat()}:post/{pk}"


def _text_of(facts: Facts) -> str:
    """What the post's page shows: the picture above it, the text, what was added later."""
    return _picture_html(facts.picture) + facts.html + _notes_html(facts.notes)


def _picture_html(picture: Picture | None) -> str:
    return format_html('<p><img src="{}" alt="{}"></p>', *picture) if picture else ""


def _notes_of(entries: list[Entry]) -> dict[int, list[UpdateNote]]:
    notes = defaultdict(list)
    for note in _NOTES.objects(posts=[entry.post.pk for entry in entries]):
        notes[note.post_id].append(note)
    return notes


def _notes_html(notes: Iterable[tuple[datetime.datetime, str]]) -> str:
    parts = []
    for noted_at, html in notes:
        moment = date_format(timezone.localtime(noted_at), "DATETIME_FORMAT")
        parts.append(f"<p><strong>{escape(_('Update, %(time)s') % {'time': moment})}</strong></p>{html}")
    return "".join(parts)


def clean(text: str) -> str:
    """Return ``text`` without what no feed can hold."""
    return _NOT_XML.sub("", text)
