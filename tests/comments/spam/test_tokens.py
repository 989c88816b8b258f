"""What of a comment the filter looks at: bounded, the same for the same, and storable whatever was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.spam.tokens import MAX_HOSTS, MAX_TOKEN, MAX_TOKENS, tokens_of


def _found(text: str = "", **fields: str) -> set[str]:
    return set(tokens_of(text=text, **fields))


def test_words_are_folded_as_names_are() -> None:
    assert {"café", "don't", "straße".casefold()} <= _found("CAFÉ Cafe\u0301 don’t Straße")
    assert _found("CAFÉ") - {"shape:capitals"} == _found("cafe\u0301")


def test_each_token_is_there_once_and_in_order() -> None:
    tokens = tokens_of(text="ferry ferry Ferry bridge")
    assert tokens == tuple(sorted({"ferry", "bridge", "links:0", "script:latin"}))


def test_text_without_spaces_is_read_by_pairs() -> None:
    assert {"日本", "本語", "網上", "上賭", "賭場"} <= _found("日本語 網上賭場")


@pytest.mark.parametrize(
    ("text", "number"), [("none", "0"), ("http://a.example", "1"), ("www.a.example " * 2, "2")]
)
def test_links_are_counted(text, number) -> None:
    assert f"links:{number}" in _found(text)


def test_many_links_are_many() -> None:
    assert "links:3+" in _found("https://a.example/1 " * 3)
    assert "links:3+" in _found("https://a.example/1 " * 30)


def test_links_tell_their_hosts_and_the_words_of_these() -> None:
    found = _found("See [this](https://WWW.shop.Cheap-Meds.example:8080/viagra?x=1) now")
    assert {"host:shop.cheap-meds.example", "host:cheap-meds.example", "tld:example"} <= found
    assert {"cheap", "meds", "viagra"} <= found
    assert not {"https", "www"} & found


def test_links_are_found_in_the_middle_of_a_long_text() -> None:
    assert "host:a.example" in _found("word " * 3_000 + "https://a.example" + " word" * 3_000)


def test_sender_is_told_by_name_website_and_domain_not_by_address() -> None:
    found = _found(
        name="Cheap Movers", email="joe.bloggs@mail.Spam.example", url="https://www.best-movers.example/x"
    )
    assert {"name:cheap", "cheap", "site:best-movers.example", "site-word:best", "best"} <= found
    assert {"mail:mail.spam.example", "mail:spam.example"} <= found
    assert not [token for token in found if "joe" in token or "bloggs" in token]


def test_address_in_the_text_is_told_by_its_domain() -> None:
    found = _found("Write to joe.bloggs@loans.example today")
    assert {"shape:email", "loans"} <= found
    assert not [token for token in found if "joe" in token or "bloggs" in token]


@pytest.mark.parametrize(
    ("text", "word"),
    [("v1agra", "viagra"), ("c@sino", "casino"), ("v i a g r a", "viagra"), ("p.i.l.l.s", "pills")],
)
def test_disguised_words_are_read_as_the_eye_reads_them(text, word) -> None:
    assert {word, "shape:disguised"} <= _found(f"Buy {text} now")


def test_invisible_and_styled_letters_are_read_as_the_eye_reads_them() -> None:
    assert {"viagra", "cheap", "sale"} <= _found("via\u200bgra 𝗰𝗵𝗲𝗮𝗽 ＳＡＬＥ")


def test_letters_of_two_alphabets_in_one_word_are_noted() -> None:
    assert "shape:mixed-letters" in _found("best c\u0430sino")
    assert "shape:mixed-letters" not in _found("best казино")


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("WHERE IS THE BRIDGE", "shape:capitals"),
        ("Buy now!!!", "shape:!!"),
        ("only $20 today", "shape:money"),
        ("save 40 %", "shape:percent"),
        ("call +1 (555) 0100-234", "shape:phone"),
        ("😍 🔥 🎁", "shape:emoji"),
        ("[url=https://a.example]x[/url]", "typed:bbcode"),
        ('<a href="https://a.example">x</a>', "typed:html-link"),
        ("лучшее казино", "script:cyrillic"),
        ("网上赌场", "script:cjk"),
        ("1234567", "num:6"),
    ],
)
def test_shape_is_told(text, shape) -> None:
    assert shape in _found(text)
    assert shape not in _found("An ordinary sentence, of ordinary length, about NATO and the tide of 1974.")


def test_ten_thousand_words_make_a_bounded_number_of_tokens() -> None:
    text = " ".join(f"word{number}x" for number in range(10_000))
    assert len(_found(text)) == MAX_TOKENS
    # The same ones wherever they stand, so that what is learnt from one text tells something of another.
    backwards = " ".join(reversed(text.split()))
    assert len(_found(text) & _found(backwards)) > 0.9 * MAX_TOKENS


def test_thousand_hosts_leave_room_for_words() -> None:
    found = _found("cheap " + " ".join(f"https://h{number}.example" for number in range(1_000)))
    assert len([token for token in found if token.startswith("host:")]) <= 2 * MAX_HOSTS
    assert len(found) <= MAX_TOKENS


@given(st.text(), st.text(), st.text(), st.text())
def test_any_text_makes_tokens_that_can_be_stored(text, name, email, url) -> None:
    tokens = tokens_of(text=text, name=name, email=f"a@{email}", url=f"http://{url}")
    assert len(tokens) <= MAX_TOKENS
    for token in tokens:
        assert 0 < len(token) <= MAX_TOKEN
        assert "\x00" not in token
        token.encode()


@pytest.mark.parametrize(
    "odd", ["a" * 50_000, "a@" * 25_000, "http://" * 7_000, "\ufdfa" * 20_000, "!" * 50_000, "- " * 25_000]
)
def test_odd_text_makes_few_tokens(odd) -> None:
    assert len(_found(odd)) < 20
