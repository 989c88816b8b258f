"""Where a text's links lead, and what search engines are told about a reader's."""

from collections.abc import Collection, Iterable
from html import unescape
from urllib.parse import urlsplit

from blog.markup.soup import Token, start_tag

READER_REL = "nofollow ugc noopener"


def list_links(tokens: Iterable[Token], own_hosts: Collection[str]) -> list[str]:
    """The addresses of other sites that are linked to, each once, in order, always with their scheme."""
    found = (outside(token, own_hosts) for token in tokens if token.name == "a")
    return list(dict.fromkeys(url for url in found if url))


def mark_reader_links(tokens: Iterable[Token], own_hosts: Collection[str]) -> list[Token]:
    """The tokens with `rel` on every link that leaves the site."""
    return [_marked(token, own_hosts) if token.name == "a" else token for token in tokens]


def _marked(token: Token, own_hosts: Collection[str]) -> Token:
    if token.kind == "end" or not outside(token, own_hosts):
        return token
    return start_tag("a", {**token.attrs, "rel": READER_REL})


def outside(token: Token, own_hosts: Collection[str]) -> str:
    """The absolute http(s) address a link leads to, or "" if it stays on the site."""
    # Browsers read a backslash as a slash: `/\\example.com` leaves the site.
    href = unescape(token.attr("href")).strip().replace("\\", "/")
    if href.startswith("//"):
        href = "https:" + href
    if not href.lower().startswith(("http:", "https:")):
        return ""
    try:
        host = urlsplit(href).hostname or ""
    except ValueError:
        return href
    return "" if host in own_hosts else href
