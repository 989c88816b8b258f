"""Addresses that mean the same wherever a text is read: in a feed reader, in a mail, on another site."""

import re
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urljoin

from django.conf import settings

# Whole start tags, and in them whole attributes (sanitised HTML has them all in double quotes), so that
# text which only looks like an address is left alone.
_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
_ADDRESSES = frozenset({"href", "src", "poster", "cite"})
_joined_once = lru_cache(maxsize=5_000)(urljoin)  # a feed asks for two hundred, the same each time


def absolute_url(path: str) -> str:
    """Return ``path`` (from the root, or already whole) with the site's own scheme and host before it."""
    return _joined_once(f"{settings.SITE_URL}/", path)


def absolute_links(html: str, base: str) -> str:
    """Return sanitised ``html`` with every link and picture written out in full, relative to ``base``."""

    def whole(match: re.Match[str]) -> str:
        name, value = match[1], unescape(match[2])
        if name in _ADDRESSES:
            return f'{name}="{escape(_join(base, value))}"'
        return f'srcset="{escape(_each_whole(base, value))}"' if name == "srcset" else match[0]

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(whole, tag[0]), html)


def _each_whole(base: str, sources: str) -> str:
    parts = (source.strip().partition(" ") for source in sources.split(","))
    return ", ".join(f"{_join(base, url)} {size}".strip() for url, _, size in parts if url)


def _join(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:  # "http://[": no address at all, and so left as it was written
        return url
