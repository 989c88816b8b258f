"""From the elements of an export to our own records. Nothing raises: what cannot be read is empty."""

import datetime
import re
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from blog.slugs import nfc

from .items import Wxr, WxrAuthor, WxrComment, WxrItem, WxrTerm, WxrTermRef

Fields = Mapping[str, str]

# Years in which clocks of every zone can be told and printed in four digits.
FIRST_YEAR, LAST_YEAR = 1000, 9998
# The standard library reads the year -0001 as 2000.
_FOUR_DIGITS = re.compile(r"\s\d{4}\s\d\d:")
_DATE = "%Y-%m-%d %H:%M:%S"
_MEASURES = re.compile(r'"width";i:(\d{1,5});s:6:"height";i:(\d{1,5});')
# WXR 1.0 said "tag".
_TAXONOMIES = {"tag": "post_tag", "": "category"}


def number(text: str | None) -> int | None:
    """A whole number as WordPress writes it, or None."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.removeprefix("-").isdigit() and len(text) < 20 else None


def moment(text: str | None) -> datetime.datetime | None:
    """ "2007-02-02 17:02:00" without a zone; None for the zeros that stand for "never", and for nonsense."""
    try:
        parsed = datetime.datetime.strptime((text or "").strip(), _DATE)
    except ValueError:
        return None
    return parsed if FIRST_YEAR <= parsed.year <= LAST_YEAR else None


def feed_date(text: str | None) -> datetime.datetime | None:
    """The UTC time of an RSS date, without a zone; WordPress writes the year -0001 for "never"."""
    if not _FOUR_DIGITS.search(text or ""):
        return None
    try:
        parsed = parsedate_to_datetime((text or "").strip())
        if parsed.tzinfo is not None:
            parsed = parsed.astimezone(datetime.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return parsed if FIRST_YEAR <= parsed.year <= LAST_YEAR else None


def slug(text: str | None) -> str:
    """A slug as readers see it: WordPress stores it percent-encoded."""
    return nfc(unquote((text or "").strip(), errors="ignore"))


def author(fields: Fields) -> WxrAuthor:
    return WxrAuthor(
        login=fields.get("wp:author_login", "").strip(),
        email=fields.get("wp:author_email", "").strip(),
        name=fields.get("wp:author_display_name", "").strip(),
        number=number(fields.get("wp:author_id")),
    )


def category(fields: Fields) -> WxrTerm:
    return WxrTerm(
        taxonomy="category",
        slug=slug(fields.get("wp:category_nicename")),
        name=fields.get("wp:cat_name", "").strip(),
        parent=slug(fields.get("wp:category_parent")),
        description=fields.get("wp:category_description", "").strip(),
        number=number(fields.get("wp:term_id")),
    )


def tag(fields: Fields) -> WxrTerm:
    return WxrTerm(
        taxonomy="post_tag",
        slug=slug(fields.get("wp:tag_slug")),
        name=fields.get("wp:tag_name", "").strip(),
        description=fields.get("wp:tag_description", "").strip(),
    )


def term(fields: Fields) -> WxrTerm:
    return WxrTerm(
        taxonomy=fields.get("wp:term_taxonomy", "").strip(),
        slug=slug(fields.get("wp:term_slug")),
        name=fields.get("wp:term_name", "").strip(),
        parent=slug(fields.get("wp:term_parent")),
        description=fields.get("wp:term_description", "").strip(),
        number=number(fields.get("wp:term_id")),
    )


# What stands beside the items in the channel.
MAKERS: dict[str, Callable[[Fields], Wxr]] = {
    "wp:author": author,
    "wp:category": category,
    "wp:tag": tag,
    "wp:term": term,
}


def comment(fields: Fields) -> WxrComment:
    return WxrComment(
        number=number(fields.get("wp:comment_id")),
        parent=number(fields.get("wp:comment_parent")) or 0,
        author=fields.get("wp:comment_author", "").strip(),
        email=fields.get("wp:comment_author_email", "").strip(),
        url=fields.get("wp:comment_author_url", "").strip(),
        ip=fields.get("wp:comment_author_IP", "").strip(),
        written=moment(fields.get("wp:comment_date")),
        written_gmt=moment(fields.get("wp:comment_date_gmt")),
        content=fields.get("wp:comment_content", ""),
        approved=fields.get("wp:comment_approved", "").strip(),
        comment_type=fields.get("wp:comment_type", "").strip(),
        user=number(fields.get("wp:comment_user_id")) or 0,
    )


def item(fields: Fields, element: Element, names: Mapping[str, str], comments: list[WxrComment]) -> WxrItem:
    """An item with its terms and comments; ``names`` translates tags."""
    meta = _meta(element, names)
    return WxrItem(
        number=number(fields.get("wp:post_id")),
        post_type=fields.get("wp:post_type", "").strip(),
        status=fields.get("wp:status", "").strip(),
        title=fields.get("title", ""),
        slug=slug(fields.get("wp:post_name")),
        link=fields.get("link", "").strip(),
        creator=fields.get("dc:creator", "").strip(),
        content=fields.get("content:encoded", ""),
        excerpt=fields.get("excerpt:encoded", ""),
        published=moment(fields.get("wp:post_date")),
        published_gmt=moment(fields.get("wp:post_date_gmt")),
        listed=feed_date(fields.get("pubDate")),
        modified_gmt=moment(fields.get("wp:post_modified_gmt")),
        parent=number(fields.get("wp:post_parent")) or 0,
        menu_order=number(fields.get("wp:menu_order")) or 0,
        is_sticky=fields.get("wp:is_sticky", "").strip() == "1",
        password=fields.get("wp:post_password", ""),
        comment_status=fields.get("wp:comment_status", "").strip(),
        terms=_term_refs(element, names),
        old_slugs=[old for old in map(slug, meta.get("_wp_old_slug", ())) if old],
        comments=comments,
        address=fields.get("wp:attachment_url", "").strip(),
        alt="".join(meta.get("_wp_attachment_image_alt", ())[:1]),
        measures=_measures("".join(meta.get("_wp_attachment_metadata", ())[:1])),
    )


def _term_refs(element: Element, names: Mapping[str, str]) -> list[WxrTermRef]:
    """The terms of an item. WXR 1.0 says each twice, once bare and once with its kind; bare ones count
    only where there are no others.
    """
    refs = [
        WxrTermRef(
            taxonomy=_TAXONOMIES.get(domain, domain),
            slug=slug(child.get("nicename")),
            name=(child.text or "").strip(),
        )
        for child in element
        if names[child.tag] == "category"
        for domain in [child.get("domain", "").strip()]
        if domain or not any(other.get("domain") for other in element)
    ]
    known: dict[tuple[str, str], WxrTermRef] = {}
    for ref in refs:
        key = (ref.taxonomy, ref.name)
        if key not in known or not known[key].slug:
            known[key] = ref
    return list(known.values())


def _meta(element: Element, names: Mapping[str, str]) -> dict[str, list[str]]:
    """What plugins and WordPress itself have noted of an item, by key."""
    found: dict[str, list[str]] = {}
    for meta in element:
        if names[meta.tag] == "wp:postmeta":
            pair = {names[child.tag]: child.text or "" for child in meta}
            found.setdefault(pair.get("wp:meta_key", "").strip(), []).append(pair.get("wp:meta_value", ""))
    return found


def _measures(metadata: str) -> tuple[int, int] | None:
    """Width and height of a picture, which PHP has written down; those of its copies stand further below."""
    found = _MEASURES.search(metadata)
    return (int(found[1]), int(found[2])) if found else None
