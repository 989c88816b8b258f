"""Folding: what counts as the same word."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.search.words import MAX_WORD, fold, words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Café", "cafe"),
        ("Cafe\u0301", "CAFÉ"),
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("Ærøskøbing", "aeroskobing"),
        ("İstanbul", "istanbul"),
        ("Ἀθήνα", "αθηνα"),
        ("ёлка", "елка"),
        ("אָלֶף", "אלף"),
        ("مُحَمَّد", "محمد"),
        ("ｗｉｄｅ", "wide"),
        ("oﬃce", "office"),
        ("co\u00adop", "coop"),
        ("m²", "m2"),
        ("一か\u3099", "一が"),
    ],
)
def test_spellings_of_one_word_fold_to_the_same(written: str, typed: str) -> None:
    assert words(written) == words(typed)


@pytest.mark.parametrize(
    ("one", "other"), [("C#", "C"), ("C++", "C"), ("C#", "C++"), ("が", "か"), ("बिल", "बाल"), ("は", "ば")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert words(one) != words(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don’t stop—now", ["don", "t", "stop", "now"]),
        ("snake_case, e.g.", ["snake", "case", "e", "g"]),
        ("日本語", ["日本", "本語", "語"]),
        ("猫", ["猫"]),
        ("Python入門2024", ["python", "入門", "門", "2024"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("a\0b", ["a", "b"]),
        ("🎉 … — ?", []),
        ("", []),
        ("⑴", ["1"]),
        ("x" * 500, ["x" * MAX_WORD]),
    ],
)
def test_words_of_text(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text())
def test_no_word_holds_what_a_database_could_take_for_syntax(text: str) -> None:
    for word in words(text):
        assert word
        assert not any(char.isascii() and not char.isalnum() for char in word)
        assert not any(unicodedata.category(char)[0] in "CZ" and not char.isalnum() for char in word)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert words(fold(text)) == words(text)


@given(st.text(alphabet="日本語ab é,"), st.text(alphabet="日本語ab é,"))
def test_words_do_not_depend_on_their_neighbours(one: str, other: str) -> None:
    assert words(f"{one} {other}") == words(one) + words(other)
