"""The beginning of a text."""

import re

import pytest

from tests.blog.markup.checker import faults
from tests.blog.markup.ways import author, author_html

LONG = " ".join(f"word{n}" for n in range(100))


def test_excerpt_ends_at_the_mark() -> None:
    text = author("# T\n\nOne *two*[^1]\n\n<!--more-->\n\nThree\n\n[^1]: n")

    assert re.sub(r"\s*\n\s*", "", text.excerpt_html) == "<h2>T</h2><p>One <em>two</em></p>"
    assert text.has_more
    assert "more" not in text.html


@pytest.mark.parametrize("mark", ["<!--more-->", "<!--more Read on-->", "<!-- more -->"])
def test_mark_of_wordpress_may_stand_in_a_paragraph(mark: str) -> None:
    text = author_html(f"One <b>two{mark} three</b>\n\nfour")

    assert text.excerpt_html == "<p>One <b>two</b></p>"
    assert text.has_more
    assert text.html.startswith("<p>One <b>two three</b></p>")


def test_mark_of_the_block_editor() -> None:
    text = author_html("<p>One</p>\n<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->\n<p>Two</p>")

    assert text.excerpt_html == "<p>One</p>"


def test_mark_in_code_is_code() -> None:
    text = author("a\n\n```\n<!--more-->\n```\n\nb")

    assert "&lt;!--more--&gt;" in text.html
    assert not author("a\n\n```\n<!--more-->\n```").html.endswith("<p></p>")


def test_mark_at_the_end_means_no_more() -> None:
    assert not author("One\n\n<!--more-->\n").has_more


def test_short_text_is_its_own_excerpt() -> None:
    text = author("One\n\n*Two*")

    assert text.excerpt_html == "<p>One</p><p><em>Two</em></p>"
    assert not text.has_more


def test_long_paragraph_is_cut_after_whole_words() -> None:
    text = author(LONG)

    assert text.excerpt_html == "<p>" + " ".join(f"word{n}" for n in range(55)) + "…</p>"
    assert text.has_more


def test_cut_inside_elements_closes_them() -> None:
    text = author(f"*a **b [c]({'https://a.org'}) {LONG}***")

    assert text.excerpt_html.endswith("…</strong></em></p>")
    assert faults(text.excerpt_html, "author") == []


def test_cut_keeps_entities_whole() -> None:
    assert "AT&amp;T &lt;b&gt;" in author("AT&T &lt;b&gt; " + LONG).excerpt_html


def test_whole_paragraphs_are_taken_while_they_fit() -> None:
    text = author("one two\n\nthree\n\n" + LONG)

    assert text.excerpt_html == "<p>one two</p><p>three</p>"
    assert text.has_more


def test_quotations_lists_code_and_tables_are_skipped() -> None:
    text = author("> quote\n\n- item\n\n```\ncode\n```\n\n| a |\n|---|\n| b |\n\nText.")

    assert text.excerpt_html == "<p>Text.</p>"
    assert text.has_more


@pytest.mark.parametrize("left_out", ["- one\n- two", "> said", "| a |\n|---|\n| b |", "![a](/a.png)", ""])
def test_paragraph_that_leads_up_to_what_is_left_out_ends_the_excerpt(left_out: str) -> None:
    text = author(f"First.\n\nThree things:\n\n{left_out}\n\n## After")

    assert text.excerpt_html == "<p>First.</p>"
    assert text.has_more


def test_paragraph_that_leads_up_to_the_next_is_kept_with_it() -> None:
    assert author("He said:\n\nNo.").excerpt_html == "<p>He said:</p><p>No.</p>"
    assert author(f"First.\n\nHe said:\n\n{LONG}").excerpt_html == "<p>First.</p>"


def test_text_that_begins_by_leading_up_to_a_list_gives_its_words() -> None:
    text = author("Three things:\n\n- one\n- two\n\nThat is all.")

    assert text.excerpt_html == "<p>Three things: one two That is all.</p>"


def test_excerpt_stops_at_a_heading() -> None:
    assert author("One\n\n## Two\n\nThree").excerpt_html == "<p>One</p>"


def test_text_without_paragraphs_gives_its_words() -> None:
    assert author("- one\n- two").excerpt_html == "<p>one two</p>"


def test_links_within_the_page_lose_their_address() -> None:
    assert author("[a](#b) [c](/d)").excerpt_html == '<p>a <a href="/d">c</a></p>'


def test_picture_after_the_words_is_more() -> None:
    assert author('One\n\n![a](/a.png "b")').has_more


@pytest.mark.parametrize("source", ["", " ", "<!--more-->", "<script>x</script>"])
def test_empty_text_has_an_empty_excerpt(source: str) -> None:
    text = author_html(source)

    assert (text.html, text.excerpt_html, text.has_more, text.word_count) == ("", "", False, 0)
