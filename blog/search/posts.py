"""Posts and pages in the index: what is stored of them, and what a search answers."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise, permutations
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from blog.markup import plain_text
from blog.models import Byline, CategorizedPost, Post, TaggedPost
from blog.models.post import PostQuerySet
from blog.pagecache import KeptOfEach
from blog.search.base import ALL, Document, Scope, label
from blog.search.excerpts import snippet
from blog.search.index import open_index
from blog.search.query import Query, Term, is_enough, parse
from blog.search.vocabulary import remember
from blog.search.words import is_cjk, words
from blog.statements import Given, Statement, answer

# Nobody pages further; a search that finds more says "more than 1,000".
CAP = 1_000
# Posts whose labels the facets count, which takes far longer than finding the posts.
COUNTED = 200
BATCH = 500
# Of each worker process, about 10 kB each: those of the posts that most searches find, the newest.
_TEXTS_KEPT = 60
# Of a title, and of what is typed, so many words are paired with each other.
MOST_PAIRED = 12
# Between the words of a pair. It is kept in words, see blog.search.words, and nobody types it.
_WITH = "⁺"

posts_index = partial(
    open_index,
    table="blog_search",
    owner=Post._meta.db_table,
    weights={"title": 10.0, "tags": 4.0, "authors": 4.0, "text": 1.0},
    has_labels=True,
)
# Titles by themselves: words that are common in texts are rare here, and pairs of them rarer still, so few
# rows have to be read.
titles_index = partial(
    open_index, table="blog_search_titles", owner=Post._meta.db_table, weights={"title": 1.0}
)


def _read_texts(posts: PostQuerySet) -> QuerySet[Post, Any]:
    """Each post's text as often as it has updates, and at least once, with one of these in order."""
    rows = posts.filter(pk__in=Given("posts", is_many=True)).order_by(
        "update_notes__noted_at", "update_notes__pk"
    )
    return rows.values_list("pk", "html", "update_notes__html")


_AT: Any = Given("at")
_PUBLIC_TEXTS = Statement(lambda: _read_texts(Post.entries.public(at=_AT)))
_ALL_TEXTS = Statement(lambda: _read_texts(Post.entries.all()))


@dataclass(frozen=True)
class Hit:
    id: int
    snippet_html: SafeString


@dataclass(frozen=True)
class SearchResults:
    """One page of what was found. ``total`` counts up to :data:`CAP`; ``is_capped``: there are more.

    ``labels`` are those of the newest :data:`COUNTED` posts that were found, which the facets count.
    """

    query: Query
    hits: tuple[Hit, ...] = ()
    total: int = 0
    is_capped: bool = False
    labels: tuple[str, ...] = ()

    @property
    def counted(self) -> int:
        """How many of these, the newest, the facets count."""
        return min(self.total, COUNTED)

    @property
    def ids(self) -> list[int]:
        return [hit.id for hit in self.hits]


def index(posts: Iterable[Post]) -> None:
    """Bring the index up to date for ``posts``, whatever their status; fourteen statements a batch.

    What is stored is read back, so ``posts`` may be loaded without their large columns.
    """
    ids = [post.pk for post in posts]
    names: set[str] = set()
    for start in range(0, len(ids), BATCH):
        documents = documents_of(ids[start : start + BATCH])
        posts_index().write(documents)
        titles_index().write(title_of(document) for document in documents)
        names.update(text for document in documents for text in document.texts[:-1])
    # All at once, so that they are in one order.
    remember(names)


def remove(ids: Iterable[int]) -> None:
    """Forget posts that are deleted. (A search doesn't show them anyway.)"""
    gone = list(ids)
    posts_index().remove(gone)
    titles_index().remove(gone)


def prune() -> int:
    """Forget all posts that are gone; return how many."""
    titles_index().prune()
    return posts_index().prune()


def search(
    text: str,
    *,
    scope: Scope = ALL,
    public: bool = True,
    offset: int = 0,
    limit: int = 10,
    by_relevance: bool = False,
) -> SearchResults:
    """Return hits ``offset`` to ``offset + limit`` of what was typed, newest first; four statements at most.

    ``public`` leaves out what a reader may not see. ``by_relevance`` ranks the newest :data:`CAP` matches.
    No text raises; one without a word in it finds nothing, or all there is in a ``scope``.
    """
    query, now = parse(text), timezone.now()
    asked: dict[str, Any] = {"scope": scope, "public_at": now if public else None}
    end = offset + limit
    newest = posts_index().newest(query, limit=COUNTED, **asked)
    are_all = len(newest) < COUNTED
    if by_relevance:
        found = posts_index().find(query, limit=CAP, by_relevance=True, **asked)
    elif are_all or end <= COUNTED:
        found = [pk for pk, _labels in newest]
    else:
        found = posts_index().find(query, limit=min(end, CAP), **asked)
    page = found[offset:end]
    # Asked once more, by the one predicate that knows: a row that is out of step must not show a secret.
    texts = _public_texts(page) if public else _texts(_ALL_TEXTS.rows(posts=page))
    total = len(newest) if are_all else posts_index().count(query, limit=CAP + 1, **asked)
    return SearchResults(
        query,
        hits=tuple(Hit(pk, snippet(texts[pk], query)) for pk in page if pk in texts),
        total=min(total, CAP),
        is_capped=total > CAP,
        labels=tuple(labels for _pk, labels in newest),
    )


