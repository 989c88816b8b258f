"""Comments in their own index, on the back ends of ``blog.search``: for the desk, whatever their status."""

from collections.abc import Iterable
from functools import partial
from html import unescape

from blog.models import Format
from blog.search import Document, open_index, parse
from comments.models import Comment

BATCH = 1_000

comments_index = partial(
    open_index,
    table="comments_search",
    owner=Comment._meta.db_table,
    weights={"name": 4.0, "text": 1.0},
)


def index(comments: Iterable[Comment]) -> None:
    """Bring the index up to date for ``comments`` as they are in hand; four statements for each thousand."""
    rows = list(comments)
    for start in range(0, len(rows), BATCH):
        comments_index().write(_document(comment) for comment in rows[start : start + BATCH])


def remove(ids: Iterable[int]) -> None:
    """Forget comments that are deleted. (A search doesn't show them anyway.)"""
    comments_index().remove(ids)


def prune() -> int:
    """Forget all comments that are gone; return how many."""
    return comments_index().prune()


def matching_ids(text: str, *, limit: int = 1_000) -> list[int]:
    """Return the ids of the newest comments that match what was typed, newest first; one statement."""
    return comments_index().find(parse(text), limit=limit)


def _document(comment: Comment) -> Document:
    # The source and not the text: where a link leads is what a moderator looks for.
    source = unescape(comment.source) if comment.format == Format.HTML else comment.source
    return Document(comment.pk, comment.created_at, None, (comment.author_name, source))
