"""Addresses that mean the same wherever a text is read: in a feed reader, in a mail, on another site."""

import re
from html import escape, unescape
from urllib.parse import urljoin

from django.conf import settings

# A whole start tag, so that text which only looks like an attribute is left alone.
_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ADDRESS = re.compile(r"""(\s(?:href|src|poster|cite)=")([^"]*)(")""")
_SOURCES = re.compile(r"""(\ssrcset=")([^"]*)(")""")


def absolute_url(path: str) -> str:
    """Return ``path`` (from the root, or already whole) with the site's own scheme and host before it."""
    return urljoin(f"{settings.SITE_URL}/", path)


def absolute_links(html: str, base: str) -> str:
    """Return sanitised ``html`` with every link and picture written out in full, relative to ``base``."""

    def whole(match: re.Match[str]) -> str:
        return f"{match[1]}{escape(_join(base, unescape(match[2])))}{match[3]}"

    def each_whole(match: re.Match[str]) -> str:
        sources = (source.strip().partition(" ") for source in unescape(match[2]).split(","))
        joined = ", ".join(f"{_join(base, url)} {size}".strip() for url, _, size in sources if url)
        return f"{match[1]}{escape(joined)}{match[3]}"

    return _TAG.sub(lambda tag: _SOURCES.sub(each_whole, _ADDRESS.sub(whole, tag[0])), html)


def _join(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:  # "http://[": no address at all, and so left as it was written
        return url
