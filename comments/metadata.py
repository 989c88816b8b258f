"""What search engines are told of a discussion: its comments, as JSON-LD, as parts of their post.

Nothing here asks the database. No e-mail and no IP address, and not the addresses that commenters give as
their own: nobody shall write here for a link.
"""

from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString

from blog import metadata
from blog.absolute import absolute_url
from blog.markup import plain_text

from .discussion import Discussion
from .models import shown_name
from .places import permalink
from .threads import Item, moment_of

# Of one page. Those who want every word read the page itself.
MOST_COMMENTS = 100
TEXT_LENGTH = 200
# Of each worker process, about 2 kB each: the newest ten or twenty pages.
KEPT = 1_000


class Told(NamedTuple):
    """All that is told of a comment; ``parent`` is the pk of the one it answers, on the same page."""

    pk: int
    name: str
    written: str
    html: str
    parent: int | None


def script_of(discussion: Discussion) -> SafeString:
    """Return the visible comments on a page of a discussion; nothing where its post isn't for everybody."""
    if not discussion.post.is_public:
        return SafeString("")
    zone = timezone.get_current_timezone_name()
    visible = (item for item in discussion.items if item.row.is_visible)
    comments = ",".join(_written(_told(item), zone) for item in islice(visible, MOST_COMMENTS))
    if not comments:
        return SafeString("")
    post = metadata.written(metadata.identity_of(discussion.post))
    return metadata.script_of([f'{post[:-1]},"comment":[{comments}]}}'])


def _told(item: Item) -> Told:
    row = item.row
    parent = row.parent_id if item.parent_is_here and row.answers_visible else None
    return Told(row.pk, shown_name(row.name), row.written, row.html, parent)


@lru_cache(maxsize=KEPT)
def _written(told: Told, _zone: str) -> str:
    """In the current time zone, which is ``_zone``."""
    node = {
        "@type": "Comment",
        "url": _address(told.pk),
        "author": {"@type": "Person", "name": told.name},
        "datePublished": timezone.localtime(moment_of(told.written)).isoformat(timespec="seconds"),
        "text": metadata.shortened(plain_text(told.html), TEXT_LENGTH),
    }
    if told.parent is not None:
        node["parentItem"] = {"@type": "Comment", "url": _address(told.parent)}
    return metadata.written(node)


def _address(pk: int) -> str:
    return absolute_url(permalink(pk))
