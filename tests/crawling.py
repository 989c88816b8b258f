"""Every page that can be reached from some addresses, as a search engine reaches them."""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from django.test import Client

_LINK = re.compile(r"""<[a-z][^<>]*?\s(?:href|src)=["']([^"']*)["']|<(?:loc|link|comments)>([^<]*)</""")
_ELSEWHERE = ("/static/", "/media/", "/admin/")
HOSTS = ("testserver", "parley.example")


def crawl(client: Client, start: Iterable[str]) -> dict[str, int]:
    """Follow every link to this site from ``start`` on; return the status of each address, without query."""
    answers: dict[str, int] = {}
    waiting = list(start)
    while waiting:
        path = waiting.pop()
        if path in answers or path.startswith(_ELSEWHERE):
            continue
        response = client.get(path)
        answers[path] = response.status_code
        if response.status_code in (301, 302):
            waiting.append(_own_path(path, response["Location"]) or path)
        elif response.status_code == 200:
            text = response.content.decode() if not response.streaming else ""
            links = (_own_path(path, unescape(a or b)) for a, b in _LINK.findall(text))
            waiting.extend(link for link in links if link)
    return answers


def _own_path(page: str, link: str) -> str:
    """The path of a link on ``page``, or nothing where it leads elsewhere."""
    parts = urlsplit(urljoin(f"http://testserver{page}", urldefrag(link.strip())[0]))
    return unquote(parts.path) if parts.hostname in HOSTS and parts.scheme in ("http", "https") else ""
