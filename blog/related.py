"""Which posts are told to somebody who has read one.

The rule, in this order: shared tags, a rare one counting for more than a common one; shared categories, in
the same way; how near in time the other was published; the newer. Looked at are the posts around this one in
the lists of its rarest tags and categories, so a tag with thousands of posts costs what one with ten does.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import log2
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, ExpressionWrapper, F
from django.utils import timezone

from blog import archives
from blog.models import CategorizedPost, Post, TaggedPost
from blog.pagecache import KeptOfEach, depends_on, tokens_of, valid_until
from blog.statements import Given, Statement

MAX_TAGS = 8
MAX_CATEGORIES = 3
AROUND = 4  # posts looked at on each side of this one, in each list
# Of each worker process, about 20 kB each: those of the posts that are talked about.
_KEPT = 100
_LINKS_KEPT = 500
_POST, _TERM, _MOMENT = Given("post"), Given("term"), Given("moment")
_POSTS, _TERMS = Given("posts", is_many=True), Given("terms", is_many=True)


class _Terms:
    """How tags, or categories, are asked about: the rows that join posts to them, and two names in these."""

    def __init__(self, rows: Any, term: str, post: str) -> None:
        listed = rows.objects.filter(**{term: _TERM}).values_list(f"{post}_id", "listed_at")
        count = f"{term}__post_count"
        own = rows.objects.filter(**{post: _POST}, **({} if term == "tag" else {"direct": True}))
        self.name = term
        self.rarest_first = Statement(lambda: own.order_by(count, term).values_list(term, count))
        self.rarest_of = KeptOfEach(self._read_rarest, own=("post",), shared=("lists", "terms"), most=_KEPT)
        self.before = Statement(
            lambda: listed.filter(listed_at__lte=_MOMENT).order_by("-listed_at", f"-{post}_id")[: AROUND + 1]
        )
        self.after = Statement(
            lambda: listed.filter(listed_at__gt=_MOMENT).order_by("listed_at", f"{post}_id")[:AROUND]
        )
        # By a sum, which no index knows: for a common term a planner would walk through all its posts.
        shared = ExpressionWrapper(F(f"{term}_id") + 0, output_field=BigIntegerField())
        of_posts = rows.objects.filter(**{f"{post}__in": _POSTS})
        self.shared_by = Statement(
            lambda: of_posts.alias(shared=shared).filter(shared__in=_TERMS).values_list(post, term)
        )

    def _read_rarest(self, posts: list[int]) -> dict[int, list[tuple[int, int]]]:
        """For one post at a time."""
        return {post: self.rarest_first.rows(post=post) for post in posts}


_TAGS = _Terms(TaggedPost, "tag", "content_object")
_CATEGORIES = _Terms(CategorizedPost, "category", "post")
_PUBLIC = Statement(lambda: Post.objects.public(at=Given("at")).filter(pk__in=_POSTS).only(*archives.LINKED))


@dataclass
class _Candidate:
    listed_at: datetime.datetime
    by_tags: int = 0
    by_categories: int = 0


def related(post: Post, *, limit: int = 4) -> list[Post]:
    """Return up to ``limit`` public posts that go with ``post``, the closest first; seven queries at most.

    The page being made knows when the answer changes.
    """
    tags = _weights(_TAGS, post, MAX_TAGS)
    categories = _weights(_CATEGORIES, post, MAX_CATEGORIES)
    moment = post.published_at or timezone.now()
    candidates = _candidates_for(_Asked(post.pk, moment, tuple(tags.items()), tuple(categories.items())))
    closest = sorted(_due(candidates), key=lambda pk: (*_distance(candidates[pk], moment), -pk))[:limit]
    depends_on(*(f"post:{pk}" for pk in closest))
    found = _links_to(closest)
    return [found[pk] for pk in closest if pk in found]


def _read_links_to(posts: list[int]) -> dict[int, Post]:
    return {post.pk: post for post in _PUBLIC.objects(at=timezone.now(), posts=posts)}


_links_to = KeptOfEach(_read_links_to, own=("post",), most=_LINKS_KEPT)


class _Asked(NamedTuple):
    """All that decides which posts are looked at, beside what the terms list: those weighed, by weight."""

    post: int
    moment: datetime.datetime
    tags: tuple[tuple[int, int], ...]
    categories: tuple[tuple[int, int], ...]


def _candidates_for(asked: _Asked) -> dict[int, _Candidate]:
    """The same as long as these terms list the same posts: after a comment, say, it is known already."""
    keys = [f"{_TAGS.name}:{pk}" for pk, _ in asked.tags]
    keys += [f"{_CATEGORIES.name}:{pk}" for pk, _ in asked.categories]
    tokens = tokens_of(*keys)
    return _known_candidates(asked, tokens) if tokens else _candidates(asked)


@lru_cache(maxsize=_KEPT)
def _known_candidates(asked: _Asked, _tokens: tuple[str, ...]) -> dict[int, _Candidate]:
    return _candidates(asked)


def _candidates(asked: _Asked) -> dict[int, _Candidate]:
    tags, categories, moment = dict(asked.tags), dict(asked.categories), asked.moment
    near = archives.walk_all([*_around(_TAGS, tags, moment), *_around(_CATEGORIES, categories, moment)])
    return _weighed({pk: _aware(at) for pk, at in near if pk != asked.post}, tags, categories)


def _weights(terms: _Terms, post: Post, limit: int) -> dict[int, int]:
    """The rarest ``limit`` terms of the post, with what sharing each is worth."""
    rows = terms.rarest_of([post.pk])[post.pk]
    # All of them: which are the rarest depends on each.
    depends_on(*(f"{terms.name}:{pk}" for pk, _ in rows))
    # Whole numbers, so that sums don't depend on the order in which rows come.
    return {pk: round(10_000 / log2(posts + 2)) for pk, posts in islice(rows, limit)}


def _around(terms: _Terms, pks: Iterable[int], moment: datetime.datetime) -> Iterator[tuple[str, list[Any]]]:
    """The posts before and after ``moment`` in each list, scheduled ones too (see :func:`_due`)."""
    for pk in pks:
        yield terms.before.sql(term=pk, moment=moment)
        yield terms.after.sql(term=pk, moment=moment)


def _aware(moment: datetime.datetime) -> datetime.datetime:
    """SQLite keeps no zone beside its moments, which are in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _weighed(
    near: dict[int, datetime.datetime], tags: dict[int, int], categories: dict[int, int]
) -> dict[int, _Candidate]:
    """What each of these posts shares with this one, also where it lies far away in a term's list."""
    found = {pk: _Candidate(listed_at) for pk, listed_at in near.items()}
    posts = sorted(near)
    for pk, category in _CATEGORIES.shared_by.rows(posts=posts, terms=list(categories)):
        found[pk].by_categories += categories[category]
    for pk, tag in _TAGS.shared_by.rows(posts=posts, terms=list(tags)):
        found[pk].by_tags += tags[tag]
    return found


def _due(candidates: dict[int, _Candidate]) -> Iterator[int]:
    """Those that are public already; of the others the page being made is told when they will be."""
    now = timezone.now()
    for pk, candidate in candidates.items():
        if candidate.listed_at <= now:
            yield pk
        else:
            valid_until(candidate.listed_at)


def _distance(candidate: _Candidate, moment: datetime.datetime) -> tuple[int, int, datetime.timedelta]:
    return -candidate.by_tags, -candidate.by_categories, abs(moment - candidate.listed_at)
