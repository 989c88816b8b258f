"""Snippets and marks."""

import re

import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from blog.search import highlight, parse, snippet
from blog.search.excerpts import LENGTH


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("The Café, closed.", "cafe", ["Café"]),
        ("Café, cafés, decafe", "cafe", ["Café"]),
        ("Cafés and decafés", "cafe*", ["Cafés"]),
        ("Die Straße hier", "strasse", ["Straße"]),
        ("An oﬃce.", "office", ["oﬃce"]),
        ("the harbour, bridge; bridge", '"harbour bridge"', ["harbour, bridge"]),
        ("harbour and bridge", "bridge harbour", ["harbour", "bridge"]),
        ("harbour and bridge", "harbour -bridge", ["harbour"]),
        ("私は日本語を話す", "日本", ["日本"]),
        ("私は日本語を話す", "日本語", ["日本語"]),
        ("黒猫と白猫", "猫", ["猫", "猫"]),
        ("C, C++ and C#", "c++", ["C++"]),
        ("co\u00adop and e\u0301te\u0301", "été coop", ["co\u00adop", "été"]),
        ("nothing here", "else", []),
        ("nothing here", "", []),
    ],
)
def test_highlight_marks(text: str, typed: str, marked: list[str]) -> None:
    assert re.findall(r"<mark>(.*?)</mark>", highlight(text, parse(typed))) == marked


def test_markup_in_the_text_is_escaped() -> None:
    html = highlight("<script>'x'</script> & <mark>", parse("script mark amp lt"))
    assert html == (
        "&lt;<mark>script</mark>&gt;&#x27;x&#x27;&lt;/<mark>script</mark>&gt; &amp; &lt;<mark>mark</mark>&gt;"
    )


@given(st.text(), st.text(min_size=1, max_size=5))
def test_nothing_but_marks_is_added(text: str, typed: str) -> None:
    html = highlight(text, parse(typed))
    assert "<" not in html.replace("<mark>", "").replace("</mark>", "")
    assert html.count("<mark>") == html.count("</mark>")


def test_snippet_shows_where_most_of_the_query_stands() -> None:
    text = "The bridge. " + "Filler words here. " * 60 + "The bridge by the harbour. " + "More of it. " * 60
    shown = snippet(text, parse("harbour bridge"))
    assert "<mark>bridge</mark> by the <mark>harbour</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(strip_tags(shown)) <= LENGTH + 4


def test_snippet_without_a_match_is_the_beginning() -> None:
    assert snippet("Short text.", parse("title")) == "Short text."
    assert snippet("word " * 100, parse("title")).startswith("word word")
    assert snippet("", parse("title")) == ""


def test_snippet_of_text_without_spaces() -> None:
    shown = snippet("亜" * 400 + "日本語" + "亜" * 400, parse("日本"))
    assert "<mark>日本</mark>語" in shown
    assert len(strip_tags(shown)) <= LENGTH + 4
