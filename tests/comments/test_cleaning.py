"""What people type, made harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.cleaning import address_of, clean_line, clean_text, network_of, text_hash, web_address

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)  # lone surrogates too


def test_text_is_nfc_without_controls() -> None:
    assert (
        clean_text(" Cafe\u0301\x00\x1b\r\nnew\rline\u2028x\ud800\t. ", longest=100)
        == "Café\nnew\nline\nx?\t."
    )


def test_text_is_cut_one_beyond_the_limit() -> None:
    assert clean_text("x" * 10_000_000, longest=100) == "x" * 101


def test_line_is_one_line_in_one_direction() -> None:
    assert clean_line("A\r\nBcc: x\t \u202ebad\u202c\x00", longest=100) == "A Bcc: x bad"


@given(ANY_TEXT)
def test_any_text_can_be_stored_and_cleaning_it_again_changes_nothing(text) -> None:
    for clean in (clean_text, clean_line):
        once = clean(text, longest=50)
        assert clean(once, longest=50) == once
        assert "\x00" not in once.encode().decode()
        assert len(once) <= 51


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("", ""),
        ("example.org", "https://example.org"),
        ("//example.org/x", "https://example.org/x"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("http://example.org", "http://example.org"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("javascript:123/x", "javascript:123/x"),
    ],
)
def test_web_address_without_scheme_gets_one(typed, taken) -> None:
    assert web_address(typed) == taken


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("unknown", None),
        ("", None),
        (None, None),
    ],
)
def test_address_has_one_spelling(given, stored) -> None:
    assert address_of(given) == stored


def test_network_is_that_of_a_subscriber() -> None:
    assert network_of("192.0.2.77") == "192.0.2.0/24"
    assert network_of("2001:db8:1:2:3::4") == "2001:db8:1:2::/64"
    assert network_of(None) == ""


def test_texts_are_the_same_whatever_their_case_and_spaces() -> None:
    assert text_hash("Thank  you,\nCAFÉ") == text_hash("thank you, cafe\u0301")
    assert text_hash("Thank you") != text_hash("Thank you!")
