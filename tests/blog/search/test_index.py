"""The contract of an index, kept by the back end of the database in use. Run the suite on both."""

import datetime
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.models import User
from blog.search import Document, Query, Scope, SearchIndex, open_index, parse
from blog.search.base import EVERYTHING, label
from blog.search.query import Term
from tests.blog.search.samples import ODD

pytestmark = pytest.mark.django_db

DAY = datetime.datetime(2007, 2, 2, 12, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def index() -> SearchIndex:
    """An empty index of five rows that exist."""
    User.objects.bulk_create(User(pk=pk, username=f"u{pk}") for pk in range(1, 6))
    made = open_index(table="scratch_search", owner="blog_user", weights={"title": 10.0, "text": 1.0})
    made.create()
    return made


def _store(index: SearchIndex, *texts: str, title: str = "") -> None:
    """Store ``texts`` as rows 1, 2, 3 …, each an hour after the one before."""
    index.write(
        Document(pk, DAY + pk * HOUR, DAY + pk * HOUR, (title, text))
        for pk, text in enumerate(texts, start=1)
    )


def _find(index: SearchIndex, typed: str, **options) -> list[int]:
    return index.find(parse(typed), **({"limit": 100} | options))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bridge", [3, 2, 1]),
        ("BRÎDGE", [3, 2, 1]),
        ("bridge harbour", [2, 1]),
        ('"harbour bridge"', [1]),
        ("bridge -harbour", [3]),
        ('bridge -"harbour bridge"', [3, 2]),
        ("bridge -harbour -vote", []),
        ("brid*", [3, 2, 1]),
        ("brid", []),
        ("ridge", []),
        ('"the brid"', []),
        ("cafe", [4]),
        ("c++", [4]),
        ("c", []),
        ("well-known", [4]),
        ("日本", [5]),
        ("本語", [5]),
        ("日本語", [5]),
        ("本", [5]),
        ("語", [5]),
        ("日語", []),
        ("本日", []),
        ("-bridge", []),
        ("", []),
    ],
)
def test_find(index: SearchIndex, typed: str, found: list[int]) -> None:
    _store(
        index,
        "The harbour bridge.",
        "The bridge, and the harbour.",
        "A bridge; a vote.",
        "A well-known Café, in C++",
        "日本語",
    )
    assert _find(index, typed) == found


@pytest.mark.parametrize("typed", ODD)
def test_odd_query_does_not_raise(index: SearchIndex, typed: str) -> None:
    _store(index, "Some text.")
    for by_relevance in (False, True):
        assert _find(index, typed, by_relevance=by_relevance) in ([], [1])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_stored_is_found_by_its_own_words(index: SearchIndex, text: str) -> None:
    _store(index, text)
    query = parse(f'"{text.replace(chr(34), " ")}"')
    expected = [1] if query else []
    assert index.find(query, limit=10) == expected
    assert index.find(query, limit=10, by_relevance=True) == expected


@pytest.mark.parametrize("stored", ODD)
def test_odd_text_is_stored(index: SearchIndex, stored: str) -> None:
    _store(index, f"{stored} landmark")
    assert _find(index, "landmark") == [1]


def test_a_megabyte_of_different_words_is_stored(index: SearchIndex) -> None:
    chance = random.Random(3)
    _store(index, "landmark " + "".join(chr(chance.randint(0x4E00, 0x9FFF)) for _ in range(130_000)))
    assert _find(index, "landmark") == [1]


def test_writing_again_replaces(index: SearchIndex) -> None:
    _store(index, "first", "other")
    _store(index, "second")
    assert _find(index, "first") == []
    assert _find(index, "second") == [1]
    assert _find(index, "other") == [2]


def test_what_is_new_is_added_without_looking_for_what_was_there(index: SearchIndex) -> None:
    _store(index, "bridge")
    with CaptureQueriesContext(connection) as queries:
        index.add(Document(2, DAY, DAY, ("", "bridge, harbour")))
    assert _find(index, "bridge") == [1, 2]
    assert not [query for query in queries if "DELETE" in query["sql"] or "SAVEPOINT" in query["sql"]]


def test_a_new_date_moves_a_row(index: SearchIndex) -> None:
    _store(index, "word", "word")
    index.write([Document(1, DAY + 9 * HOUR, None, ("", "word"))])
    assert _find(index, "word") == [1, 2]


def test_removed_rows_are_not_found(index: SearchIndex) -> None:
    _store(index, "word", "word")
    index.remove([1, 77])
    assert _find(index, "word") == [2]
    index.remove([])
    assert _find(index, "word") == [2]


def test_rows_whose_owner_is_gone_are_pruned(index: SearchIndex) -> None:
    _store(index, "word", "word")
    User.objects.filter(pk=1).delete()
    assert (index.prune(), index.prune()) == (1, 0)
    assert _find(index, "word") == [2]


def test_order_is_by_time_then_id_and_not_by_id(index: SearchIndex) -> None:
    early, late = DAY.replace(year=1066), DAY.replace(year=9999)
    moments = {1: DAY, 2: late, 3: early, 4: DAY.replace(year=1999), 5: DAY}
    index.write(Document(pk, moment, None, ("", "word")) for pk, moment in moments.items())
    assert _find(index, "word") == [2, 5, 1, 4, 3]


def test_public_sees_what_is_due(index: SearchIndex) -> None:
    due = DAY + 2 * HOUR
    _store(index, "word", "word", "word")
    index.write([Document(4, DAY, None, ("", "word"))])
    assert _find(index, "word", public_at=due) == [2, 1]
    assert _find(index, "word", public_at=due - datetime.timedelta(microseconds=1)) == [1]
    assert _find(index, "word") == [3, 2, 1, 4]


