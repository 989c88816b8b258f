"""No text stalls or crashes the renderer, and none of it is lost."""

import time

import pytest

from blog.markup import guard, plain_text, rendering
from tests.blog.markup.ways import EVERY_WAY, author, author_html, reader

COMMENT = 10_000
# The worst that a search over thousands of combinations has found, and what is known to hurt the parsers.
WORST_COMMENTS = [
    "[", "![a](", "[a](b ", "<a ", "- ", "> ", ">", "1. ", "*", "_", "**a*", "`", "``a```a", "``a`",
    "~~~\n", "```a\n", "&",
    "<", "(", "\\*", "\n- ", "a\n", "- \n", ">\n", "***\n", "---\n", "***\n>", "# /a\n", "www.a.b ",
    "http://a.b ", "(http://a  \n",
    "<http://a.b>", "<http://a.b>\n", "<s>\n- ", "a&<q>", "1. <pre>***\n", "<p><em>a</em>", "_a_ ",
    "[***\n", "> > <b>**a*", "<i><li>",
    "<div>", "<b>", "<blockquote>", "\\\\<p><http://a.b>", "*[a]: b\n", "[a]: b\n", "[^1]: ", ": ", "|",
    "&#x41;", "'", "<!--",
    "\u0316\u0301", "1. \n\n", "    - a\n", "* `` ", "\"'", "a@b.c ", "<a@b.c>", "[[]](", "a\u0301",
    "\t", " ", "<br>", "x", "'*'", "\n'", '"_&\n([', "<b>.\\<q>&\n'",
]  # fmt: skip


def cpu_milliseconds(source: str) -> float:
    """The least CPU time of three renderings, so that what else the machine does counts for little."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        reader(source, anchor="c1")
        taken.append((time.process_time() - start) * 1000)
        if taken[-1] < 50:
            break
    return min(taken)


# What people do write, as long as the worst of it.
ORDINARY = (
    '> Who *said* so?\n\nThe [council](https://a.example/b) did, in `17` words, "as ever".\n\n' * 200
)[:COMMENT]


def is_cheap(source: str) -> bool:
    """Whether it takes a tenth of a second; on a machine that is busy, no longer than two ordinary ones."""
    reader("warm up")
    taken = cpu_milliseconds(source)
    return taken < 100 or taken < 2 * cpu_milliseconds(ORDINARY)


@pytest.mark.parametrize("unit", WORST_COMMENTS)
def test_worst_comment_renders_like_an_ordinary_one_or_plain(unit: str) -> None:
    assert is_cheap((unit * COMMENT)[:COMMENT])


@pytest.mark.parametrize("unit", ["~", "`", "((", "> ", "<a "])
def test_long_run_with_something_else_after_it_renders_as_fast_or_plain(unit: str) -> None:
    assert is_cheap((unit * 9_000)[:9_000] + "</b>](b ``a`" * 83)


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize(
    "source",
    [
        "[" * 3000,
        "- " * 800,
        "> " * 5000,
        "\n".join(">" * n for n in range(1, 120)),
        "".join("  " * n + "- x\n" for n in range(150)),
        "<div>" * 5000,
        "<b><i>" * 2000,
        "<p><b>" + "<i>x<p>y" * 300,
        "<table><tr><td>" * 800,
        "</div>" * 3000,
        "<!--" * 3000,
        "<script>" * 3000,
        '<a b="' * 2000,
        "<a b='\"" * 2000,
        "\x00\x01\x02\x03\ud800\udfff\ufffe",
        "",
        " \n\t\n ",
        "\x02wzxhzdk:99999999999999999999\x03",
        "&#99999999999999999999; &#xFFFFFFFF; &#0;",
        "[^1]" * 500 + "\n\n[^1]: [^1]",
        "*[" + "a" * 3000 + "]: b",
        "1" * 5000 + ". x",
        "[caption " * 5000,
        "[caption]<img src=x" * 2000 + "[/caption]" * 2000,
        "[caption]<a <img " * 2000 + "[/caption]",
    ],
)
def test_hostile_text_is_rendered_or_shown_plain(source: str, way: str) -> None:
    assert EVERY_WAY[way](source).html is not None


@pytest.mark.parametrize("way", ["author", "reader"])
def test_megabyte_in_one_line_is_rendered_or_shown_plain(way: str) -> None:
    assert EVERY_WAY[way]("word " * 200_000).word_count == 200_000


@pytest.mark.parametrize("unit", ["[", "*a ", "***\n", "*[a]: b\nx\n"])
def test_accident_of_an_author_is_rendered_or_shown_plain(unit: str) -> None:
    assert author((unit * 10_000)[:10_000]).html


def test_surplus_of_markup_is_shown_as_typed() -> None:
    source = "[ " * 400 + "*a " * 500 + "< " * 300 + "\\ & ! ~ " * 100

    assert plain_text(reader(source).html) == source.strip()


def test_surplus_in_code_is_shown_as_typed() -> None:
    code = "[<*_`>&]" * 200

    assert f"{code}" in plain_text(reader(f"```\n{code}\n```").html)


def test_deep_nesting_shows_its_text() -> None:
    assert "deep" in reader("> " * 200 + "deep").html
    assert "deep" in author("- " * 200 + "deep").html
    assert "deep" in author_html("<div>" * 2000 + "deep").html


def test_too_long_a_text_is_shown_plain() -> None:
    html = reader("**a** <b>\n\n" * 12_000).html

    assert html.startswith("<p>**a** &lt;b&gt;</p>")


def test_failing_parser_leaves_the_text_plain(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*arguments: object) -> str:
        raise RecursionError

    monkeypatch.setattr(rendering, "sanitize", fail)

    html = author("# A <b>\n\nline\nline").html

    assert html == "<p># A &lt;b&gt;</p>\n<p>line<br>\nline</p>"
    assert "plain paragraphs" in caplog.text


def test_parser_that_failed_is_made_anew_after_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(rendering.Markdown, "convert", lambda *arguments: 1 / 0)
        reader("*a*")

    assert reader("*a*").html == "<p><em>a</em></p>"


def test_line_ends_and_controls_are_cleaned() -> None:
    assert guard.clean_text("a\r\nb\rc\u2028d\x0ce\x00\x1b[0m\ufeff", keep_bidi=True) == "a\nb\nc\nd\ne[0m"


def test_source_is_normalised() -> None:
    assert guard.clean_text("e\u0301", keep_bidi=True) == "é"


def test_author_may_turn_direction() -> None:
    assert "\u2067" in author("\u2067abc\u2069").html
