"""What an author's Markdown can do."""

import re
from collections.abc import Collection
from html import unescape

import pytest

from tests.blog.markup.checker import faults, ids
from tests.blog.markup.ways import author


def test_fenced_code_is_highlighted_by_class_only() -> None:
    html = author("```python\ndef f(): return '<b>'\n```").html

    assert '<div class="codehilite"><pre tabindex="0">' in html
    assert '<span class="k">def</span>' in html
    assert "&lt;b&gt;" in html
    assert "style=" not in html


@pytest.mark.parametrize("language", ["", "no-such-language", "{.nope linenos=1}"])
def test_fenced_code_of_unknown_language_is_shown_as_typed(language: str) -> None:
    assert (
        author(f"```{language}\na < b *c*\n```").html == '<pre tabindex="0"><code>a &lt; b *c*\n</code></pre>'
    )


def test_fenced_code_may_be_indented_in_a_list_or_quoted() -> None:
    html = author("- one\n\n    ~~~\n    a\n      b\n    ~~~\n\n- two\n\n> ```\n> c\n> ```").html

    assert '<pre tabindex="0"><code>a\n  b\n</code></pre>' in html
    assert html.count("<li>") == 2
    assert re.search(r"<blockquote>\s*<pre[^>]*><code>c\n</code></pre>\s*</blockquote>", html)


def test_fence_inside_a_longer_fence_is_code() -> None:
    assert author("````\n```\nx\n```\n````").html == '<pre tabindex="0"><code>```\nx\n```\n</code></pre>'


def test_unclosed_fence_runs_to_the_end() -> None:
    assert author("```\na\n\n*b*").html == '<pre tabindex="0"><code>a\n\n*b*\n</code></pre>'


def test_footnotes_have_names_and_lead_both_ways() -> None:
    html = author("One[^x] two[^y].\n\n[^y]: Second.\n[^x]: First.", anchor="p12").html

    assert (
        '<sup id="p12-fnref:x"><a aria-label="Footnote 1" class="footnote-ref" href="#p12-fn:x">1</a></sup>'
        in html
    )
    assert '<section aria-label="Footnotes" class="footnotes">' in html
    assert html.index('id="p12-fn:x"') < html.index('id="p12-fn:y"'), "in the order of the text"
    assert 'href="#p12-fnref:x" rev="footnote">↩</a>' in html
    assert "<hr>" not in html


def test_footnote_leads_back_to_every_place_it_was_called_from() -> None:
    html = author("One[^x] two[^x].\n\n[^x]: Note.", anchor="p12").html

    assert 'href="#p12-fnref:x" rev="footnote">↩</a>' in html
    assert (
        '<a aria-label="Back to the text, place 2" class="footnote-backref" href="#p12-fnref2:x"'
        ' rev="footnote">↩2</a>' in html
    )
    assert {"p12-fnref:x", "p12-fnref2:x", "p12-fn:x"} == set(ids(html))


def test_tables_scroll_in_a_group_with_a_name_and_align_by_class() -> None:
    html = author("| a | b |\n|---|--:|\n| 1 | 2 |").html

    assert html.startswith('<div class="scroll" role="group" tabindex="0" aria-label="Table"><table>')
    assert html.endswith("</table></div>")
    assert '<td class="has-text-align-right">2</td>' in html


def test_group_cannot_be_written_by_an_author() -> None:
    html = author('<div class="scroll" role="group" tabindex="0">x</div>').html

    assert html == "<div>x</div>"


def test_definition_list_and_abbreviation() -> None:
    html = author("Term\n:   The HTML way.\n\n*[HTML]: Hypertext").html

    assert "<dt>Term</dt>" in html
    assert '<dd>The <abbr title="Hypertext">HTML</abbr> way.</dd>' in html


def test_definitions_without_blank_lines_between_are_one_list() -> None:
    html = author("One\n: first\n" + "Term\n: more\n: again\n" * 400).html

    assert html.count("<dl>") == 1
    assert re.findall(r"<d[td]>([^<]*)", html)[:5] == ["One", "first", "Term", "more", "again"]
    assert html.count("<dt>") == 401


