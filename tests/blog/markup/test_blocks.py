"""What WordPress's styles and blocks say, when their styles and scripts are gone."""

import pytest

from blog.markup.blocks import drop_empty
from blog.markup.soup import tokenize
from tests.blog.markup.checker import faults
from tests.blog.markup.ways import author_html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ('<p style="text-align:center">x</p>', '<p class="has-text-align-center">x</p>'),
        ('<p style="color: red; TEXT-ALIGN : right;">x</p>', '<p class="has-text-align-right">x</p>'),
        ('<h2 align="center">x</h2>', '<h2 id="text-x" class="has-text-align-center">x</h2>'),
        ('<div align="right">x</div>', '<div class="has-text-align-right">x</div>'),
        ('<p style="text-align:justify">x</p>', "<p>x</p>"),
        ('<div style="float:left" class="modal">x</div>', '<div class="alignleft">x</div>'),
    ],
)
def test_alignment_in_a_style_is_a_class(source: str, html: str) -> None:
    assert author_html(source).html == html


@pytest.mark.parametrize(
    ("attributes", "classes"),
    [
        ('align="left"', "alignleft"),
        ('align="RIGHT" class="alignwide"', "alignwide alignright"),
        ('style="float: right; margin: 3px"', "alignright"),
        ('align="center"', "aligncenter"),
    ],
)
def test_pictures_of_old_keep_their_side(attributes: str, classes: str) -> None:
    assert f'class="{classes}"' in author_html(f'<p><img src="/a.png" alt="" {attributes}> x</p>').html


def test_picture_whose_align_is_about_its_line_has_no_side() -> None:
    assert "class" not in author_html('<p><img src="/a.png" alt="" align="middle"> x</p>').html


@pytest.mark.parametrize(
    "cover",
    [
        '<div class="wp-block-cover " style="min-height:9px;background-image:url(/c.jpg)">{}</div>',
        '<div class="wp-block-cover" style="background: url(\'/c.jpg\') center">{}</div>',
        '<div class="wp-block-cover"><span class="wp-block-cover__background"></span>'
        '<img class="wp-block-cover__image-background" src="/c.jpg" alt="">{}</div>',
        '<div class="wp-block-cover"><div role="img" class="wp-block-cover__image-background"'
        ' style="background-position:50% 50%;background-image:url(/c.jpg)"></div>{}</div>',
    ],
)
def test_cover_is_a_picture_with_its_text_below(cover: str) -> None:
    html = author_html("<!-- wp:cover -->" + cover.format("<p>Words</p>")).html

    assert html.startswith('<div class="wp-block-cover">')
    assert html.index('src="/c.jpg"') < html.index("<p>Words</p>")
    assert "style" not in html
    assert faults(html, "author") == []


def test_cover_keeps_the_description_of_its_picture_but_no_script() -> None:
    cover = (
        '<div class="wp-block-cover" aria-label="Wind &quot;farm&quot;" style="background:url({})">x</div>'
    )

    assert 'alt="Wind &quot;farm&quot;"' in author_html(cover.format("/c.jpg")).html
    assert "javascript" not in author_html(cover.format("javascript:alert")).html


def test_background_of_anything_else_is_decoration() -> None:
    assert "<img" not in author_html('<div style="background-image:url(/c.jpg)">x</div>').html


def test_film_behind_a_text_can_be_started() -> None:
    html = author_html('<video class="bg" autoplay muted loop src="/v.mp4"></video>').html

    assert html == '<video loop="" src="/v.mp4" controls="" preload="none"></video>'


def test_name_and_button_of_a_file_are_two_words() -> None:
    html = author_html(
        '<!-- wp:file --><div class="wp-block-file"><a href="/f.pdf">Minutes</a>'
        '<a href="/f.pdf" class="wp-block-file__button wp-element-button" download>Download</a></div>'
    ).html

    assert html == (
        '<div><a href="/f.pdf">Minutes</a> <a href="/f.pdf" class="wp-block-file__button">Download</a></div>'
    )


@pytest.mark.parametrize(
    "kept",
    [
        '<div class="wp-block-columns"><div class="wp-block-column"><p>x</p></div></div>',
        '<div class="wp-block-media-text has-media-on-the-right"><figure><img src="/a.png" alt="a"'
        ' loading="lazy" decoding="async"></figure><div><p>x</p></div></div>',
        '<figure class="wp-block-gallery columns-2"><ul class="blocks-gallery-grid"><li>x</li></ul></figure>',
        '<figure class="wp-block-pullquote"><blockquote><p>x</p><cite>y</cite></blockquote></figure>',
        '<p class="has-text-align-center"><a class="wp-block-button__link" href="/x">x</a></p>',
        '<pre tabindex="0" class="wp-block-verse">x</pre>',
        "<hr>",
    ],
)
def test_blocks_that_have_a_look_here_stay(kept: str) -> None:
    assert author_html(f"<!-- wp:x -->{kept}").html == kept


def test_colours_and_sizes_go() -> None:
    html = author_html('<p class="has-large-font-size has-red-color has-background has-drop-cap">x</p>').html

    assert html == "<p>x</p>"


@pytest.mark.parametrize(
    "empty",
    [
        "<!-- wp:latest-posts /-->",
        '<!-- wp:query --><div class="wp-block-query"><!-- wp:post-title /-->\n\n<p></p></div>',
        '<div class="wp-block-columns"><div class="wp-block-column"> </div>\n<div></div></div>',
        '<ul class="wp-block-social-links"><!-- wp:social-link /-->\n</ul>',
        '<div style="height:100px" aria-hidden="true" class="wp-block-spacer"></div>',
        "<figure><figcaption></figcaption></figure>",
        '<figure><img src="javascript:alert(1)" alt=""></figure>',
        "<div class=wp-block-cover style='background-image:url(javascript:alert(1))'></div>",
    ],
)
def test_blocks_that_were_filled_on_demand_leave_nothing(empty: str) -> None:
    html = author_html(f"<!-- wp:paragraph --><p>a</p>{empty}<p>b</p>").html

    assert html.replace("\n", "") == "<p>a</p><p>b</p>"


def test_words_of_a_picture_stay_where_its_address_was_refused() -> None:
    html = author_html('<p>a <img src="data:image/png,x" alt="&quot;b&quot; &lt;i&gt;"></p>').html

    assert html == "<p>a &quot;b&quot; &lt;i&gt;</p>"


def test_empty_element_that_is_linked_to_stays() -> None:
    assert author_html('<p>a<span id="here"></span></p>').html == '<p>a<span id="text-here"></span></p>'


def test_many_empty_elements_are_dropped_in_one_pass() -> None:
    nested = list(tokenize("<div> " * 20_000 + "</div>" * 20_000))
    beside = list(tokenize("<div>x" + " <p> </p>" * 20_000 + "</div>"))

    assert drop_empty(nested) == []
    assert not [token for token in drop_empty(beside) if token.name == "p"]


@pytest.mark.parametrize(
    "cut", ["<!--nextpage-->", "<!-- wp:nextpage -->\n<!--nextpage-->\n<!-- /wp:nextpage -->"]
)
def test_text_cut_into_pages_is_one_again(cut: str) -> None:
    html = author_html(f"<p>One</p>\n\n{cut}<p>Two</p>").html

    assert html.split() == ["<p>One</p>", "<p>Two</p>"]


def test_page_cut_inside_a_line_ends_the_paragraph() -> None:
    assert author_html("One <!--nextpage-->Two").html == "<p>One</p>\n<p>Two</p>"
