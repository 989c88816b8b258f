"""Which post somebody meant who came to an address where nothing stands.

Its last part is taken for the slug of a post, perhaps cut off, misspelt or under another date, and for the
words of a title. An address that no reader types (a file, a script somebody probes for) costs nothing.
"""

import re
from difflib import SequenceMatcher
from typing import Any

from django.utils import timezone

from blog import archives, search
from blog.models import Post
from blog.slugs import slug_of
from blog.statements import Given, Statement

LIMIT = 5
MAX_LENGTH = 300  # of an address that is thought about
AROUND = 12  # slugs looked at before and after the one that isn't there
ALIKE = 0.75  # of 1: how much two slugs have to share
_COLUMNS = ("kind", "title", "slug", "path", "language", "published_on", "published_at", "status", "password")

# What old addresses end in, what no title begins with, and the endings of files: known ones only, since
# "st.john" and "v1.2" are none.
_PAGE_ENDING = re.compile(r"\.s?html?$", re.IGNORECASE)
_NO_TITLE = re.compile(r"\.|wp-|cgi-bin", re.IGNORECASE)
_FILE = re.compile(
    r"\.(?:7z|aspx?|atom|avif|bak|bmp|cfg|cgi|conf|css|csv|do|docx?|env|exe|gif|gz|ico|inc|ini|jpe?g|jsp?x?|json"
    r"|key|lock|log|map|md|mjs|mov|mp[34]|od[st]|ogg|old|orig|pdf|pem|php[57]?|phtml|pl|png|pptx?|py|rar|rb"
    r"|rdf|rss|sh|sql|sqlite3?|svg|swf|swp|tar|tgz|tiff?|toml|ts|txt|wasm|wav|web[mp]|woff2?|xlsx?|xml|ya?ml"
    r"|zip)$",
    re.IGNORECASE,
)
# Parts of addresses that say what is shown, or of what kind it is: ours, and those of others.
_APPENDED = re.compile(
    "archive|authors?|category|categories|comments|feed|flat|from|page|post|receipt|reply|search|tags?"
    "|amp|atom|embed|json|print|rdf|rss2?|trackback"
)


def slug_in(path: str) -> str:
    """Return what in ``path`` reads like the slug of a post; nothing where it isn't one of a reader."""
    if len(path) > MAX_LENGTH:
        return ""
    parts = [_PAGE_ENDING.sub("", part) for part in path.split("/") if part]
    if any(map(_NO_TITLE.match, parts)) or _FILE.search("".join(parts[-1:])):
        return ""
    slugs = (slug_of(part.replace("_", "-"), fallback="") for part in reversed(parts))
    return next((slug for slug in slugs if _is_spoken(slug)), "")


def is_file(path: str) -> bool:
    """Whether an address is that of a file, as robots ask for them: known by its ending, or hidden."""
    name = path.rpartition("/")[2]
    return name.startswith(".") or _FILE.search(name) is not None


def _is_spoken(slug: str) -> bool:
    is_long_enough = len(slug) >= 3 or not slug.isascii()
    return is_long_enough and not _APPENDED.fullmatch(slug) and any(char.isalpha() for char in slug)


_AT: Any = Given("at")
_SLUG = Given("slug")
# Along the index of slugs, where those that begin alike stand side by side.
_FOLLOWING = Statement(
    lambda: (
        Post.entries.public(at=_AT)
        .filter(slug__gte=_SLUG)
        .order_by("slug", "pk")
        .values_list("pk", "slug")[:AROUND]
    )
)
_PRECEDING = Statement(
    lambda: (
        Post.entries.public(at=_AT)
        .filter(slug__lt=_SLUG)
        .order_by("-slug", "-pk")
        .values_list("pk", "slug")[:AROUND]
    )
)
_SHOWN = Statement(
    lambda: Post.entries.public(at=_AT).filter(pk__in=Given("posts", is_many=True)).only(*_COLUMNS)
)


def likely(slug: str) -> list[Post]:
    """Return up to :data:`LIMIT` public posts and pages that may be meant by ``slug``; two queries."""
    if not slug:
        return []
    now = timezone.now()
    walks = [_FOLLOWING.sql(at=now, slug=slug), _PRECEDING.sql(at=now, slug=slug)]
    if titles := search.titled_sql(slug.replace("-", " "), limit=LIMIT):
        walks.append((f"SELECT id, NULL FROM ({titles[0]}) AS titles", titles[1]))  # noqa: S608
    found = archives.walk_all(walks)
    titled = [pk for pk, stored in found if stored is None]
    alike = {pk: _likeness(slug, stored) for pk, stored in found if stored is not None}
    close = sorted((pk for pk in alike if alike[pk] >= ALIKE), key=lambda pk: (-alike[pk], -pk))
    wanted = list(dict.fromkeys((*close, *titled)))
    posts = {post.pk: post for post in _SHOWN.objects(at=now, posts=wanted)}
    return [posts[pk] for pk in wanted if pk in posts][:LIMIT]


def _likeness(asked: str, stored: str) -> float:
    """How much two slugs share, of 1; 0 where that is less than :data:`ALIKE`, as it nearly always is."""
    if stored.startswith(asked):  # an address that was cut off
        return 1.0 if stored == asked else 0.99
    # Neither of the bounds is less than the ratio, and both are far cheaper.
    if 2 * min(len(asked), len(stored)) < ALIKE * (len(asked) + len(stored)):
        return 0.0
    matcher = SequenceMatcher(None, asked, stored)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0