def test_punctuation_is_smart_but_not_in_code() -> None:
    html = author('"Don\'t" -- really... `"a" --`').html

    assert html == '<p>“Don’t” – really… <code>"a" --</code></p>'


def test_strikethrough_needs_two_tildes() -> None:
    assert author("~~gone~~ ~kept~").html == "<p><del>gone</del> ~kept~</p>"


def test_tasks_are_text_without_inputs() -> None:
    html = author("- [ ] buy\n- [x] **done**\n- [y] neither").html

    assert '<li class="task">☐ buy</li>' in html
    assert '<li class="task done">☑ <strong>done</strong></li>' in html
    assert "<li>[y] neither</li>" in html


def test_tasks_in_a_loose_list() -> None:
    assert html_of_items("- [x] one\n\n- [ ] two") == ["task done", "task"]


def html_of_items(source: str) -> list[str]:
    return re.findall(r'<li class="([^"]+)">', author(source).html)


def test_image_with_a_title_alone_is_a_figure() -> None:
    html = author('![A bridge](/b.jpg "The *old* bridge")').html

    assert re.fullmatch(
        r'<figure><img alt="A bridge" src="/b\.jpg" loading="lazy" decoding="async">'
        r"<figcaption>The \*old\* bridge</figcaption>\s*</figure>",
        html,
    )


def test_image_without_a_title_alone_is_a_figure_without_caption() -> None:
    assert re.fullmatch(r'<figure><img alt="a" [^>]*></figure>', author("![a](/b.jpg)").html)


@pytest.mark.parametrize("source", ['See ![a](/b.jpg "c")', "![a](/b.jpg) ![b](/b.jpg)", "- ![a](/b.jpg)"])
def test_image_with_something_beside_it_is_no_figure(source: str) -> None:
    assert "<figure>" not in author(source).html


MEASURES = {"width": "1200", "height": "800", "srcset": "/a.480.webp 480w, /a.jpg 1200w", "sizes": "100vw"}


def test_pictures_are_completed_by_what_is_known_of_them() -> None:
    asked: list[list[str]] = []

    def find(addresses: Collection[str]) -> dict[str, dict[str, str]]:
        asked.append(sorted(addresses))
        return {"/a.jpg?x=1&y=2": MEASURES}

    html = author("![a](/a.jpg?x=1&y=2)\n\n![b](/b.jpg)\n\n![b](/b.jpg)", find_pictures=find).html

    assert asked == [["/a.jpg?x=1&y=2", "/b.jpg"]]
    assert (
        'src="/a.jpg?x=1&amp;y=2" width="1200" height="800" srcset="/a.480.webp 480w, /a.jpg 1200w"'
        ' sizes="100vw" loading="lazy" decoding="async">' in html
    )
    assert html.count('src="/b.jpg" loading="lazy" decoding="async">') == 2


def test_text_without_pictures_asks_nothing() -> None:
    assert author("a", find_pictures=lambda addresses: 1 / 0).html == "<p>a</p>"


@pytest.mark.parametrize(
    ("written", "completed"),
    [
        ('width="300"', 'width="300" srcset="/a.480.webp 480w, /a.jpg 1200w" sizes="300px"'),
        ('srcset="/own.jpg 2x"', 'srcset="/own.jpg 2x" width="1200" height="800"'),
        ('loading="eager" height="9"', 'loading="eager" height="9" srcset='),
    ],
)
def test_what_an_author_says_of_a_picture_counts(written: str, completed: str) -> None:
    html = author(f'<img src="/a.jpg" {written}>', find_pictures=lambda addresses: {"/a.jpg": MEASURES}).html

    assert f'<img src="/a.jpg" {completed}' in html
    assert faults(html, "author") == []


def test_what_is_known_of_a_picture_cannot_break_out() -> None:
    html = author("![a](/a.jpg)", find_pictures=lambda addresses: {"/a.jpg": {"srcset": '"><b>'}}).html

    assert "<b>" not in html


def test_linked_image_with_a_title_is_a_figure() -> None:
    html = author('[![a](/b.jpg "c")](https://example.org/)').html

    assert '<figure><a href="https://example.org/"><img' in html
    assert "<figcaption>c</figcaption>" in html


