"""HTML as a second source format: what was imported, and what authors type as HTML."""

import re

import pytest

from tests.blog.markup.checker import faults, ids
from tests.blog.markup.ways import author_html


def test_blank_lines_become_paragraphs_and_lines_breaks() -> None:
    assert author_html("One\ntwo\n\nthree").html == "<p>One<br>\ntwo</p>\n<p>three</p>"


def test_text_between_blocks_becomes_paragraphs() -> None:
    html = author_html("One\n\n<ul>\n<li>a\n<li>b\n</ul>\n\nTwo\n<h2>Three</h2>\nFour").html

    assert re.findall(r"<p>(.*?)</p>", html) == ["One", "Two", "Four"]
    assert html.count("</li>") == 2
    assert faults(html, "author") == []


def test_written_paragraphs_are_left_alone() -> None:
    source = "<p>One\ntwo</p>\n\n<p>three</p>"

    assert author_html(source).html == source


@pytest.mark.parametrize("tag", ["pre", "pre class='big'"])
def test_preformatted_text_keeps_its_blank_lines(tag: str) -> None:
    assert author_html(f"<{tag}>a\n\n  b</pre>").html == '<pre tabindex="0">a\n\n  b</pre>'


def test_script_is_gone_with_its_content() -> None:
    html = author_html("One\n<script>\na();\n\nb('<p>');\n</script>\nTwo").html

    assert html == "<p>One</p>\n<p>Two</p>"


def test_quotation_gets_its_own_paragraphs() -> None:
    html = author_html("Before\n\n<blockquote>One\n\nTwo</blockquote>\n\nAfter").html

    assert re.sub(r"\s*\n\s*", "", html) == (
        "<p>Before</p><blockquote><p>One</p><p>Two</p></blockquote><p>After</p>"
    )


def test_emphasis_over_a_paragraph_break_goes_on() -> None:
    assert author_html("<strong>a\n\nb</strong> c").html == (
        "<p><strong>a</strong></p>\n<p><strong>b</strong> c</p>"
    )


def test_list_item_without_blank_line_gets_no_paragraph() -> None:
    assert "<p>" not in author_html("<ul>\n<li>one\ntwo</li>\n</ul>").html


def test_lines_of_an_address_stay_lines() -> None:
    assert author_html("<address>1 Loop\nCupertino</address>").html == (
        "<address>1 Loop<br>\nCupertino</address>"
    )


def test_elements_of_old_get_their_names_of_today() -> None:
    html = author_html('<acronym title="For the win">ftw</acronym> <strike>x</strike>').html

    assert html == '<p><abbr title="For the win">ftw</abbr> <s>x</s></p>'


def test_block_editor_comments_go_and_its_newlines_mean_nothing() -> None:
    source = (
        "<!-- wp:paragraph -->\n<p>One</p>\n<!-- /wp:paragraph -->\n\n"
        "<!-- wp:html -->\n<div>a\n\nb</div>\n<!-- /wp:html -->"
    )

    html = author_html(source).html

    assert "wp:" not in html
    assert re.sub(r"\s+", " ", html) == "<p>One</p> <div>a b</div>"


def test_frame_becomes_a_link_to_what_it_showed() -> None:
    html = author_html('<iframe width="1" src="https://v.example/e?a=1&amp;b=2">x<b></iframe>').html

    assert html == '<p><a href="https://v.example/e?a=1&amp;b=2">https://v.example/e?a=1&amp;b=2</a></p>'


def test_frame_with_a_script_for_address_leaves_nothing() -> None:
    assert author_html('<iframe src="javascript:alert(1)"></iframe>').html == ""


def test_address_left_alone_for_embedding_is_a_link() -> None:
    assert (
        author_html("Look:\n\nhttps://v.example/1\n\nNice").html.count('<a href="https://v.example/1">') == 1
    )


def test_typed_ids_are_prefixed_and_their_links_follow() -> None:
    html = author_html(
        '<p id="main">x</p><a name="title" href="#main">up</a><p id="main">y</p>', anchor="p4"
    ).html

    assert ids(html) == ["p4-main", "p4-main-2"]
    assert 'href="#p4-main"' in html
    assert "name=" not in html


def test_ids_with_odd_characters_become_usable() -> None:
    html = author_html('<p id="a b&quot;c">x</p><a href="#a%20b%22c">y</a>', anchor="p4").html

    assert ids(html) == ["p4-a-b-c"]
    assert 'href="#p4-a-b-c"' in html


def test_known_classes_stay_and_others_go() -> None:
    html = author_html('<p class="alignright button-primary">x</p><p class="modal">y</p>').html

    assert html == '<p class="alignright">x</p><p>y</p>'


