"""Operators within what was typed."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.search.operators import NAMES, Typed, read_period, take_operators
from tests.blog.search.samples import ODD


@pytest.mark.parametrize(
    ("typed", "words", "taken"),
    [
        ("river pier", "river pier", []),
        ("river author:ines pier", "river pier", [("author", "ines")]),
        ("author:ines", "", [("author", "ines")]),
        ('by:"Ines Halloran" pier', "pier", [("author", "Ines Halloran")]),
        ("IN:Streets Tag:c++", "", [("category", "Streets"), ("tag", "c++")]),
        ("after:2019 before:2020-05", "", [("after", "2019"), ("before", "2020-05")]),
        ("tag:a tag:b", "", [("tag", "a"), ("tag", "b")]),
        ('"see author:ines now"', '"see author:ines now"', []),
        ('"open author:ines', '"open', [("author", "ines")]),
        ("author: ines", "author: ines", []),
        ("coauthor:ines", "coauthor:ines", []),
        ("author:“Ines Halloran” pier", "pier", [("author", "Ines Halloran")]),
        ("„see author:ines now“", "„see author:ines now“", []),
        ("https://example.org/a:b", "https://example.org/a:b", []),
        ('tag:""', 'tag:""', []),
        ("  pier  ", "pier", []),
    ],
)
def test_take_operators(typed: str, words: str, taken: list[tuple[str, str]]) -> None:
    assert take_operators(typed) == Typed(words, tuple(taken))


@pytest.mark.parametrize(
    ("typed", "words", "excluded"),
    [
        ("pier -tag:ferry", "pier", ("-tag:ferry",)),
        ('-By:"Ines Halloran" --in:city', "", ('-By:"Ines Halloran"', "--in:city")),
        ('-"tag:ferry"', '-"tag:ferry"', ()),
        ("-coauthor:x -tag", "-coauthor:x -tag", ()),
        ("a-tag:b", "a-tag:b", ()),
    ],
)
def test_excluded_operators_are_no_words(typed: str, words: str, excluded: tuple[str, ...]) -> None:
    assert take_operators(typed) == Typed(words, excluded=excluded)


@pytest.mark.parametrize("typed", ODD)
def test_odd_input_does_not_raise(typed: str) -> None:
    assert take_operators(typed).operators == ()


@given(
    st.lists(st.sampled_from(["author:", "in:", '"', " ", "a", "tag:x", "\0", "é", "-"]), max_size=30).map(
        "".join
    )
)
def test_what_is_taken_has_a_name_and_a_value(typed: str) -> None:
    taken = take_operators(typed)
    assert all(name in NAMES and value for name, value in taken.operators)
    assert len(taken.words) <= len(typed)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2019", (datetime.date(2019, 1, 1), 1)),
        ("2019-5", (datetime.date(2019, 5, 1), 2)),
        ("2019/05/17", (datetime.date(2019, 5, 17), 3)),
        ("0001", (datetime.date(1, 1, 1), 1)),
        ("0000", None),
        ("2019-13", None),
        ("2019-02-30", None),
        ("19", None),
        ("20190517", None),
        ("yesterday", None),
        ("٢٠١٩", None),
        ("", None),
    ],
)
def test_read_period(text: str, period: tuple[datetime.date, int] | None) -> None:
    assert read_period(text) == period
