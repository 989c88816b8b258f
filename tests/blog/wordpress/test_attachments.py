"""Galleries, playlists and players of an export, written out with the files that it names."""

import pytest

from blog.models import Post
from blog.wordpress import Report

from . import wxr
from .test_importer import notes_of, run

pytestmark = pytest.mark.django_db

FILES = "https://ledger.example/wp-content/uploads/2008/06"
WRITTEN_OUT = "its galleries were written out as HTML, beside their shortcodes"
AS_TYPED = "it has shortcodes that are shown as they were typed"


def attachment(number: int, file: str, *parts: str, **fields) -> str:
    values = {"post_id": number, "post_type": "attachment", "status": "inherit", "post_parent": 7}
    title = fields.pop("title", f"Title {number}")
    return wxr.item(title, *parts, **{**values, "attachment_url": f"{FILES}/{file}", **fields})


def stored(tmp_path, content: str, *attachments: str) -> tuple[Post, Report]:
    report = run(tmp_path, wxr.item("Text", post_id=7, **{"content:encoded": content}), *attachments)
    return Post.objects.get(), report


def shown(post: Post) -> list[str]:
    """The names of the files that a post shows, in order."""
    parts = post.html.replace('src="', "\n").splitlines()
    return [part.partition('"')[0].rpartition("/")[2] for part in parts if part.startswith("http")]


def test_gallery_is_a_list_of_the_pictures_of_its_post(tmp_path) -> None:
    copy = 's:5:"sizes";a:1:{s:6:"medium";a:2:{s:5:"width";i:300;s:6:"height";i:225;}}'
    metadata = f'a:3:{{s:5:"width";i:800;s:6:"height";i:600;{copy}}}'
    post, report = stored(
        tmp_path,
        "Before\n\n[gallery]\n\nAfter",
        attachment(
            1,
            "bridge.jpg",
            wxr.meta("_wp_attachment_image_alt", "The old &quot;bridge&quot;"),
            wxr.meta("_wp_attachment_metadata", metadata),
            **{"excerpt:encoded": "Before the\n<em>flood</em>"},
        ),
        attachment(2, "Tide-Table.PNG?w=300"),
        attachment(3, "elsewhere.jpg", post_parent=8),
        attachment(4, "minutes.pdf"),
    )

    assert post.source == (
        "Before\n\n<!-- [gallery] -->\n"
        '<ul class="gallery">\n'
        f'<li><figure><a href="{FILES}/bridge.jpg">'
        f'<img src="{FILES}/bridge.jpg" alt="The old &quot;bridge&quot;" width="800" height="600"></a>'
        "<figcaption>Before the <em>flood</em></figcaption></figure></li>\n"
        f'<li><figure><a href="{FILES}/Tide-Table.PNG?w=300">'
        f'<img src="{FILES}/Tide-Table.PNG?w=300" alt="Title 2"></a></figure></li>\n'
        "</ul>\n\nAfter"
    )
    assert post.html.startswith('<p>Before</p>\n<ul class="gallery">')
    assert post.html.count('loading="lazy"') == 2
    assert "[gallery]" not in post.html
    assert notes_of(report) == {WRITTEN_OUT: 1}


@pytest.mark.parametrize(
    ("shortcode", "files"),
    [
        ("[gallery]", ["c.jpg", "a.jpg", "b.gif"]),
        ('[gallery order="DESC"]', ["b.gif", "a.jpg", "c.jpg"]),
        ('[gallery ids="2, 1,99,4"]', ["b.gif", "a.jpg", "other.jpg"]),
        ("[gallery include=4 link=none]", ["other.jpg"]),
        ("[gallery exclude='1']", ["c.jpg", "b.gif"]),
        ("[gallery id=8]", ["other.jpg"]),
        ("[gallery ids='5,6']", []),
        ("[gallery id=9]", []),
        ("[gallery ids='x']", ["c.jpg", "a.jpg", "b.gif"]),
        ("[playlist]", ["bells.mp3"]),
        ("[playlist type=video]", ["tide.mp4"]),
        ("[playlist ids='5,5']", ["bells.mp3", "bells.mp3"]),
        ("[playlist type=gallery]", []),
        ("[audio]", ["bells.mp3"]),
        ("[video loop=on][/video]", ["tide.mp4"]),
        ("[audio https://x.example/own.mp3]", ["own.mp3"]),
        ("[audio mp3='https://x.example/own.mp3']", ["own.mp3"]),
        ("[[gallery]]", []),
        ("<pre>[gallery]</pre>", []),
        ("<!-- [gallery] -->x", []),
    ],
)
def test_shortcodes_name_files_as_wordpress_means_them(tmp_path, shortcode, files) -> None:
    post, _report = stored(
        tmp_path,
        shortcode,
        attachment(1, "a.jpg", menu_order=2),
        attachment(2, "b.gif", menu_order=2),
        attachment(3, "c.jpg", menu_order=1),
        attachment(4, "other.jpg", post_parent=8),
        attachment(5, "bells.mp3"),
        attachment(6, "tide.mp4"),
    )

    assert shown(post) == files


