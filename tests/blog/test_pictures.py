"""{% picture %}, and the pictures that posts show: known in measure, small where that is enough."""

import re
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.template import Context, Template
from django.urls import reverse
from PIL import Image

from blog import media
from blog.models import Media, Post, UpdateNote
from tests.factories import make_author, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def stored(width: int = 1200, height: int = 800, alt: str = "A <quay>") -> Media:
    written = BytesIO()
    Image.new("RGB", (width, height)).save(written, "JPEG")
    written.seek(0)
    return media.store(file=written, by=None, name="quay", alt=alt)


def shown(picture: Media | None, arguments: str = "") -> str:
    template = Template("{% load pictures %}{% picture picture " + arguments + " %}")
    return template.render(Context({"picture": picture}))


def test_picture_says_its_measures_and_copies() -> None:
    row = stored()
    url = row.file.url
    assert shown(row) == (
        f'<img src="{url}" alt="A &lt;quay&gt;" width="1200" height="800"'
        f' srcset="{url}.480.webp 480w, {url}.960.webp 960w, {url} 1200w"'
        ' sizes="(min-width: 42rem) 40rem, 100vw" loading="lazy" decoding="async">'
    )


def test_first_picture_is_not_waited_with() -> None:
    html = shown(stored(), "is_first=True")
    assert 'fetchpriority="high" decoding="async"' in html
    assert "lazy" not in html


def test_portrait_fills_its_box_without_words() -> None:
    html = shown(stored(), "box=96 alt='' classes='mark'")
    assert html.startswith('<img class="mark" src="')
    assert re.search(r' alt="" width="96" height="96" srcset="[^"]+" sizes="96px" ', html)


def test_picture_without_copies_has_no_set_of_them() -> None:
    assert "srcset" not in shown(stored(480, 300))


def test_what_is_no_picture_is_not_shown() -> None:
    document = media.store(file=BytesIO(b"%PDF-1.7\n and so on"), by=None, name="report")
    assert (shown(None), shown(document)) == ("", "")


def test_lost_file_breaks_no_page(client) -> None:
    row = stored()
    post = make_post(featured_image=row, source=f"![a]({row.file.url})")
    for name in (str(row.file.name), *map(row.rendition_name, row.renditions)):
        default_storage.delete(name)
    for path in (post.get_absolute_url(), reverse("blog:home")):
        assert client.get(path).status_code == 200


def test_post_shows_its_picture_first_and_lists_show_it_when_it_comes_into_sight(client) -> None:
    post = make_post(featured_image=stored(), source="Words.", authors=[make_author()])
    page = client.get(post.get_absolute_url()).text
    assert re.search(r'<figure class="featured">\s*<img [^>]* fetchpriority="high"', page)
    assert "srcset=" in client.get(reverse("blog:home")).text


def test_pictures_in_a_text_are_completed_when_it_is_saved() -> None:
    row = stored()
    post = make_post(source=f"![quay]({row.file.url})\n\n![else](https://other.example/a.jpg)")
    html = Post.objects.get(pk=post.pk).html
    assert f'src="{row.file.url}" width="1200" height="800" srcset="{row.file.url}.480.webp 480w' in html
    assert 'src="https://other.example/a.jpg" loading="lazy" decoding="async">' in html


def test_pictures_in_a_text_cost_one_query(django_assert_num_queries) -> None:
    address, other = stored().file.url, stored().file.url
    text = Post(source=f"![a]({address}) ![b]({other}) ![c]({address})")
    with django_assert_num_queries(1):
        text.render()
    assert text.html.count("srcset") == 3
    with django_assert_num_queries(0):
        UpdateNote(source="![c](https://other.example/a.jpg)").render()
