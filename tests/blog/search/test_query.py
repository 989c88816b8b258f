"""What is typed into the search field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.search.query import MAX_TERMS, Query, Term, parse
from tests.blog.search.samples import ODD


def _terms(text: str) -> list[str]:
    """Terms in short: `-` before an excluded one, `*` after a prefix, spaces in a phrase."""
    query = parse(text)
    return [
        ("-" if term.is_excluded else "") + " ".join(term.words) + ("*" if term.is_prefix else "")
        for term in (*query.wanted, *query.excluded)
    ]


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("Harbour bridge", ["harbour", "bridge"]),
        ('"harbour bridge" vote', ["harbour bridge", "vote"]),
        ("“harbour bridge”", ["harbour bridge"]),
        ("bridge -vote", ["bridge", "-vote"]),
        ('bridge -"town hall"', ["bridge", "-town hall"]),
        ("brid*", ["brid*"]),
        ("bri* br* b*", ["bri*", "br", "b"]),
        ("-br* bri*", ["bri*", "-br"]),
        ('"old br*" "old bri*"', ["old br", "old bri*"]),
        ("brid* vot* ferr* -pie*", ["brid*", "vot*", "ferr", "-pie"]),
        ("brid* vot* ferr* 日 語*", ["brid*", "vot*", "ferr", "日*", "語*"]),
        ("日本*", ["日本*"]),
        ("well-known", ["well known"]),
        ('"unbalanced phrase', ["unbalanced phrase"]),
        ('a "" b', ["a", "b"]),
        ("AND OR NOT NEAR(a b)", ["and", "or", "not", "near a", "b"]),
        ("title:x", ["title x"]),
        ("C++ and C#", ["c⁺⁺", "and", "c♯"]),
        ("日本", ["日本"]),
        ("日本語", ["日本 本語"]),
        ("本", ["本*"]),
        ("- -- * \" ' ( ) 🎉", []),
    ],
)
def test_parse_understands(typed: str, terms: list[str]) -> None:
    assert _terms(typed) == terms


def test_only_exclusions_ask_for_nothing() -> None:
    query = parse("-vote")
    assert not query
    assert query == Query(excluded=(Term("vote", ("vote",), is_excluded=True),))


def test_long_input_is_cut() -> None:
    assert len(parse(" ".join("abcdefghijklmnopqrstuvwxyz")).wanted) == MAX_TERMS
    assert len(parse("word " * 2_000).wanted) == MAX_TERMS
    assert parse("x" * 200 + " y") == parse("x" * 200)


@pytest.mark.parametrize("typed", ODD)
def test_odd_input_does_not_raise(typed: str) -> None:
    assert len(parse(typed).wanted) + len(parse(typed).excluded) <= MAX_TERMS


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from('"-*()日本 ')), max_size=250))
def test_nothing_typed_raises(typed: str) -> None:
    query = parse(typed)
    assert all(term.words and term.text for term in (*query.wanted, *query.excluded))
