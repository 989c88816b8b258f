"""A blog of any size, made up: for plans and figures at 60,000 posts and a million comments.

Written straight into the tables, as a bulk load is, with everything derived worked out here: what the verbs
would have written in days stands there in a minute. Text is drawn from a small vocabulary, tags by Zipf's
law (a few on nearly every post, a long tail on one or two), and threads come in every shape: none, a few
roots, long flat ones, chains in which everybody answers the one before, and mixed ones.
"""

import datetime
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.db import connection

from blog import derived
from blog.markup import render
from blog.models import (
    ArchivePeriod,
    Author,
    Byline,
    CategorizedPost,
    Category,
    ListMonth,
    Post,
    Stamp,
    Tag,
    TaggedPost,
)
from comments.models import Comment
from tests.bench.bulk import as_time, load, load_table, loading, nested_loops

FIRST_DAY = datetime.datetime(2003, 1, 5, 8, 0, tzinfo=datetime.UTC)
LAST_DAY = datetime.datetime(2026, 11, 1, 8, 0, tzinfo=datetime.UTC)
TEXTS = 60
MOST = 4_000  # comments of a post, but for one of the SPECIAL
SPECIAL = (5_000, 2_000, 200)
REGULARS = 3_000
SHAPES = 5
SAYINGS = 6_007  # what is said, and by whom: a prime number, so that no two posts begin with the same
COLUMNS = (
    "id, post_id, parent_id, root_id, depth, status, number, thread_number, thread_position, author_name, "
    "name_key, author_email, source, html, created_at, ip, text_hash, "
    "author_url, format, markup_version, version, user_agent"
)
CONSTANT = ("", "markdown", 1, 1, "")
APART = datetime.timedelta(minutes=7)  # the comments of a post, as below
_LATER = {
    "sqlite": "datetime(moment, (7 * number) || ' minutes')",
    "postgresql": "moment + number * interval '7 minutes'",
}
_ALL_COMMENTS = {
    vendor: f"""
        INSERT INTO comments_comment ({COLUMNS})
        SELECT first + number, post, first + parent, first + root, depth, 'approved', number, thread_number,
            thread_position, author_name, name_key, author_email, source, html, {later}, ip,
            '{"0" * 48}' || (1000000000000000 + first + number), '', 'markdown', 1, 1, ''
        FROM talk
            CROSS JOIN thread
            CROSS JOIN saying
        WHERE shape = post % {SHAPES} AND number <= total AND n = (31 * post + number) % {SAYINGS}
    """
    for vendor, later in _LATER.items()
}
WORDS = """
    the of and to a in that it is was for on with as at by this be from or have an they which one you
    were all her she there would their we him been has when who will no more if out so up said what its
    about than into them can only other time new some could these two may first then do any like my now
    over such our man me even most made after also did many off before must well back through years
    where much your way down should because long each just state people those too mr how little good
    world make very year still see own work council bridge vote budget harbour minister senate treaty
    border ballot quarry ferry archive ledger clerk
""".split()  # noqa: SIM905 (a list of a hundred quoted words reads worse)


