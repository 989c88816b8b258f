"""Feeds: RSS 2.0, Atom 1.0 and JSON Feed 1.1 of any list of posts."""

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from blog.absolute import absolute_links, absolute_url
from blog.listings import Entry, Listing
from blog.models import SiteSettings, UpdateNote

# What XML has no way to say. A text that came from elsewhere may hold it, and must not break the feed.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Handler = SimplerXMLGenerator
Item = dict[str, Any]


class RssFeed(Rss201rev2Feed):
    """RSS with the whole text beside the summary, and every author."""

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def add_item_elements(self, handler: Handler, item: Item) -> None:
        super().add_item_elements(handler, item)
        for name in item["author_names"]:
            handler.addQuickElement("dc:creator", name)
        if item["text"]:
            handler.addQuickElement("content:encoded", item["text"])


class AtomFeed(Atom1Feed):
    """Atom with the whole text beside the summary, and every author."""

    def add_item_elements(self, handler: Handler, item: Item) -> None:
        super().add_item_elements(handler, item)
        for name in item["author_names"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            handler.endElement("author")
        if item["text"]:
            handler.addQuickElement("content", item["text"], {"type": "html"})


class JsonFeed(SyndicationFeed):
    """JSON Feed 1.1, see https://www.jsonfeed.org/version/1.1/."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "items": [self._item(item) for item in self.items],
        }
        outfile.write(json.dumps(_without_empty(feed), ensure_ascii=False, indent=1).encode(encoding))

    @staticmethod
    def _item(item: Item) -> dict[str, Any]:
        return _without_empty(
            {
                "id": item["unique_id"],
                "url": item["link"],
                "title": item["title"],
                "content_html": item["text"] or item["description"],
                "date_published": rfc3339_date(item["pubdate"]),
                "date_modified": rfc3339_date(item["updateddate"]),
                "authors": [{"name": name} for name in item["author_names"]],
                "tags": list(item["categories"]),
            }
        )


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value or name in ("items", "content_html")}


KINDS: Mapping[str, type[SyndicationFeed]] = {"rss": RssFeed, "atom": AtomFeed, "json": JsonFeed}
ADDRESSES = {"rss": "feed/", "atom": "feed/atom/", "json": "feed.json"}


def feed_of(listing: Listing, kind: str, *, site: SiteSettings, title: str = "") -> SyndicationFeed:
    """Return the newest posts of ``listing`` as a feed; ``kind`` is a key of :data:`KINDS`.

    ``title`` says what the list shows; the site's title is put behind it. Texts and links are absolute.
    """
    feed = KINDS[kind](
        title=clean(f"{title} – {site.title}" if title else site.title),
        link=absolute_url(listing.url),
        description=clean(site.description or site.tagline or site.title),
        language=site.language_code,
        feed_url=absolute_url(f"{listing.url}{ADDRESSES[kind]}"),
        feed_guid=absolute_url(listing.url),
    )
    entries = listing.page(offset=0, limit=site.feed_items, with_text=site.feed_full_text)
    notes = _notes_of(entries) if site.feed_full_text else {}
    for entry in entries:
        feed.add_item(**_item_of(entry, notes.get(entry.post.pk, ()), with_text=site.feed_full_text))
    return feed


def updated_at(feed: SyndicationFeed) -> datetime.datetime | None:
    """When the newest item last changed; None for an empty feed, of which nothing is known."""
    return max((item["updateddate"] for item in feed.items), default=None)


def _item_of(entry: Entry, notes: Iterable[UpdateNote], *, with_text: bool) -> Item:
    post = entry.post
    link = absolute_url(post.get_absolute_url())
    assert post.published_at is not None  # noqa: S101  (lists hold published posts only)
    return {
        "title": clean(str(post)),
        "link": link,
        "description": clean(absolute_links(post.excerpt_html, link)),
        "text": clean(absolute_links(post.html + _notes_html(notes), link)) if with_text else "",
        "unique_id": _lasting_id(post.pk, post.created_at),
        "unique_id_is_permalink": False,
        "pubdate": post.published_at,
        "updateddate": max(post.modified_at, post.published_at),
        "author_names": [clean(author.name) for author in entry.authors],
        "categories": [clean(term.name) for term in (*entry.categories, *entry.tags)],
    }


def _lasting_id(pk: int, created_at: datetime.datetime) -> str:
    """An id that stays when the address changes (RFC 4151), so that no reader sees a post twice."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{created_at:%Y-%m-%d}:post/{pk}"


def _notes_of(entries: list[Entry]) -> dict[int, list[UpdateNote]]:
    notes = defaultdict(list)
    for note in UpdateNote.objects.filter(post__in=[entry.post.pk for entry in entries]):
        notes[note.post_id].append(note)
    return notes


def _notes_html(notes: Iterable[UpdateNote]) -> str:
    parts = []
    for note in notes:
        moment = date_format(timezone.localtime(note.noted_at), "DATETIME_FORMAT")
        parts.append(f"<p><strong>{escape(_('Update, %(time)s') % {'time': moment})}</strong></p>{note.html}")
    return "".join(parts)


def clean(text: str) -> str:
    """Return ``text`` without what no feed can hold."""
    return _NOT_XML.sub("", text)
