"""What the lists of posts are made of: which posts, how many, and the rows that show them.

A list is a :class:`Listing`; home, archives, terms, search and the feeds behind them all read it in the
same way: the ids of one page by a short walk along an index, then their rows by primary key.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import islice
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from blog import archives
from blog.archives import Term
from blog.models import Author, Byline, CategorizedPost, Category, Post, TaggedPost
from blog.pagecache import KeptOfEach, depends_on, kept_while, valid_until
from blog.statements import Given, Statement

MAX_PINNED = 10  # more than a screenful of pinned posts would bury the new ones
# "Of late" is the newest posts and not the last days, so that a blog at rest has a front page too.
LATE_POSTS = 20
MOST_DISCUSSED = 4
FRONT_AUTHORS = 12
# Of each worker process, about 700 bytes each: those of the posts that lists and searches show.
_FILED_KEPT = 2_000
# The same, a few kB each.
_POSTS_KEPT = 300

_AT, _POSTS = Given("at"), Given("posts", is_many=True)
# In the order of their own small index: any other order walks through the whole archive.
_PINNED = Statement(
    lambda: (
        Post.objects.public(at=_AT)
        .pinned(at=_AT)
        .order_by("-sticky_until")
        .values_list("listed_at", "pk", "sticky_until")[:MAX_PINNED]
    )
)
_FRONT_AUTHORS = Statement(
    lambda: (
        Author.objects.filter(post_count__gt=0)
        .defer("source", "html")
        .order_by("-post_count", "slug")[:FRONT_AUTHORS]
    )
)
# What lists and feeds show of a post, beside its whole text.
_COLUMNS = (
    *archives.LINKED,
    "published_at",
    "created_at",
    "modified_at",
    "excerpt",
    "excerpt_html",
    "has_more",
    "word_count",
    "comment_count",
    "featured_image",
)


def _shown(*columns: str) -> Statement[Post]:
    posts = Post.entries.select_related("featured_image").only(*columns)
    return Statement(lambda: posts.filter(pk__in=_POSTS).order_by())


_SHOWN, _SHOWN_WITH_TEXT = _shown(*_COLUMNS), _shown(*_COLUMNS, "html")
_AUTHORS = Statement(
    lambda: (
        Byline.objects.filter(post__in=_POSTS)
        .order_by("position", "pk")
        .values_list("post", "author__name", "author__slug")
    )
)
_CATEGORIES = Statement(
    lambda: (
        CategorizedPost.objects.filter(post__in=_POSTS, direct=True)
        .order_by("category__path")
        .values_list("post", "category__name", "category__path")
    )
)
_TAGS = Statement(
    lambda: (
        TaggedPost.objects.filter(content_object__in=_POSTS)
        .order_by()
        .values_list("content_object", "tag__name", "tag__slug")
    )
)


class Link(NamedTuple):
    """A term's name and address, for a page that shows no more of it."""

    name: str
    url: str


@dataclass(frozen=True, eq=False)
class Filed:
    """Who wrote a post, and what it is filed under. One that is kept is compared by itself: tags are many."""

    authors: Sequence[Link]
    categories: Sequence[Link]
    tags: Sequence[Link]


@dataclass(frozen=True)
class Entry:
    """A post with what is printed around it in a list."""

    post: Post
    filed: Filed
    snippet_html: str = ""
    is_pinned: bool = False
    is_lead: bool = False

    @property
    def day(self) -> datetime.date | None:
        """The day it stands under in a list by days; none for one that is pinned above them."""
        return None if self.is_pinned else self.post.published_on


