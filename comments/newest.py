"""The last things said anywhere on the blog, for its front page."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import Truncator

from blog.listings import Link
from blog.markup import plain_text
from blog.models import Post
from blog.pagecache import depends_on, valid_until
from blog.statements import Given, Statement

from .models import Comment

SHOWN = 4
WORDS = 28
# The front page may be this old where something was said below a post that it doesn't show. One stamp for
# all comments would make everybody who comments, below whichever post, wait for everybody else.
MAX_AGE = timedelta(minutes=1)
_COLUMNS = ("number", "author_name", "html", "post__kind", "post__title", "post__slug", "post__published_on")
_NEWEST = Statement(
    lambda: (
        Comment.objects.visible()
        .filter(Exists(Post.objects.public(at=Given("at")).filter(pk=OuterRef("post"))))
        .order_by("-created_at", "-pk")
        .select_related("post")
        .only(*_COLUMNS)[:SHOWN]
    )
)
_KEPT = 2 * SHOWN  # until what comes next has been said
_QUOTATION = re.compile(r"<blockquote.*?</blockquote>", re.DOTALL)


@dataclass(frozen=True)
class Said:
    """A comment with the beginning of what it says, without what it quotes."""

    number: int
    name: str
    address: str
    words: str
    post: Link


def newest() -> tuple[Said, ...]:
    """Return the newest comments on public posts, in one query; the page being made knows their posts."""
    found = _NEWEST.objects(at=timezone.now())
    depends_on(*(f"{kind}:{comment.post_id}" for comment in found for kind in ("post", "thread")))
    valid_until(timezone.now() + MAX_AGE)
    return tuple(map(_said, found))


def _said(comment: Comment) -> Said:
    return Said(
        number=comment.number or 0,
        name=comment.shown_name,
        address=comment.get_absolute_url(),
        words=_beginning(comment.html),
        post=Link(str(comment.post), comment.post.get_absolute_url()),
    )


@lru_cache(maxsize=_KEPT)
def _beginning(html: str) -> str:
    text = " ".join(plain_text(_QUOTATION.sub("", html)).split())
    return Truncator(text).words(WORDS, truncate=" …")
