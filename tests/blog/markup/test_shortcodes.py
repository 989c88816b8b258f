"""WordPress's shortcodes: shown as what they mean, or as they were typed."""

import time

import pytest

from blog.markup.shortcodes import replace_shortcodes, show_shortcodes, shown_as_typed
from tests.blog.markup.checker import faults
from tests.blog.markup.ways import author, author_html

FILE = "https://quay.example/2008/bells.mp3"
PICTURE = '<img src="/a.png" alt="" loading="lazy" decoding="async">'
FILM = "https://quay.example/2008/tide.mp4"


def player(name: str, attributes: str, inside: str = "") -> str:
    return f'<{name} controls="" preload="none"{attributes}>{inside}</{name}>'


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (f"[audio {FILE}]", player("audio", f' src="{FILE}"')),
        (f'[audio src="{FILE}"]', player("audio", f' src="{FILE}"')),
        (f'[audio mp3="{FILE}"][/audio]', player("audio", f' src="{FILE}"')),
        ("[audio mp3='/a.mp3' /]", player("audio", ' src="/a.mp3"')),
        ("[audio src=&#8221;/a.mp3&#8243;]", player("audio", ' src="/a.mp3"')),
        (
            "[audio ogg='/a.ogg' mp3='/a.mp3']",
            player("audio", "", '<source src="/a.mp3"><source src="/a.ogg">'),
        ),
        (
            f'[video width="640" height="360" mp4="{FILM}?a=1&amp;b=2" poster="/p.jpg"][/video]',
            player("video", f' src="{FILM}?a=1&amp;b=2" poster="/p.jpg" width="640" height="360"'),
        ),
    ],
)
def test_sound_and_film_have_a_player(source: str, shown: str) -> None:
    html = author_html(source).html

    assert html == shown
    assert faults(html, "author") == []


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("[embed]https://v.example/w?a=1&amp;b=2[/embed]", "https://v.example/w?a=1&amp;b=2"),
        ('[embed width="500"] https://v.example/7 [/embed]', "https://v.example/7"),
        ('[embed src="https://v.example/7"]', "https://v.example/7"),
        ('[video src="https://v.example/7"]', "https://v.example/7"),
        ('[video flv="https://v.example/7.flv"]', "https://v.example/7.flv"),
    ],
)
def test_what_no_player_plays_is_a_link(source: str, address: str) -> None:
    assert author_html(source).html == f'<p><a href="{address}">{address}</a></p>'


def test_words_around_a_shortcode_stay() -> None:
    html = author_html(f"Before\n\n[audio {FILE}]\n\nSee [embed]https://v.example/7[/embed] there").html

    assert html == (
        f"<p>Before</p>\n{player('audio', f' src={chr(34)}{FILE}{chr(34)}')}"
        '<p>See <a href="https://v.example/7">https://v.example/7</a> there</p>'
    )


def test_words_inside_a_player_stand_behind_it() -> None:
    assert author_html("[video mp4='/a.mp4']The tide comes in.[/video]").html == (
        player("video", ' src="/a.mp4"') + "<p>The tide comes in.</p>"
    )


@pytest.mark.parametrize(
    "source",
    [
        "[gallery]",
        '[gallery ids="1,2"]',
        '[playlist type="video"]',
        "[audio]",
        "[audio src='javascript:alert(1).mp3']",
        "[embed]javascript:alert(1)[/embed]",
        "[embed]two words[/embed]",
        "[embed]https://v.example/7",
        '[contact-form-7 id="4"]',
        "[b]bold[/b]",
        "words [sic] and [1]",
        "[[poll id=1]]",
    ],
)
def test_others_stay_as_typed(source: str) -> None:
    assert author_html(source).html == f"<p>{source}</p>"


def test_doubled_brackets_show_single_ones() -> None:
    html = author_html(
        f"[[gallery]], [[audio {FILE}]], [[embed]https://v.example/7[/embed]], [[/caption]]"
    ).html

    assert html == f"<p>[gallery], [audio {FILE}], [embed]https://v.example/7[/embed], [/caption]</p>"


@pytest.mark.parametrize(
    "source",
    [
        f'<pre tabindex="0">[audio {FILE}] [[gallery]]</pre>',
        f"<p><code>[audio {FILE}]</code> <em>x</em></p>",
        f'<p title="[audio {FILE}]">x</p>',
        f'<pre tabindex="0">[caption id="x"]{PICTURE} y[/caption]</pre>',
        "<p><code>[caption]</code> and [/caption]</p>",
    ],
)
def test_examples_in_code_and_in_attributes_stay_as_typed(source: str) -> None:
    assert author_html(source).html == source


def test_captions_in_comments_stay_there() -> None:
    source = "<!-- [caption]<img src='/a.png'> x[/caption] -->"

    assert show_shortcodes(f"{source} y") == f"{source} y"
    assert shown_as_typed(source) == []


def test_words_of_a_caption_may_hold_code() -> None:
    html = show_shortcodes("[caption]<img src='/a.png'> see <code>[caption]</code>[/caption]")

    assert html.startswith("<figure")
    assert "see <code>[caption]</code></figcaption>" in html


def test_code_that_is_over_is_no_code() -> None:
    html = author_html(f"<code>[embed]</code> and </code> [audio {FILE}] <!-- [audio /not.mp3] --> x").html

    assert html.count("<audio") == 1
    assert "<code>[embed]</code>" in html


def test_shortcodes_of_markdown_mean_nothing() -> None:
    assert "<audio" not in author(f"[audio {FILE}]").html


def test_what_stays_as_typed_is_named_once() -> None:
    source = (
        "[gallery] [gallery ids='1'] [audio /a.mp3] [poll id=1] [b]x[/b] [sic] [[gallery]] [/spoiler]"
        " <pre>[code lang=c]</pre> <!-- [old id=1] -->"
        " [caption]<img src='/a.png'>[/caption] [caption]x[/caption]"
    )

    assert shown_as_typed(source) == ["gallery", "poll", "b", "caption"]


def test_a_text_without_any_is_left_alone() -> None:
    source = "<p title='x'>No brackets, <b>only</b> a --> and <!-- one"

    assert show_shortcodes(source) == source
    assert replace_shortcodes(source + "[", lambda shortcode: "never") == source + "["


@pytest.mark.parametrize(
    "unit",
    [
        "[", "[[", "[audio ", '[audio a="', "[embed]http://a", "[a]x", "[/audio]", "<!--", "<pre>", "[a b=",
        "<a [", "[[gallery]", "[x " + '"' * 50 + "]", "[x " + "a" * 5_000, "[x " + "a-" * 2_000 + "]",
    ],
)  # fmt: skip
def test_half_a_megabyte_of_hostile_shortcodes_is_read_in_linear_time(unit: str) -> None:
    text = (unit * 500_000)[:500_000]
    start = time.process_time()
    show_shortcodes(text)
    shown_as_typed(text)

    assert time.process_time() - start < 3