@dataclass(frozen=True)
class Front:
    """What the first page of the blog shows beside its posts: each with the number that stands beside it."""

    most_discussed: tuple[tuple[Link, int], ...]
    authors: tuple[tuple[Link, int], ...]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list of posts: ``ids(offset=, limit=, count=)`` of its posts in order, and their ``count()``.

    ``url`` is the address of its first page, and ends with a slash; ``keys`` are the page keys that say
    which posts it holds. ``snippets`` are shown in place of excerpts, by the ids of their posts.
    """

    url: str
    ids: Callable[..., Sequence[int]]
    count: Callable[[], int]
    keys: tuple[str, ...]
    snippets: Mapping[int, str] = field(default_factory=dict)

    def page(
        self, *, offset: int, limit: int, count: int | None = None, with_text: bool = False
    ) -> list[Entry]:
        """Return the entries from ``offset`` on, and tell the page being made when they change.

        With ``count``, how many there are in all, the last pages are found from the end.
        """
        depends_on(*self.keys, "schedule")
        valid_until(archives.next_change())
        entries = read_entries(self.ids(offset=offset, limit=limit, count=count), with_text=with_text)
        if not self.snippets:
            return entries
        return [replace(entry, snippet_html=self.snippets.get(entry.post.pk, "")) for entry in entries]


def all_posts() -> Listing:
    return Listing(
        url=reverse("blog:home"),
        ids=partial(archives.ids_of_period, ""),
        count=archives.count,
        keys=("lists",),
    )


def period_url(period: str) -> str:
    """Return the address of a year, month or day, written as :func:`posts_of_period` has it."""
    parts = [int(part) for part in period.split("-")]
    return reverse(f"blog:{('year', 'month', 'day')[len(parts) - 1]}", args=parts)


def posts_of_period(period: str) -> Listing:
    """List a year, month or day, written "2007", "2007-02" or "2007-02-03", that has a public post."""
    return Listing(
        url=period_url(period),
        ids=partial(archives.ids_of_period, period),
        count=lambda: archives.count(period),
        keys=(f"year:{period[:4]}",),
    )


def posts_of_term(term: Term) -> Listing:
    return Listing(
        url=term.get_absolute_url(),
        ids=partial(archives.ids_of_term, term),
        count=lambda: archives.term_count(term),
        keys=(f"{term._meta.model_name}:{term.pk}",),
    )


def pinned_posts() -> list[int]:
    """Return the ids of the posts pinned to the top of the home page, newest first."""
    now = timezone.now()
    pinned = [(pk, until) for _, pk, until in sorted(_pinned(), reverse=True) if until > now]
    for _, until in pinned:
        valid_until(until)
    return [pk for pk, _ in pinned]


@kept_while("lists", "schedule", until=archives.next_change)
def _pinned() -> list[tuple[Any, ...]]:
    return _PINNED.rows(at=timezone.now())


def front() -> Front:
    """Return what stands beside the newest posts; four queries at most."""
    late = archives.newest_ids()[:LATE_POSTS]
    depends_on("lists", "schedule", "authors", *(f"thread:{pk}" for pk in late))
    posts = _posts(late)
    discussed = [post for pk in late if (post := posts.get(pk)) and post.comment_count]
    discussed.sort(key=lambda post: -post.comment_count)
    most = ((Link(str(post), post.get_absolute_url()), post.comment_count) for post in discussed)
    return Front(tuple(islice(most, MOST_DISCUSSED)), linked(with_counts(_front_authors())))


@kept_while("authors", "lists")
def _front_authors() -> list[Author]:
    return _FRONT_AUTHORS.objects()


def read_entries(ids: Iterable[int], *, with_text: bool = False) -> list[Entry]:
    """Return the posts (or pages) with these ids, in this order; four queries, however many they are.

    ``with_text`` reads their whole text too.
    """
    wanted = list(ids)
    posts = _read_posts(wanted, _SHOWN_WITH_TEXT) if with_text else _posts(wanted)
    depends_on("terms", "authors")
    filed = filed_under(wanted)
    return [Entry(posts[pk], filed[pk]) for pk in wanted if pk in posts]


def _read_posts(posts: list[int], shown: Statement[Post] = _SHOWN) -> dict[int, Post]:
    return {post.pk: post for post in shown.objects(posts=posts)}


_posts = KeptOfEach(_read_posts, own=("post", "thread"), most=_POSTS_KEPT)


def authors_of(posts: Sequence[int]) -> dict[int, list[Link]]:
    return _grouped("author", _AUTHORS.rows(posts=list(posts)))


def _read_filed(posts: list[int]) -> dict[int, Filed]:
    authors = authors_of(posts)
    categories = _grouped(
        "category", ((post, name, path.rstrip("/")) for post, name, path in _CATEGORIES.rows(posts=posts))
    )
    tags = _grouped("tag", sorted(_TAGS.rows(posts=posts), key=lambda row: row[1].casefold()))
    return {pk: Filed(authors.get(pk, []), categories.get(pk, []), tags.get(pk, [])) for pk in posts}


# By the ids of posts; three queries for those of which it isn't known.
filed_under = KeptOfEach(_read_filed, own=("post",), shared=("authors", "terms"), most=_FILED_KEPT)


def _grouped(kind: str, rows: Iterable[tuple[int, str, str]]) -> dict[int, list[Link]]:
    links: dict[int, list[Link]] = {}
    for post, name, slug in rows:
        links.setdefault(post, []).append(_link(kind, name, slug))
    return links


@lru_cache(maxsize=20_000)
def _link(kind: str, name: str, slug: str) -> Link:
    """A page of ten posts links 240 tags, and reversing each anew would cost more than reading them."""
    return Link(name, reverse(f"blog:{kind}", args=[slug]))


def linked(counted: Iterable[tuple[Term, int]]) -> tuple[tuple[Link, int], ...]:
    """Return the links of terms with their counts: nothing but what is shown of them."""
    return tuple((link_to(term), count) for term, count in counted)


def link_to(term: Term) -> Link:
    """Return the name and the address of a term, which is made once."""
    slug = term.path.rstrip("/") if isinstance(term, Category) else term.slug
    return _link(term._meta.model_name or "", str(term), slug)


def with_counts(terms: Iterable[Term]) -> list[tuple[Term, int]]:
    """Return those terms, all of one kind, that hold public posts, each with their number; one query."""
    rows = list(terms)
    counted = zip(rows, archives.public_counts(rows), strict=True)
    return [(term, count) for term, count in counted if count > 0]
