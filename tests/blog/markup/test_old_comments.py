"""HTML of imported comments, in the few elements that a comment may have."""

import pytest

from blog.markup import plain_text
from tests.blog.markup.checker import faults
from tests.blog.markup.ways import reader_html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            "<h1>One</h1><h3>Two</h3>three",
            "<p><strong>One</strong></p>\n<p><strong>Two</strong></p>\n<p>three</p>",
        ),
        ("<div>a</div><div>b</div>", "<p>a</p>\n<p>b</p>"),
        ("<dl><dt>Tide</dt><dd>What comes in.</dd></dl>", "<p>Tide</p>\n<p>What comes in.</p>"),
        ("<section>a<hr>b</section>", "<p>a</p>\n<p>b</p>"),
    ],
)
def test_blocks_that_comments_may_not_have_stay_apart(source: str, html: str) -> None:
    assert reader_html(source).html == html


def test_rows_of_a_table_are_paragraphs() -> None:
    html = reader_html("<table><tr><td>Ada</td><td>3</td></tr><tr><td>Ben</td><td>5</td></tr></table>").html

    assert html == "<p>Ada  3</p>\n<p>Ben  5</p>"


def test_picture_is_a_link_to_it() -> None:
    html = reader_html('Look <img src="https://p.example/w.jpg" alt="The farm"> <img src="/b.png">').html

    assert '<a href="https://p.example/w.jpg" rel="nofollow ugc noopener">The farm</a>' in html
    assert html.endswith("</a> /b.png</p>")


def test_picture_in_a_link_is_its_words() -> None:
    html = reader_html(
        '<a href="/w"><img src="/s.jpg" alt="The farm"></a> <img src="//t.example/" alt="tide">'
    ).html

    assert (
        html == '<p><a href="/w">The farm</a> <a href="//t.example/" rel="nofollow ugc noopener">tide</a></p>'
    )


def test_picture_with_a_script_for_address_is_its_words() -> None:
    assert reader_html('<img src="javascript:alert(1)" alt="x">').html == "<p>x</p>"


def test_long_comment_shows_no_tags() -> None:
    html = reader_html("<em>a</em> <strong>b</strong> <small>c</small> " * 150).html

    assert html.count("<em>") == 150
    assert "&lt;" not in html
    assert faults(html, "reader") == []


def test_elements_over_the_limit_leave_their_words() -> None:
    html = reader_html("<em>a</em> " * 2_000).html

    assert plain_text(html).split() == ["a"] * 2_000
    assert html.count("<em>") < 600
