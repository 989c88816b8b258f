"""Comments in their own index, on the back ends of ``blog.search``.

It holds them whatever their status, for the desk, and knows which of them readers see: spam must not take
the room of what they look for. Whether the post is hidden, which takes thousands of comments along, is
sorted out afterwards, by the predicates of comments and posts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from html import unescape
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from blog.markup import plain_text
from blog.models import Post
from blog.search import CAP, Document, Query, Scope, open_index, parse, snippet
from blog.search.base import ALL
from blog.statements import Given, Statement
from comments.models import Comment

BATCH = 1_000
_ADDRESS = re.compile(r'href="([^"#][^"]*)"')
_LONG = ("source", "post__source", "post__html", "post__toc", "post__excerpt", "post__excerpt_html")

comments_index = partial(
    open_index,
    table="comments_search",
    owner=Comment._meta.db_table,
    weights={"name": 4.0, "text": 1.0},
)


@dataclass(frozen=True)
class Hit:
    comment: Comment
    snippet_html: SafeString


@dataclass(frozen=True)
class CommentResults:
    """One page of what was found among the newest matches; ``is_capped``: there may be more."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    is_capped: bool = False


def index(comments: Iterable[Comment]) -> None:
    """Bring the index up to date for ``comments`` as they are in hand; four statements for each thousand."""
    rows = list(comments)
    for start in range(0, len(rows), BATCH):
        comments_index().write(_document(comment) for comment in rows[start : start + BATCH])


def add(comment: Comment) -> None:
    """Put one into the index that has just been stored; two statements, in the same transaction."""
    comments_index().add(_document(comment))


def remove(ids: Iterable[int]) -> None:
    """Forget comments that are deleted. (A search doesn't show them anyway.)"""
    comments_index().remove(ids)


def prune() -> int:
    """Forget all comments that are gone; return how many."""
    return comments_index().prune()


def search(
    text: str, *, scope: Scope = ALL, offset: int = 0, limit: int = 10, by_relevance: bool = False
) -> CommentResults:
    """Return hits ``offset`` to ``offset + limit`` of what readers may find, newest first; four statements.

    Of ``scope`` only the times count, since comments are filed under nothing. No text raises.
    """
    query, when = parse(text), Scope(since=scope.since, before=scope.before)
    found = comments_index().find(
        query, limit=CAP + 1, scope=when, public_at=timezone.now(), by_relevance=by_relevance
    )
    public = _public(found[:CAP])
    page = public[offset : offset + limit]
    return CommentResults(_hits(page, query), total=len(public), is_capped=len(found) > CAP)


_AT: Any = Given("at")
_IDS = Given("ids", is_many=True)
_VISIBLE = Statement(
    lambda: Comment.objects.visible().filter(pk__in=_IDS).order_by().values_list("pk", "post")
)
_PUBLIC_POSTS = Statement(lambda: Post.entries.public(at=_AT).filter(pk__in=_IDS).values_list("pk"))
_SHOWN = Statement(
    lambda: Comment.objects.filter(pk__in=_IDS).select_related("post").defer(*_LONG).order_by()
)


def _public(ids: Sequence[int]) -> list[int]:
    """Those of ``ids``, in order, that are visible and stand below a post or page that is public."""
    posts = dict(_VISIBLE.rows(ids=ids))
    public = {pk for (pk,) in _PUBLIC_POSTS.rows(at=timezone.now(), ids=sorted(set(posts.values())))}
    return [pk for pk in ids if posts.get(pk) in public]


def _hits(ids: Sequence[int], query: Query) -> tuple[Hit, ...]:
    comments = {comment.pk: comment for comment in _SHOWN.objects(ids=ids)}
    return tuple(
        Hit(comments[pk], snippet(plain_text(comments[pk].html), query)) for pk in ids if pk in comments
    )


def matching_ids(text: str, *, limit: int = 1_000) -> list[int]:
    """Return the ids of the newest comments that match what was typed, newest first; one statement."""
    return comments_index().find(parse(text), limit=limit)


def _document(comment: Comment) -> Document:
    shown_from = comment.created_at if comment.is_visible else None
    return Document(comment.pk, comment.created_at, shown_from, (comment.author_name, _text(comment.html)))


def _text(html: str) -> str:
    """What a comment says, and where its links lead, which a moderator looks for.

    Nothing of its source that readers don't get: it would be found, word by word, by them too.
    """
    said = plain_text(html)
    addresses = map(unescape, _ADDRESS.findall(html))
    return " ".join([said, *(address for address in addresses if address not in said)])