def test_limit_takes_the_newest_that_count(index: SearchIndex) -> None:
    _store(index, "word", "word", "word", "word", "word")
    index.write([Document(5, DAY + 5 * HOUR, None, ("", "word"))])
    assert _find(index, "word", limit=2) == [5, 4]
    assert _find(index, "word", limit=2, public_at=DAY + 9 * HOUR) == [4, 3]


def test_relevance_puts_the_title_first_among_the_newest(index: SearchIndex) -> None:
    far = "filler " * 50
    index.write(
        [
            Document(1, DAY, DAY, ("word", "")),
            Document(2, DAY + HOUR, DAY, ("word", far)),
            Document(3, DAY + 2 * HOUR, DAY, (far, f"word {far}")),
            Document(4, DAY + 3 * HOUR, DAY, ("other", far)),
        ]
    )
    assert _find(index, "word", by_relevance=True, limit=3)[-1] == 3
    assert _find(index, "word", by_relevance=True, limit=2) == [2, 3]


def test_a_phrase_does_not_reach_from_one_column_into_the_next(index: SearchIndex) -> None:
    _store(index, "bridge", title="harbour")
    assert _find(index, '"harbour bridge"') == []
    assert _find(index, "harbour bridge") == [1]


def test_writing_a_batch_costs_no_more_than_one_row(index: SearchIndex, django_assert_num_queries) -> None:
    counts = []
    for size in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            _store(index, *["word"] * size)
        counts.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    assert counts[0] == counts[1]
    with django_assert_num_queries(1):
        _find(index, "word", public_at=DAY, by_relevance=True)


def test_drop_takes_everything_along(index: SearchIndex) -> None:
    _store(index, "word")
    index.drop()
    assert not [name for name in connection.introspection.table_names() if name.startswith("scratch")]


@pytest.fixture
def labelled() -> SearchIndex:
    """Five rows, an hour apart: all say "word", the odd ones are by author 1, the first two have tag 1."""
    User.objects.bulk_create(User(pk=pk, username=f"u{pk}") for pk in range(1, 6))
    made = open_index(
        table="scratch_search", owner="blog_user", weights={"title": 4.0, "text": 1.0}, has_labels=True
    )
    made.create()
    made.write(
        Document(
            pk,
            DAY + pk * HOUR,
            DAY + pk * HOUR,
            (f"title{pk}", "word"),
            [*([label("author", 1)] if pk % 2 else []), *([label("tag", 1)] if pk < 3 else [])],
        )
        for pk in range(1, 6)
    )
    return made


AUTHOR, TAG = label("author", 1), label("tag", 1)


@pytest.mark.parametrize(
    ("typed", "scope", "found"),
    [
        ("word", Scope(), [5, 4, 3, 2, 1]),
        ("word", Scope(labels=(AUTHOR,)), [5, 3, 1]),
        ("word", Scope(labels=(AUTHOR, TAG)), [1]),
        ("word", Scope(labels=(label("author", 11),)), []),
        ("title3 word", Scope(labels=(TAG,)), []),
        ("", Scope(labels=(TAG,)), [2, 1]),
        ("-title1", Scope(labels=(TAG,)), [2]),
        ("-title1", Scope(), []),
        ("", Scope(), []),
        ("word", Scope(since=DAY + 3 * HOUR), [5, 4, 3]),
        ("word", Scope(before=DAY + 3 * HOUR), [2, 1]),
        ("", Scope(since=DAY + 2 * HOUR, before=DAY + 4 * HOUR), [3, 2]),
        ("word", Scope(labels=(AUTHOR,), since=DAY + 2 * HOUR), [5, 3]),
        ("word", Scope(since=DAY.replace(year=9999)), []),
        ("author1", Scope(), []),
        (AUTHOR, Scope(), []),
        (EVERYTHING, Scope(), []),
    ],
)
def test_scope(labelled: SearchIndex, typed: str, scope: Scope, found: list[int]) -> None:
    assert _find(labelled, typed, scope=scope, public_at=DAY + 9 * HOUR) == found
    assert set(_find(labelled, typed, scope=scope, by_relevance=True)) == set(found)
    assert labelled.count(parse(typed), limit=9, scope=scope, public_at=DAY + 9 * HOUR) == len(found)
    assert labelled.count(parse(typed), limit=2, scope=scope) == min(len(found), 2)


def test_labels_come_with_the_rows_and_change_with_them(labelled: SearchIndex) -> None:
    assert labelled.newest(parse("title1"), limit=9) == [(1, f"{EVERYTHING} {AUTHOR} {TAG}")]
    labelled.write([Document(1, DAY, DAY, ("title1", "word"))])
    assert labelled.newest(parse("title1"), limit=9) == [(1, EVERYTHING)]
    assert _find(labelled, "", scope=Scope(labels=(TAG,))) == [2]


def test_an_index_without_labels_knows_time_only(index: SearchIndex) -> None:
    _store(index, "word", "word")
    assert _find(index, "word", scope=Scope(since=DAY + 2 * HOUR)) == [2]
    assert _find(index, "", scope=Scope(since=DAY)) == []


def test_other_words_will_do_as_well(index: SearchIndex) -> None:
    _store(index, "a bridge", "a brigade", "a border", title="vote")
    term = Term("brigde", ("brigde",), others=("bridge", "brigade"))
    assert index.find(Query((term,)), limit=9) == [2, 1]
    assert index.find(Query((term, Term("vote", ("vote",)))), limit=9) == [2, 1]
    assert index.find(
        Query((term, Term("a", ("a",), others=("b",))), (Term("bridge", ("bridge",)),)), limit=9
    ) == [2]
