"""The narrow Markdown of comments, and imported comments in HTML."""

import re

import pytest

from tests.blog.markup.checker import faults
from tests.blog.markup.ways import reader, reader_html


def test_line_breaks_are_kept() -> None:
    assert reader("one\ntwo\n\nthree").html == "<p>one<br>\ntwo</p>\n<p>three</p>"


def test_small_markup_works() -> None:
    html = reader("*a* **b** ~~c~~ `d<e`\n\n1. x\n2. y\n\n- z\n\n```js\n<b>\n```").html

    for part in (
        "<em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;e</code>",
        "<ol>\n<li>x</li>\n<li>y</li>\n</ol>",
        "<li>z</li>",
        '<pre tabindex="0"><code>&lt;b&gt;\n</code></pre>',
    ):
        assert part in html


def test_links_say_what_search_engines_should_know() -> None:
    html = reader("[a](https://a.org) https://b.org/x_(y)?c=d&e=f. (www.c.org)").html

    rel = 'rel="nofollow ugc noopener"'
    assert f'<a href="https://a.org" {rel}>a</a>' in html
    assert f'<a href="https://b.org/x_(y)?c=d&amp;e=f" {rel}>https://b.org/x_(y)?c=d&amp;e=f</a>.' in html
    assert f'(<a href="http://www.c.org" {rel}>www.c.org</a>)' in html


def test_links_within_the_site_are_trusted_and_not_listed() -> None:
    text = reader("[a](https://me.org/x) [b](/y) [c](//evil.org/) [d](/\\evil.net)", own_hosts=["me.org"])

    assert '<a href="https://me.org/x">a</a> <a href="/y">b</a>' in text.html
    assert text.html.count("nofollow") == 2
    assert text.links == ["https://evil.org/", "https://evil.net"]


@pytest.mark.parametrize(
    "text", ["see README.md and node.js", "a@example.org", "mailto:a@example.org", "`http://a.org`"]
)
def test_what_is_no_bare_address_is_not_linked(text: str) -> None:
    assert "<a" not in reader(text).html


def test_heading_becomes_a_bold_paragraph() -> None:
    assert reader("## My point ##\nfollows").html == "<p><strong>My point</strong></p>\n<p>follows</p>"


@pytest.mark.parametrize("text", ["#17 is right", "Title\n=====", "a\n\n---\n\nb"])
def test_comment_has_neither_headings_nor_rules(text: str) -> None:
    assert not re.search(r"<(h\d|hr|strong)", reader(text).html)


def test_image_becomes_a_link_to_it() -> None:
    assert reader("![A cat](https://a.org/c.png)").html == (
        '<p><a href="https://a.org/c.png" rel="nofollow ugc noopener">A cat</a></p>'
    )


def test_answer_right_under_a_quotation_is_not_part_of_it() -> None:
    html = reader("> you said\n> this\nI say that").html

    assert "<p>I say that</p>" in html.partition("</blockquote>")[2]
    assert "you said<br>\nthis" in html


def test_list_right_under_text_is_a_list() -> None:
    assert "<li>one</li>" in reader("Two points:\n- one\n- two").html


def test_reference_definitions_stay_visible() -> None:
    html = reader("As shown [1].\n\n[1]: https://a.org/paper").html

    assert "[1]: <a" in html


def test_allowed_html_works_and_other_tags_show_as_text() -> None:
    html = reader('<b>a</b> <div class="x">b</div> <blockquote>c</blockquote>').html

    assert "<b>a</b>" in html
    assert "&lt;div class=" in html
    assert "<blockquote>c</blockquote>" in html
    assert faults(html, "reader") == []


def test_comment_carries_no_ids_classes_or_contents() -> None:
    text = reader('## x\n\n<b id="main" class="button" title="t">y</b>', anchor="c345")

    assert not re.search(r"\b(id|class|title)=", text.html)
    assert text.toc == []


def test_overrides_of_direction_go_and_marks_stay() -> None:
    html = reader("\u202eevil\u202c \u2066x\u2069 \u05d0\u200f \u200ea &#x202e;b").html

    assert html == "<p>evil x \u05d0\u200f \u200ea b</p>"


def test_stacked_marks_are_cut_and_text_is_normalised() -> None:
    html = reader("e\u0301 z" + "\u0300\u0316" * 500).html

    assert html.startswith("<p>é z")
    assert len(html) < 30


def test_imported_comment_gets_paragraphs_and_breaks() -> None:
    html = reader_html(
        "One\ntwo\n\n<blockquote>q</blockquote>\nhttp://a.org <em>x</em><script>y</script>"
    ).html

    assert html.startswith("<p>One<br>\ntwo</p>")
    assert re.search(r"<blockquote>\s*<p>q</p>\s*</blockquote>", html)
    assert '<a href="http://a.org" rel="nofollow ugc noopener">http://a.org</a> <em>x</em>' in html
    assert "y" not in html.replace("style", "")


def test_imported_comment_keeps_code_as_typed() -> None:
    html = reader_html("<pre><code>a\n\n  b &lt;</code></pre>").html

    assert html == '<pre tabindex="0"><code>a\n\n  b &lt;</code></pre>'


def test_quotes_are_typographic_but_not_in_code() -> None:
    html = reader("\"Don't\", she said, 'then'. `it's` [a](https://a.org/it's)\n\n> 'quoted'").html

    assert "<p>“Don’t”, she said, ‘then’. <code>it's</code>" in html
    assert 'href="https://a.org/it\'s"' in html
    assert "<p>‘quoted’</p>" in html


def test_dashes_and_dots_stay_as_typed() -> None:
    assert reader("make --force... now -- or never").html == "<p>make --force... now -- or never</p>"


def test_only_so_many_bare_addresses_are_linked() -> None:
    assert reader("www.a.org " * 500).html.count("<a ") == 100