@dataclass(frozen=True)
class Size:
    posts: int
    comments: int
    tags_per_post: int = 24
    tags: int = 0
    is_terse: bool = False  # a few words each: plans look at rows, not at what they say

    @property
    def tag_count(self) -> int:
        return self.tags or max(60, self.posts // 10)


def build(size: Size, *, seed: int = 7, say: Callable[[str], None] = lambda line: None) -> None:
    """Fill empty tables. The same seed gives the same blog."""
    chance = random.Random(seed)
    texts = [
        _text(chance, words=9 if size.is_terse else chance.choice((60, 120, 250, 600))) for _ in range(TEXTS)
    ]
    categories, authors, tags = _terms(size, chance)
    with loading():
        say(f"{size.posts} posts")
        sizes = thread_sizes(size, chance)
        days = _posts(size, chance, texts, sizes)
        say("terms of posts")
        _rows_of_terms(size, chance, days, categories, authors, tags)
        say(f"{size.comments} comments")
        _comments(size, chance, days, sizes)
        _periods(days)
        _stamps(size, categories, authors, tags)
    say("statistics")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _text(chance: random.Random, words: int) -> str:
    sentences, left = [], words
    while left > 0:
        length = min(left, chance.randint(5, 22))
        sentences.append(" ".join(chance.choices(WORDS, k=length)).capitalize() + ".")
        left -= length
    paragraphs = [" ".join(sentences[start : start + 4]) for start in range(0, len(sentences), 4)]
    return "\n\n".join(paragraphs)


def _terms(size: Size, chance: random.Random) -> tuple[list[Category], list[Author], list[Tag]]:
    roots = Category.objects.bulk_create(
        Category(name=f"Section {n}", slug=f"section-{n}", path=f"section-{n}/") for n in range(1, 9)
    )
    children = Category.objects.bulk_create(
        Category(name=f"Desk {n}", slug=f"desk-{n}", parent=root, path=f"{root.path}desk-{n}/")
        for n, root in enumerate(roots * 4, start=1)
    )
    authors = Author.objects.bulk_create(Author(name=f"Writer {n}", slug=f"writer-{n}") for n in range(1, 9))
    tags = Tag.objects.bulk_create(
        [
            Tag(name=f"{chance.choice(WORDS)} {n}", slug=f"tag-{n}", key=f"tag {n}")
            for n in range(1, size.tag_count + 1)
        ],
        batch_size=2_000,
    )
    return [*roots, *children], authors, tags


def _posts(size: Size, chance: random.Random, texts: list[str], sizes: list[int]) -> list[datetime.datetime]:
    rendered = [(text, render(text, format="markdown", profile="author")) for text in texts]
    step = (LAST_DAY - FIRST_DAY) / size.posts
    days = [FIRST_DAY + step * n for n in range(size.posts)]

    # What a new post has in the columns that are not named here.
    blank = Post(created_at=FIRST_DAY, modified_at=FIRST_DAY)
    columns = {
        field.column: field.get_db_prep_save(getattr(blank, field.attname), connection)
        for field in Post._meta.concrete_fields
        if not field.generated and not field.has_db_default()
    }

    def rows() -> Iterator[tuple[Any, ...]]:
        for n, moment in enumerate(days, start=1):
            text, made = rendered[n % len(rendered)]
            at, day = as_time(moment), connection.ops.adapt_datefield_value(moment.date())
            columns.update(
                id=n,
                title=" ".join(chance.choices(WORDS, k=chance.randint(2, 9))).capitalize(),
                slug=f"post-{n}",
                status="published",
                created_at=at,
                modified_at=at,
                published_at=at,
                published_on=day,
                counted_on=day,
                source=text,
                html=made.html,
                excerpt_html=made.excerpt_html,
                has_more=True,
                word_count=made.word_count,
                # Not set later: PostgreSQL would not use an index made after an update in one transaction.
                comment_count=sizes[n - 1],
                last_comment_at=as_time(moment + APART * sizes[n - 1]) if sizes[n - 1] else None,
                markup_version=1,
            )
            yield tuple(columns.values())

    load(Post, ", ".join(columns), rows())
    return days


def _rows_of_terms(
    size: Size,
    chance: random.Random,
    days: list[datetime.datetime],
    categories: list[Category],
    authors: list[Author],
    tags: list[Tag],
) -> None:
    counts: dict[Any, Counter[int]] = {Category: Counter(), Author: Counter(), Tag: Counter()}

    def categorized() -> Iterator[tuple[Any, ...]]:
        for post, moment in enumerate(map(as_time, days), start=1):
            direct = {category.pk: category for category in chance.sample(categories, k=chance.randint(1, 4))}
            above = {c.parent_id for c in direct.values() if c.parent_id} - direct.keys()
            for pk in (*direct, *above):
                counts[Category][pk] += 1
                yield post, pk, pk in direct, moment

    def signed() -> Iterator[tuple[Any, ...]]:
        for post, moment in enumerate(map(as_time, days), start=1):
            author = chance.choice(authors).pk
            counts[Author][author] += 1
            yield post, author, 0, moment

    load(TaggedPost, "content_object_id, tag_id, listed_at", _tagged(size, chance, days, tags, counts[Tag]))
    load(CategorizedPost, "post_id, category_id, direct, listed_at", categorized())
    load(Byline, "post_id, author_id, position, listed_at", signed())
    for model, terms in ((Category, categories), (Author, authors), (Tag, tags)):
        for term in terms:
            term.post_count = counts[model][term.pk]
        model.objects.bulk_update(terms, ["post_count"], batch_size=1_000)
    _months()


def _months() -> None:
    month = {
        "sqlite": "SUBSTR(listed_at, 1, 7)",
        "postgresql": "TO_CHAR(listed_at AT TIME ZONE 'UTC', 'YYYY-MM')",
    }[connection.vendor]
    with connection.cursor() as cursor:
        for terms in derived.LISTS:
            cursor.execute(
                f"INSERT INTO {ListMonth._meta.db_table} (key, month, post_count) "
                f"SELECT '{terms.key}:' || {terms.term}, {month}, COUNT(*) "
                f"FROM {terms.rows._meta.db_table} GROUP BY 1, 2"
            )


def _tagged(
    size: Size, chance: random.Random, days: list[datetime.datetime], tags: list[Tag], counts: Counter[int]
) -> Iterator[tuple[Any, ...]]:
    weights = list(accumulate(1 / rank for rank in range(1, len(tags) + 1)))
    for post, moment in enumerate(map(as_time, days), start=1):
        chosen: set[int] = set()
        while missing := size.tags_per_post - len(chosen):
            chosen.update(tag.pk for tag in chance.choices(tags, cum_weights=weights, k=missing))
        counts.update(chosen)
        yield from ((post, tag, moment) for tag in chosen)


def thread_sizes(size: Size, chance: random.Random) -> list[int]:
    """How many comments each post has: one in nine none, most few, and some exactly what SPECIAL says."""
    special = {post - 1: total for total, post in special_posts(size).items()}
    weights = [chance.paretovariate(1.1) if n % 9 else 0 for n in range(size.posts)]
    scale = (size.comments - sum(special.values())) / sum(weights)
    sizes = [special.get(n, min(MOST, int(weight * scale))) for n, weight in enumerate(weights)]
    talked_about = [n for n in range(size.posts) if n % 9 and n not in special]
    for n in range(size.comments - sum(sizes)):
        sizes[talked_about[n % len(talked_about)]] += 1
    return sizes


def special_posts(size: Size) -> dict[int, int]:
    """The posts with exactly so many comments, where there are enough: first a chain, then mixed threads."""
    first = size.posts // 2 + 1
    return {total: post for post, total in enumerate(SPECIAL, start=first) if total * 4 <= size.comments}


def _parent(shape: int, number: int, chance: random.Random) -> int:
    """The number of the comment that ``number`` answers, 0 for a root."""
    if number == 1 or shape == 0:
        return 0
    if shape == 1:
        return number - 1
    return chance.randint(max(1, number - 30), number - 1) if chance.random() < 0.7 else 0


def _comments(size: Size, chance: random.Random, days: list[datetime.datetime], sizes: list[int]) -> None:
    """A post has the beginning of one of five threads, with people and words of its own: put together by the
    database, which takes a tenth of the time that a million rows made here would.
    """
    texts = [
        _text(chance, words=3 if size.is_terse else chance.choice((8, 20, 45, 120))) for _ in range(TEXTS)
    ]
    rendered = [(text, render(text, format="markdown", profile="reader").html) for text in texts]
    first = [0, *accumulate(sizes)]
    talks = (
        (post, total, before, as_time(moment))
        for post, (total, before, moment) in enumerate(zip(sizes, first, days, strict=False), start=1)
        if total
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE talk (post int, total int, first int, moment timestamptz)")
        cursor.execute(
            "CREATE TEMPORARY TABLE thread (shape int, number int, parent int, root int, depth int, "
            "thread_number int, thread_position int, PRIMARY KEY (shape, number))"
        )
        cursor.execute(
            "CREATE TEMPORARY TABLE saying (n int PRIMARY KEY, author_name text, name_key text, "
            "author_email text, ip inet, source text, html text)"
        )
        load_table("talk", "post, total, first, moment", talks)
        names = "shape, number, parent, root, depth, thread_number, thread_position"
        load_table("thread", names, _threads(max(sizes), chance))
        names = "n, author_name, name_key, author_email, ip, source, html"
        load_table("saying", names, _sayings(chance, rendered))
        with nested_loops():
            cursor.execute(_ALL_COMMENTS[connection.vendor])
        for table in ("talk", "thread", "saying"):
            cursor.execute(f"DROP TABLE {table}")
    load(Comment, COLUMNS, _waiting(size, chance, sum(sizes), rendered))


def _threads(longest: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """One of every shape, whose beginning of any length is a thread too."""
    for shape in range(SHAPES):
        places: list[tuple[int, int]] = [(0, 0)]  # of each number: its root and its depth
        positions: Counter[int] = Counter()
        roots = 0
        for number in range(1, longest + 1):
            parent = _parent(shape, number, chance)
            root, depth = (places[parent][0], places[parent][1] + 1) if parent else (number, 0)
            places.append((root, depth))
            roots += not parent
            positions[root] += bool(parent)
            if parent:
                yield shape, number, parent, root, depth, None, positions[root]
            else:
                yield shape, number, None, None, 0, roots, None


def _sayings(chance: random.Random, rendered: list[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
    for n in range(SAYINGS):
        person = int(chance.paretovariate(0.9)) % REGULARS
        mail, ip = f"reader{person}@example.org", f"192.0.2.{person % 250}"
        yield n, f"Reader {person}", f"reader {person}", mail, ip, *rendered[n % len(rendered)]


def _waiting(
    size: Size, chance: random.Random, first: int, rendered: list[tuple[str, str]]
) -> Iterator[tuple[Any, ...]]:
    """One in a hundred has never been public: it waits, or it is spam or trash."""
    for n in range(1, size.comments // 100 + 1):
        text, html = rendered[n % len(rendered)]
        yield (
            first + n,
            chance.randint(1, size.posts),
            *(None, None, 0),
            ("spam", "spam", "pending", "trash")[n % 4],
            *(None, None, None),
            f"Stranger {n}",
            f"stranger {n}",
            f"stranger{n}@example.net",
            text,
            html,
            as_time(LAST_DAY - datetime.timedelta(minutes=11 * n)),
            "198.51.100.7",
            f"{first + n:064x}",
            *CONSTANT,
        )


def _periods(days: list[datetime.datetime]) -> None:
    counts: Counter[str] = Counter()
    for moment in days:
        counts.update(derived.periods_of(moment.date()))
    levels = derived.LEVEL_BY_LENGTH
    ArchivePeriod.objects.bulk_create(
        [ArchivePeriod(period=name, level=levels[len(name)], post_count=n) for name, n in counts.items()],
        batch_size=2_000,
    )


def _stamps(size: Size, categories: list[Category], authors: list[Author], tags: list[Tag]) -> None:
    keys = []  # the site-wide ones are there from the start
    for prefix, terms in (("category", categories), ("author", authors), ("tag", tags)):
        keys += [f"{prefix}:{term.pk}" for term in terms]
    keys += [f"{prefix}:{n}" for prefix in ("post", "thread") for n in range(1, size.posts + 1)]
    keys += [f"year:{year}" for year in range(FIRST_DAY.year, LAST_DAY.year + 1)]
    load(Stamp, "key, token", ((key, f"{n:x}") for n, key in enumerate(keys)))
