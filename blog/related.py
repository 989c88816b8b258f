"""Which posts are told to somebody who has read one.

The rule, in this order: shared tags, a rare one counting for more than a common one; shared categories, in
the same way; how near in time the other was published; the newer. Looked at are the posts around this one in
the lists of its rarest tags and categories, so a tag with thousands of posts costs what one with ten does.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import log2
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from blog import archives
from blog.models import CategorizedPost, Post, TaggedPost
from blog.pagecache import depends_on, valid_until

MAX_TAGS = 8
MAX_CATEGORIES = 3
AROUND = 4  # posts looked at on each side of this one, in each list
_COLUMNS = ("kind", "title", "slug", "language", "published_on")


@dataclass
class _Candidate:
    listed_at: datetime.datetime
    by_tags: int = 0
    by_categories: int = 0


def related(post: Post, *, limit: int = 4) -> list[Post]:
    """Return up to ``limit`` public posts that go with ``post``, the closest first; six queries at most.

    The page being made knows when the answer changes.
    """
    tags = _weights("tag", post.tag_rows.all(), MAX_TAGS)
    categories = _weights("category", post.category_rows.filter(direct=True), MAX_CATEGORIES)
    moment = post.published_at or timezone.now()
    near = archives.walk_all(
        [
            *_around(TaggedPost, "tag", "content_object", tags, moment),
            *_around(CategorizedPost, "category", "post", categories, moment),
        ]
    )
    candidates = _weighed(near - {post.pk}, tags, categories)
    closest = sorted(_due(candidates), key=lambda pk: (*_distance(candidates[pk], moment), -pk))[:limit]
    depends_on(*(f"post:{pk}" for pk in closest))
    found = Post.objects.public().only(*_COLUMNS).in_bulk(closest)
    return [found[pk] for pk in closest if pk in found]


def _weights(term: str, rows: Any, limit: int) -> dict[int, int]:
    """The rarest ``limit`` terms among the post's ``rows``, with what sharing each is worth."""
    count = f"{term}__post_count"
    terms = list(rows.order_by(count, term).values_list(term, count))
    # All of them: which are the rarest depends on each.
    depends_on(*(f"{term}:{pk}" for pk, _ in terms))
    # Whole numbers, so that sums don't depend on the order in which rows come.
    return {pk: round(10_000 / log2(posts + 2)) for pk, posts in islice(terms, limit)}


def _around(
    rows: Any, term: str, post: str, terms: Iterable[int], moment: datetime.datetime
) -> Iterator[QuerySet[Any, int]]:
    """The posts before and after ``moment`` in each list, scheduled ones too (see :func:`_due`)."""
    ids = rows.objects.values_list(f"{post}_id", flat=True)
    for pk in terms:
        listed = ids.filter(**{term: pk})
        yield listed.filter(listed_at__lte=moment).order_by("-listed_at", f"-{post}_id")[: AROUND + 1]
        yield listed.filter(listed_at__gt=moment).order_by("listed_at", f"{post}_id")[:AROUND]


def _weighed(near: set[int], tags: dict[int, int], categories: dict[int, int]) -> dict[int, _Candidate]:
    """What each of these posts shares with this one, also where it lies far away in a term's list."""
    found: dict[int, _Candidate] = {}
    # Not asked for by their terms too: a planner may then walk through all the posts of a common one.
    filed = CategorizedPost.objects.filter(post__in=near).values_list("post", "category", "listed_at")
    for pk, category, listed_at in filed:
        if listed_at is not None and category in categories:
            found.setdefault(pk, _Candidate(listed_at)).by_categories += categories[category]
    tagged = TaggedPost.objects.filter(content_object__in=near).values_list(
        "content_object", "tag", "listed_at"
    )
    for pk, tag, listed_at in tagged:
        if listed_at is not None and tag in tags:
            found.setdefault(pk, _Candidate(listed_at)).by_tags += tags[tag]
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
