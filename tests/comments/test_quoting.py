"""Quotations: what was read comes back as Markdown that shows the same again."""

import pytest

from blog.markup import render
from comments.quoting import LONGEST, quotation, quoted
from tests.comment_factories import make_comment

ROUND = {
    "paragraphs": "One\n\nTwo\nwith a second line",
    "lists": "- one\n- two\n    - deep\n\n3. three\n4. four",
    "earlier quotation": "> Old\n>\n> words\n\nNew ones",
    "code": "```\nif *x*:\n    y\n\nz\n```\n\nand `__init__` here",
    "fence in code": "````\n```\n````\n\nand on",
    "numbers, dashes and signs that begin a line": (
        "1\\. Not one\n2024\\. nor two\n\n\\- no item\n\\+ nor this\n\n"
        "\\# no heading\n\\#17 said so\n\n\\> no words of others"
    ),
    "lines that would make a heading of the one above": "Above\n\\---\n\nAbove\n&#61;==",
    "a fence that is none": "&#126;~~\nno fence\n&#126;~~",
    "what begins an item": "- 1\\. deep\n- \\- deeper\n- \\# high",
    "a table that is none": "a | b\n\\--- | ---\nc | d",
    "marks that mean nothing": r"2 \* 3 \* 4, \_a\_, some_name, back\\slash, \`tick\`",
}


def shown(source: str) -> str:
    return render(source, format="markdown", profile="reader").html


@pytest.mark.parametrize("source", ROUND.values(), ids=ROUND.keys())
def test_quotation_shows_what_was_quoted(source: str) -> None:
    html = shown(source)
    assert shown(quoted(html)) == f"<blockquote>\n{html}\n</blockquote>"


def test_every_line_is_part_of_the_quotation() -> None:
    for source in ROUND.values():
        assert all(line.startswith(">") for line in quoted(shown(source)).split("\n"))


def test_links_and_emphasis_are_quoted_as_text() -> None:
    html = shown("*So* it [says](https://a.example/) on https://b.example/x_y")
    assert quoted(html) == "> So it says on https://b.example/x_y"


@pytest.mark.parametrize("longest", [0, 1, 7, 40, 200])
def test_quotation_is_bounded(longest: int) -> None:
    text = quoted(shown("word " * 100 + "\n\n" + "more " * 100), longest=longest)
    assert len(text.replace("\n>", "").removeprefix("> ")) <= longest + 3
    assert text.endswith("…") or not longest


def test_long_comment_is_quoted_up_to_the_limit() -> None:
    text = quoted(shown("An uncommonly long comment. " * 300))
    assert LONGEST - 50 < len(text) < LONGEST + 5
    assert text.endswith("…")


@pytest.mark.parametrize("html", ["", "<p></p>", "</li></ul></blockquote>", "<li><ul><ol start=x><li>", "<"])
def test_odd_html_is_quoted_as_well(html: str) -> None:
    assert isinstance(quoted(html), str)


@pytest.mark.django_db
def test_quotation_begins_with_who_said_it_where() -> None:
    comment = make_comment(text="So *true*", name="Be]n [x](https://spam.example) *B*")
    html = shown(quotation(comment) + "Mine")
    address = f'<a href="/c/{comment.pk}/">Be]n [x](https://spam.example) *B* in #1</a>'
    assert html == f"<p>{address}:</p>\n<blockquote>\n<p>So true</p>\n</blockquote>\n<p>Mine</p>"


@pytest.mark.django_db
def test_link_of_a_quotation_is_none_that_is_counted() -> None:
    text = quotation(make_comment(text="So true"))
    assert render(text, format="markdown", profile="reader").links == []
