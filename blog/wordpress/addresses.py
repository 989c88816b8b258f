"""The addresses things had in WordPress: kept where they are ours too, else led on."""

import re
from collections.abc import Iterator, Mapping
from typing import Protocol
from urllib.parse import quote, unquote, urlsplit

from blog.models import Redirect
from blog.redirects import MAX_PATH
from blog.slugs import nfc

from .items import WxrItem

# As many as the patterns of addresses hold.
MOST_LEVELS = 20
# How the resolver writes addresses, see RFC 3986.
_SAFE = "/~:@!$&'()*+,;="


class HasAddress(Protocol):
    def get_absolute_url(self) -> str: ...


def reference(of: int | str) -> str:
    """What ``import_ref`` says of a thing that WordPress knows as ``of``."""
    return f"wordpress:{of}"[:200]


def old_paths(item: WxrItem) -> Iterator[str]:
    """The paths under which readers found ``item``: its link, and its link with each slug it had before."""
    parts = urlsplit(item.link) if item.link.startswith(("http://", "https://")) else None
    path = re.sub("/+", "/", nfc(unquote(parts.path, errors="ignore"))) if parts and not parts.query else ""
    if path.strip("/"):
        yield path
        above, _slash, last = path.rstrip("/").rpartition("/")
        if last == item.slug:
            yield from (f"{above}/{old}/" for old in item.old_slugs)


def remember(places: Mapping[str, HasAddress]) -> None:
    """Lead each old path that is not the thing's own to where it is now; what stands there already stays.

    In one statement, since an import brings as many as there are posts; ``redirects.record`` would look
    for chains, which fresh addresses cannot have.
    """
    rows = []
    for path, thing in places.items():
        target = thing.get_absolute_url()
        old = quote(path, safe=_SAFE)
        if target.rstrip("/") != old.rstrip("/") and max(len(old), len(target)) <= MAX_PATH:
            rows.append(Redirect(path=old, target=target))
    Redirect.objects.bulk_create(rows, ignore_conflicts=True)