def titled(text: str, *, limit: int) -> list[int]:
    """Return the newest public posts and pages with all these words in their title; one statement.

    The last word may be the beginning of one, if it is long enough.
    """
    statement = titled_sql(text, limit=limit)
    return [pk for (pk,) in answer(*statement)] if statement else []


def titled_sql(text: str, *, limit: int) -> tuple[str, list[Any]] | None:
    """The same as a statement of ids with its parameters; None where ``text`` has no word to look for."""
    typed = parse(text).wanted
    terms, may_go_on = _paired(typed), all(is_enough(term.words[-1]) for term in typed[-1:])
    last = (replace(term, is_prefix=may_go_on) for term in terms[-1:])
    query = Query((*terms[:-1], *last))
    return titles_index().asking(query, limit=limit, public_at=timezone.now()) if query else None


def title_of(document: Document) -> Document:
    """What the index of titles stores of a post: its title, and the pairs of its words in either order."""
    title = document.texts[0]
    singles = [word for word in dict.fromkeys(words(title)) if not is_cjk(word)][:MOST_PAIRED]
    pairs = map(_WITH.join, permutations(singles, 2))
    return replace(document, texts=(" ".join((title, *pairs)),), labels=())


def _paired(terms: Sequence[Term]) -> Sequence[Term]:
    """Each word with the one before it: by itself a word may be common, and is looked for in all years.

    Left alone where one is of Chinese or Japanese, whose characters are paired anyway.
    """
    found = list(dict.fromkeys(word for term in terms for word in term.words))[:MOST_PAIRED]
    if len(found) < 2 or any(map(is_cjk, found)):
        return terms
    # As they are stored: cut, where they are long.
    return [Term(pair, (pair,)) for pair in words(" ".join(map(_WITH.join, pairwise(found))))]


def matching_ids(text: str, *, limit: int = CAP) -> list[int]:
    """Return the ids of the newest posts and pages that match, of any status; one statement."""
    return posts_index().find(parse(text), limit=limit)


def documents_of(ids: Collection[int]) -> list[Document]:
    """What is stored of these posts and pages; six queries."""
    columns = ("pk", "title", "created_at", "published_at", "published_on", "listed_at")
    rows = list(Post.entries.filter(pk__in=ids).values_list(*columns, named=True))
    texts = _texts(_ALL_TEXTS.rows(posts=list(ids)))
    terms = {
        "tag": _terms(TaggedPost, "content_object", "tag", ids),
        "author": _terms(Byline, "post", "author", ids),
        "category": _terms(CategorizedPost, "post", "category", ids),  # those above its own among them
    }
    return [
        Document(
            row.pk,
            moment=row.published_at or row.created_at,
            shown_from=row.listed_at,
            texts=(
                row.title,
                *(" ".join(terms[kind][row.pk].values()) for kind in ("tag", "author")),
                texts[row.pk],
            ),
            labels=_labels(row.published_on, {kind: found[row.pk] for kind, found in terms.items()}),
        )
        for row in rows
    ]


def _labels(day: datetime.date | None, terms: Mapping[str, Iterable[int]]) -> list[str]:
    of_terms = [label(kind, pk) for kind, pks in terms.items() for pk in pks]
    return [label("year", day.year), *of_terms] if day else of_terms


def _texts(rows: Iterable[tuple[int, str, str | None]]) -> dict[int, str]:
    """The plain text of each post, with what was added to it later."""
    whole: dict[int, str] = {}
    for post, html, note in rows:
        whole[post] = whole.get(post, html) + (note or "")
    return {post: plain_text(text) for post, text in whole.items()}


def _read_public_texts(posts: list[int]) -> dict[int, str]:
    return _texts(_PUBLIC_TEXTS.rows(posts=posts, at=timezone.now()))


# What is public has its key changed by whatever takes that away.
_public_texts = KeptOfEach(_read_public_texts, own=("post",), most=_TEXTS_KEPT)


def _terms(model: Any, post: str, term: str, ids: Collection[int]) -> dict[int, dict[int, str]]:
    """The keys and names of each post's terms."""
    found: dict[int, dict[int, str]] = {pk: {} for pk in ids}
    rows = model.objects.filter(**{f"{post}__in": ids})
    for pk, key, name in rows.values_list(f"{post}_id", f"{term}_id", f"{term}__name"):
        found[pk][key] = name
    return found
