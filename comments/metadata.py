"""What search engines are told of a discussion: its comments, as JSON-LD, as parts of their post.

Nothing here asks the database. No e-mail and no IP address, and not the addresses that commenters give as
their own: nobody shall write here for a link.
"""

from functools import lru_cache
from itertools import islice

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from blog.absolute import absolute_url
from blog.markup import plain_text
from blog.metadata import identity_of, script, shortened
from blog.metadata.schema import Node

from .cards import CARDS_KEPT
from .discussion import Discussion
from .models import shown_name
from .threads import Item

# Of one page. Those who want every word read the page itself.
MOST_COMMENTS = 100
TEXT_LENGTH = 200
# Of each worker process. A text is kept by the whole HTML that it was made of, which its card holds too: so
# no more of them than cards.
KEPT = CARDS_KEPT


def script_of(discussion: Discussion) -> SafeString:
    """Return the visible comments on a page of a discussion; nothing where its post isn't for everybody."""
    if not discussion.post.is_public:
        return SafeString("")
    visible = (item for item in discussion.items if item.row.is_visible)
    comments = [_node(item) for item in islice(visible, MOST_COMMENTS)]
    return script(identity_of(discussion.post) | {"comment": comments}) if comments else SafeString("")


def _node(item: Item) -> Node:
    row = item.row
    node = {
        "@type": "Comment",
        "url": _address(row.pk),
        "author": {"@type": "Person", "name": shown_name(row.name)},
        "datePublished": timezone.localtime(row.created_at).isoformat(timespec="seconds"),
        "text": _text_of(row.html),
    }
    if item.parent_is_here and row.parent_id is not None and row.answers_visible:
        node["parentItem"] = {"@type": "Comment", "url": _address(row.parent_id)}
    return node


@lru_cache(maxsize=KEPT)
def _address(pk: int) -> str:
    return absolute_url(reverse("comments:permalink", args=[pk]))


@lru_cache(maxsize=KEPT)
def _text_of(html: str) -> str:
    return shortened(plain_text(html), TEXT_LENGTH)
