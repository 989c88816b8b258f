"""A post of WordPress's blocks: side by side where there is room, never too wide."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_accessibility import AXE, PROBES, RULES, probe
from tests.factories import make_post

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]

PICTURE = "https://pictures.example/1200x400.svg"
DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="400"><path d="M0 0h1200v400"/></svg>'
IMG = f'<img src="{PICTURE}" alt="A bridge">'
ITEM = f'<li><figure><a href="{PICTURE}">{IMG}</a><figcaption>c</figcaption></figure></li>'
LONG = "harbourmaster" * 10
SOURCE = f"""<!-- wp:columns -->
<div class="wp-block-columns"><div class="wp-block-column"><p>{LONG}</p></div>
<div class="wp-block-column"><p>Two</p><p>Three</p></div></div>
<figure class="wp-block-gallery columns-8 alignfull"><ul class="blocks-gallery-grid">{ITEM * 5}</ul></figure>
<figure class="wp-block-gallery columns-2 alignleft">{f"<figure>{IMG}</figure>" * 3}</figure>
<div class="wp-block-media-text has-media-on-the-right"><figure>{IMG}</figure><div><p>{LONG}</p></div></div>
<div class="wp-block-cover alignwide" style="background-image:url({PICTURE})"><p>Words</p></div>
<div class="wp-block-button aligncenter"><a class="wp-block-button__link" href="/">{LONG}</a></div>
<figure class="wp-block-table"><table><tr>{f"<td>{LONG}</td>" * 4}</tr></table></figure>
<pre class="wp-block-verse">{"A very long line of a poem. " * 9}</pre><pre>{LONG * 3}</pre>
<figure class="wp-block-image alignright"><img src="{PICTURE}" alt="b" width="1200" height="400"></figure>
[video width="1920" height="1080" mp4="https://pictures.example/tide.mp4"][/video]
[audio mp3="https://pictures.example/bells.mp3"][/audio] [embed]https://v.example/{LONG}[/embed]"""


@pytest.fixture
def post(page: "Page") -> "Page":
    page.route(PICTURE, lambda route: route.fulfill(body=DRAWN, content_type="image/svg+xml"))
    page.goto(make_post(LONG, source=SOURCE, format="html").get_absolute_url())
    return page


def lefts(page: "Page", selector: str) -> list[int]:
    """Where the left edges of these elements are, each place once."""
    boxes = [element.bounding_box() for element in page.locator(selector).all()]
    return sorted({round(box["x"]) for box in boxes if box})


def test_blocks_never_scroll_sideways(post: "Page") -> None:
    for width in (320, 360, 700, 1280):
        post.set_viewport_size({"width": width, "height": 800})
        assert post.evaluate("document.documentElement.scrollWidth") == width


def test_blocks_stand_side_by_side_where_there_is_room(post: "Page") -> None:
    counted = {}
    for width in (320, 1280):
        post.set_viewport_size({"width": width, "height": 800})
        selectors = (".wp-block-column", ".blocks-gallery-grid > li", ".wp-block-media-text > *")
        counted[width] = [len(lefts(post, selector)) for selector in selectors]
    assert counted == {320: [1, 2, 1], 1280: [2, 4, 2]}


def test_gallery_has_no_bullets_and_pictures_of_one_size(post: "Page") -> None:
    pictures = post.locator(".blocks-gallery-grid img")
    boxes = [picture.bounding_box() for picture in pictures.all()]
    sizes = {(round(box["width"]), round(box["height"])) for box in boxes if box}
    assert len(sizes) == 1
    assert post.locator(".blocks-gallery-grid").evaluate("e => getComputedStyle(e).listStyleType") == "none"


def test_media_on_the_right_is_right_of_its_text(post: "Page") -> None:
    post.set_viewport_size({"width": 1280, "height": 800})
    figure, text = (lefts(post, f".has-media-on-the-right > {name}")[0] for name in ("figure", "div"))
    assert figure > text


def test_text_inside_a_box_keeps_its_distance(post: "Page") -> None:
    first, second = post.locator(".wp-block-column >> nth=1").locator("p").all()
    above, below = first.bounding_box(), second.bounding_box()
    assert above and below
    assert below["y"] - (above["y"] + above["height"]) > 10


def test_text_of_a_cover_is_below_its_picture(post: "Page") -> None:
    picture, words = (post.locator(f".wp-block-cover > {name}").bounding_box() for name in ("img", "p"))
    assert picture and words
    assert picture["y"] + picture["height"] <= words["y"]


def test_nothing_in_blocks_is_in_the_way_of_a_reader(page: "Page") -> None:
    page.emulate_media(reduced_motion="reduce")
    for tool in (AXE, PROBES):
        page.add_init_script(tool.read_text())
    page.route(PICTURE, lambda route: route.fulfill(body=DRAWN, content_type="image/svg+xml"))
    page.goto(make_post("Blocks", source=SOURCE, format="html").get_absolute_url())
    assert probe(page, "barriers", RULES) == []
