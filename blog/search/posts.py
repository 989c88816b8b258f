"""Posts and pages in the index: what is stored of them, and what a search answers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from blog.markup import plain_text
from blog.models import Byline, Post, TaggedPost, UpdateNote
from blog.search.base import Document
from blog.search.excerpts import snippet
from blog.search.index import open_index
from blog.search.query import Query, parse

# Nobody pages further; a search that finds more says "2,000+".
CAP = 2_000
BATCH = 500

posts_index = partial(
    open_index,
    table="blog_search",
    owner=Post._meta.db_table,
    weights={"title": 10.0, "tags": 4.0, "authors": 4.0, "text": 1.0},
)


@dataclass(frozen=True)
class Hit:
    id: int
    snippet_html: SafeString


@dataclass(frozen=True)
class SearchResults:
    """One page of what was found. ``total`` counts up to :data:`CAP`; ``is_capped``: there are more."""

    query: Query
    hits: tuple[Hit, ...] = ()
    total: int = 0
    is_capped: bool = False

    @property
    def ids(self) -> list[int]:
        return [hit.id for hit in self.hits]


def index(posts: Iterable[Post]) -> None:
    """Bring the index up to date for ``posts``, whatever their status; eight statements for each batch.

    What is stored is read back, so ``posts`` may be loaded without their large columns.
    """
    ids = [post.pk for post in posts]
    for start in range(0, len(ids), BATCH):
        posts_index().write(_documents(ids[start : start + BATCH]))


def remove(ids: Iterable[int]) -> None:
    """Forget posts that are deleted. (A search doesn't show them anyway.)"""
    posts_index().remove(ids)


def prune() -> int:
    """Forget all posts that are gone; return how many."""
    return posts_index().prune()


def search(
    text: str, *, public: bool = True, offset: int = 0, limit: int = 10, by_relevance: bool = False
) -> SearchResults:
    """Return hits ``offset`` to ``offset + limit`` of what was typed, newest first; three statements.

    ``public`` leaves out what a reader may not see. ``by_relevance`` ranks the newest :data:`CAP` matches.
    No text raises; one without a word in it finds nothing.
    """
    query = parse(text)
    public_at = timezone.now() if public else None
    found = posts_index().find(query, limit=CAP + 1, public_at=public_at, by_relevance=by_relevance)
    page = found[:CAP][offset : offset + limit]
    # Asked once more, by the one predicate that knows: a row that is out of step must not show a secret.
    rows = Post.entries.public() if public else Post.entries.all()
    texts = _texts(dict(rows.filter(pk__in=page).values_list("pk", "html")))
    hits = tuple(Hit(pk, snippet(texts[pk], query)) for pk in page if pk in texts)
    return SearchResults(query, hits, total=min(len(found), CAP), is_capped=len(found) > CAP)


def matching_ids(text: str, *, limit: int = CAP) -> list[int]:
    """Return the ids of the newest posts and pages that match, of any status; one statement."""
    return posts_index().find(parse(text), limit=limit)


def _documents(ids: Collection[int]) -> list[Document]:
    columns = ("pk", "title", "html", "created_at", "published_at", "listed_at")
    rows = list(Post.entries.filter(pk__in=ids).values_list(*columns, named=True))
    texts = _texts({row.pk: row.html for row in rows})
    tags = _names(TaggedPost, "content_object", "tag__name", ids)
    authors = _names(Byline, "post", "author__name", ids)
    return [
        Document(
            row.pk,
            moment=row.published_at or row.created_at,
            shown_from=row.listed_at,
            texts=(row.title, tags.get(row.pk, ""), authors.get(row.pk, ""), texts[row.pk]),
        )
        for row in rows
    ]


def _texts(html: dict[int, str]) -> dict[int, str]:
    """The plain text of each post, with what was added to it later."""
    notes = UpdateNote.objects.filter(post__in=html).order_by("noted_at", "pk")
    whole = dict(html)
    for post, note in notes.values_list("post_id", "html"):
        whole[post] += note
    return {post: plain_text(text) for post, text in whole.items()}


def _names(model: Any, post: str, name: str, ids: Collection[int]) -> dict[int, str]:
    """The names of each post's terms."""
    names: dict[int, list[str]] = {}
    for pk, found in model.objects.filter(**{f"{post}__in": ids}).values_list(f"{post}_id", name):
        names.setdefault(pk, []).append(found)
    return {pk: " ".join(found) for pk, found in names.items()}