def test_number_too_long_to_be_one_names_no_file(tmp_path) -> None:
    long = "9" * 5000
    post, _ = stored(tmp_path, f'[gallery ids="{long},1" exclude="{long}"]', attachment(1, "one.jpg"))

    assert shown(post) == ["one.jpg"]


@pytest.mark.parametrize("parent", [0, ""])
def test_files_of_no_post_are_in_no_gallery(tmp_path, parent) -> None:
    post, _ = stored(tmp_path, '[gallery id="0"]', attachment(1, "one.jpg", post_parent=parent))

    assert shown(post) == []


def test_playlist_names_its_tracks(tmp_path) -> None:
    post, _report = stored(tmp_path, "[playlist]", attachment(5, "bells.mp3", title="Bells &amp; more"))

    assert post.html == (
        f'<figure><audio controls="" preload="none" src="{FILES}/bells.mp3"></audio>'
        "<figcaption>Bells &amp; more</figcaption></figure>"
    )


def test_one_and_two_columns_are_kept(tmp_path) -> None:
    post, _report = stored(
        tmp_path, "[gallery columns='1'][gallery columns=2][gallery columns=5]", attachment(1, "a.jpg")
    )

    assert [part.partition('"')[0] for part in post.html.split('<ul class="')[1:]] == [
        "gallery columns-1",
        "gallery columns-2",
        "gallery",
    ]


def test_picture_that_is_not_linked_may_say_nothing(tmp_path) -> None:
    post, _report = stored(tmp_path, "[gallery link='none']", attachment(1, "a.jpg"))

    assert 'alt=""' in post.html
    assert "<a " not in post.html


def test_shortcode_cannot_end_the_comment_it_is_kept_in(tmp_path) -> None:
    post, _report = stored(tmp_path, '[gallery x="a--b"] [gallery y="-->"]', attachment(1, "a.jpg"))

    assert '<!-- [gallery x="a&#45;&#45;b"] -->' in post.source
    assert post.source.endswith('</ul> [gallery y="-->"]')


def test_attachment_cannot_bring_a_script(tmp_path) -> None:
    post, _report = stored(
        tmp_path,
        "[gallery]",
        attachment(1, '"><script>x</script>.jpg', **{"excerpt:encoded": "<script>y</script></ul><b>c"}),
        attachment(2, "", attachment_url="javascript:alert(1).jpg"),
    )

    assert "script" not in post.html.replace("&lt;script&gt;", "").replace("&lt;/script&gt;", "")
    assert "onerror" not in post.html and "javascript" not in post.html


def test_shortcodes_that_stay_are_counted_and_named(tmp_path) -> None:
    many = "".join(f"[code{letter} a=1]" for letter in "abcdefg")
    report = run(
        tmp_path,
        wxr.item("A", post_id=1, **{"content:encoded": '[gallery ids="5"] and [poll id="3"] [sic]'}),
        wxr.item("B", post_id=2, **{"content:encoded": "[audio https://x.example/a.mp3] [1] [[poll]]"}),
        wxr.item("C", post_id=3, **{"content:encoded": many}),
    )

    assert notes_of(report) == {AS_TYPED: 2}
    assert report.notes[AS_TYPED].places == [
        "post 1 “A”: [gallery], [poll]",
        "post 3 “C”: [codea], [codeb], [codec], [coded], [codee]",
    ]
    assert "[gallery ids=" in Post.objects.get(import_ref="wordpress:1").html


def test_dry_run_says_the_same_of_shortcodes(tmp_path) -> None:
    parts = [wxr.item(post_id=7, **{"content:encoded": "[gallery] [poll id=1]"}), attachment(1, "a.jpg")]

    assert notes_of(run(tmp_path, *parts, dry_run=True)) == {WRITTEN_OUT: 1, AS_TYPED: 1}


def test_second_run_writes_nothing_out_anew(tmp_path) -> None:
    parts = [wxr.item(post_id=7, **{"content:encoded": "[gallery]"}), attachment(1, "a.jpg")]
    run(tmp_path, *parts)
    Post.objects.update(source="Edited here")
    report = run(tmp_path, *parts)

    assert Post.objects.get().source == "Edited here"
    assert notes_of(report) == {}
