"""Makers of WordPress exports: what is not said is as WordPress writes it."""

from itertools import count
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.4" created="2024-01-02 10:00" -->
<rss version="2.0"
  xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:wfw="http://wellformedweb.org/CommentAPI/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/{version}/">
<channel>
<title>The Ledger</title>
<link>https://ledger.example</link>
<image><url>https://ledger.example/icon.png</url><title>The Ledger</title></image>
<wp:wxr_version>{version}</wp:wxr_version>
"""
TAIL = "</channel>\n</rss>\n"
_numbers = count(90_000)


def wxr(*parts: str, version: str = "1.2") -> str:
    return HEAD.format(version=version) + "\n".join(parts) + TAIL


def write(folder: Path, *parts: str, version: str = "1.2") -> Path:
    path = folder / "export.xml"
    path.write_text(wxr(*parts, version=version), encoding="utf-8")
    return path


def author(login: str, **fields: Any) -> str:
    return _element("wp:author", {"author_login": login, **fields})


def category(slug: str, name: str = "", parent: str = "", **fields: Any) -> str:
    values = {"category_nicename": slug, "category_parent": parent, "cat_name": name or slug.title()}
    return _element("wp:category", {**values, **fields})


def tag(slug: str, name: str = "") -> str:
    return _element("wp:tag", {"tag_slug": slug, "tag_name": name or slug})


def term_ref(domain: str, slug: str, name: str = "") -> str:
    name = name or slug
    return f'<category domain="{domain}" nicename={quoteattr(slug)}><![CDATA[{name}]]></category>'


def item(title: str = "A post", *parts: str, **fields: Any) -> str:
    """An item; ``parts`` are its term_refs and comments. A value of None leaves the element out."""
    number = fields.setdefault("post_id", next(_numbers))
    values = {
        "title": title,
        "link": f"https://ledger.example/?p={number}",
        "dc:creator": "ada",
        "content:encoded": "Some text.",
        "excerpt:encoded": "",
        "post_date": "2007-02-02 23:30:00",
        "post_date_gmt": "2007-02-03 04:30:00",
        "comment_status": "open",
        "post_name": f"post-{number}",
        "status": "publish",
        "post_parent": 0,
        "menu_order": 0,
        "post_type": "post",
        "post_password": "",
        "is_sticky": 0,
    }
    return _element("item", {**values, **fields}, *parts)


def comment(number: int, content: str = "I disagree.", **fields: Any) -> str:
    values = {
        "comment_id": number,
        "comment_author": "Reader",
        "comment_author_email": "reader@example.com",
        "comment_author_url": "",
        "comment_author_IP": "192.0.2.7",
        "comment_date": "2007-02-03 10:00:00",
        "comment_date_gmt": "2007-02-03 15:00:00",
        "comment_content": content,
        "comment_approved": "1",
        "comment_type": "",
        "comment_parent": 0,
        "comment_user_id": 0,
    }
    return _element("wp:comment", {**values, **fields})


def meta(key: str, value: str) -> str:
    return _element("wp:postmeta", {"meta_key": key, "meta_value": value})


def _element(name: str, fields: dict[str, Any], *parts: str) -> str:
    children = [
        _field(key if ":" in key or key in ("title", "link", "pubDate") else f"wp:{key}", value)
        for key, value in fields.items()
        if value is not None
    ]
    return f"<{name}>{''.join([*children, *parts])}</{name}>\n"


def _field(name: str, value: Any) -> str:
    text = str(value)
    return (
        f"<{name}><![CDATA[{text}]]></{name}>"
        if "\n" in text or "<" in text
        else f"<{name}>{escape(text)}</{name}>"
    )