def test_rich_text_elements_stay() -> None:
    source = (
        '<figure><img src="/a.png" alt="a" width="10" height="20" loading="lazy"'
        ' srcset="/a.png 1x, /b.png 2x" decoding="async"><figcaption>c</figcaption></figure>'
        '<details open=""><summary>s</summary><time datetime="2026-01-01">x</time></details>'
        '<p lang="ar" dir="rtl"><ruby>漢<rt>kan</rt></ruby> <kbd>a</kbd><sub>1</sub><mark>m</mark></p>'
        '<video src="/v.mp4" controls=""></video>'
    )

    assert author_html(source).html == source


@pytest.mark.parametrize(
    "srcset",
    ["javascript:alert(1) 1x", "/a.png 1x, data:text/html;base64,x 2x", "/a.png 1x,java&#10;script:x 2x"],
)
def test_image_set_with_a_bad_address_goes(srcset: str) -> None:
    assert "srcset" not in author_html(f'<img src="/a.png" srcset="{srcset}">').html


def test_table_caption_names_its_group() -> None:
    html = author_html("<table><caption>Costs in <b>£</b></caption><tr><td>1</table>").html

    assert 'aria-label="Table: Costs in £"' in html
    assert faults(html, "author") == []


def test_nested_tables_share_one_group() -> None:
    html = author_html("<table><tr><td><table><tr><td>x</table></table>").html

    assert html.count('role="group"') == 1
    assert faults(html, "author") == []


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<p>a</div>b</p>", "<p>ab</p>"),
        ("<b>a<i>b</b>c</i>", None),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        ("<p>a<h2>b</h2>c", None),
        ("<div><b>x</div>y", None),
        ("</p></div></b>x", None),
        ("<a href='/x'>a<a href='/y'>b</a>", None),
        ("<p title=it's>x</p>", '<p title="it\'s">x</p>'),
        ('<p title="a>b">x</p>', '<p title="a&gt;b">x</p>'),
        ("<p id=>x</p>", None),
        ("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>"),
    ],
)
def test_misnested_html_is_closed(source: str, result: str | None) -> None:
    html = author_html(source).html

    assert faults(html, "author") == []
    if result:
        assert html == result


PICTURE = '<img src="/b.jpg" width="300" height="200" alt="b">'
SHOWN = PICTURE[:-1] + ' loading="lazy" decoding="async">'


@pytest.mark.parametrize(
    ("source", "figure"),
    [
        (
            f'[caption id="attachment_7" align="alignleft"]{PICTURE} The <em>old</em> bridge[/caption]',
            '<figure class="wp-caption alignleft">{}<figcaption class="wp-caption-text">'
            "The <em>old</em> bridge</figcaption></figure>",
        ),
        (
            f'[caption width="300" caption="Before 2012"]{PICTURE}[/caption]',
            '<figure class="wp-caption">{}<figcaption class="wp-caption-text">'
            "Before 2012</figcaption></figure>",
        ),
        (
            f'[wp_caption align="alignnone"]<a href="/c">{PICTURE}</a>[/wp_caption]',
            '<figure class="wp-caption alignnone"><a href="/c">{}</a></figure>',
        ),
    ],
)
def test_caption_of_wordpress_is_a_figure(source: str, figure: str) -> None:
    html = author_html(f"Before\n\n{source}\n\nAfter").html

    assert re.sub(r">\s+<", "><", html) == f"<p>Before</p>{figure.format(SHOWN)}<p>After</p>"
    assert faults(html, "author") == []


@pytest.mark.parametrize(
    "source", ["[caption]no picture[/caption]", "[caption x", f"[caption]{PICTURE} and no end", "[/caption]"]
)
def test_caption_that_is_none_stays_as_typed(source: str) -> None:
    html = author_html(source).html

    assert "[" in html
    assert "<figure" not in html


def test_caption_in_a_paragraph_of_its_own_leaves_no_empty_one() -> None:
    html = author_html(f"<p>[caption]{PICTURE} words[/caption]</p>").html

    assert html.startswith('<figure class="wp-caption">')
    assert "<p></p>" not in html


@pytest.mark.parametrize(
    ("link", "label"),
    [
        ('<a href="/big.JPG?w=1">{}</a>', "Open the picture"),
        ('<a href="/about/"> &nbsp;<em>{}</em></a>', "Open the page behind the picture"),
        ('<a href="/big.jpg">{} words</a>', None),
        ('<a href="/big.jpg" title="words">{}</a>', None),
        ('<a href="/big.jpg">{}<img src="/b.png" alt="words"></a>', None),
        ('<a id="here">{}</a>', None),
        ('<a href="/"></a>{}', None),
    ],
)
def test_link_around_silent_pictures_has_a_name(link: str, label: str | None) -> None:
    html = author_html(f"<p>{link.format('<img src=/a.png>')}</p>").html

    assert re.findall('<a [^>]*aria-label="(.*?)"', html) == ([label] if label else [])
    assert faults(html, "author") == []


def test_figures_of_the_block_editor_keep_their_classes() -> None:
    html = author_html(
        f'<!-- wp:image --><figure class="wp-block-image alignright size-full">{PICTURE}</figure>'
    ).html

    assert html == f'<figure class="wp-block-image alignright">{SHOWN}</figure>'