def test_headings_get_prefixed_ids_and_contents() -> None:
    text = author("## First & *best*\n\n### Sub[^1]\n\n## First & best\n\n[^1]: x", anchor="p7")

    assert [name for name in ids(text.html) if "fn" not in name] == [
        "p7-first-best",
        "p7-sub",
        "p7-first-best-2",
    ]
    assert text.toc == [
        {
            "id": "p7-first-best",
            "title": "First & best",
            "children": [{"id": "p7-sub", "title": "Sub", "children": []}],
        },
        {"id": "p7-first-best-2", "title": "First & best", "children": []},
    ]


def test_top_heading_moves_all_down() -> None:
    html = author("# One\n\n## Two\n\n###### Six").html

    assert re.findall(r"<(h\d)", html) == ["h2", "h3", "h4"]


@pytest.mark.parametrize(
    ("typed", "levels"),
    [
        ("## a\n\n### b\n\n## c", "2 3 2"),
        ("### a\n\n##### b\n\n### c", "2 3 2"),
        ("#### a\n\n## b\n\n### c", "2 2 3"),
        ("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f", "2 3 4 5 6 6"),
    ],
)
def test_headings_begin_at_the_second_level_and_skip_none(typed: str, levels: str) -> None:
    assert " ".join(re.findall(r"<h(\d)", author(typed).html)) == levels


def test_heading_in_another_script_keeps_its_letters() -> None:
    assert ids(author("## 日本語 の見出し", anchor="p1").html) == ["p1-日本語-の見出し"]


def test_contents_of_skipped_and_rising_levels() -> None:
    toc = author("### c\n\n## b\n\n#### d\n\n## e").toc

    assert [(entry["title"], [child["title"] for child in entry["children"]]) for entry in toc] == [
        ("c", []),
        ("b", ["d"]),
        ("e", []),
    ]


def test_ids_of_two_posts_never_meet() -> None:
    source = "# Title\n\nText[^1][^1] [up](#title) <b id='main'>x</b>\n\n[^1]: Note"

    first, second = (ids(author(source, anchor=anchor).html) for anchor in ("p1", "p12"))

    assert len(first) == len(second) == 5
    assert not set(first) & set(second)


def test_links_within_the_text_follow_their_ids() -> None:
    html = author("## A b\n\n[go](#a-b) [out](#comments)", anchor="p3").html

    assert '<a href="#p3-a-b">go</a>' in html
    assert '<a href="#comments">out</a>' in html


def test_id_without_anchor_has_a_prefix_all_the_same() -> None:
    assert ids(author("## Main").html) == ["text-main"]


def test_attribute_lists_mean_nothing() -> None:
    html = author("## a {: onclick=alert(1) #main }").html

    assert html == '<h2 id="text-a-onclickalert1-main">a {: onclick=alert(1) #main }</h2>'


def test_html_in_markdown_is_kept_and_closed() -> None:
    html = author("<details><summary>More</summary>\n\nHidden *not parsed*\n\n</details>\n\nAfter").html

    assert "<details><summary>More</summary>" in html
    assert "<p>After</p>" in html
    assert faults(html, "author") == []


def test_php_and_broken_tags_show_as_text() -> None:
    html = author('a <?php echo 1 ?> b <a href="x').html

    assert "&lt;?php echo 1 ?&gt;" in html
    assert "&lt;a href=" in html


def test_words_are_counted_and_chinese_characters_too() -> None:
    assert author("Don't *stop* well-known 日本語[^1]\n\n[^1]: two more").word_count == 8


def test_links_are_listed_once_in_order_and_not_our_own() -> None:
    text = author(
        "[b](https://b.org/x?a=1&b=2) [a](http://a.org) [b](https://b.org/x?a=1&b=2)"
        " [own](https://me.org/) [rel](/x)",
        own_hosts={"me.org"},
    )

    assert text.links == ["https://b.org/x?a=1&b=2", "http://a.org"]


def test_highlighted_code_says_what_its_source_says() -> None:
    code = "from statistics import mean\n\ndef f(x):\n    return  x  # twice\n"
    html = author(f"```python\n{code}```").html
    assert unescape(re.sub(r"<[^>]*>", "", html)).strip() == code.strip()
