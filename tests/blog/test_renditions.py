"""Smaller copies of pictures: made at upload, or later by a command, and never in anybody's way."""

from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image, ImageDraw

from blog import media
from blog.media import renditions
from blog.models import Media, Stamp
from tests.factories import make_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(width: int, height: int, *, format: str = "JPEG", mode: str = "RGB", **options: Any) -> bytes:
    image = Image.new(mode, (width, height))
    written = BytesIO()
    image.save(written, format, **options)
    return written.getvalue()


def store(content: bytes) -> Media:
    return media.store(file=BytesIO(content), by=None, name="harbour.jpg")


def copy_of(row: Media, width: int) -> Image.Image:
    with default_storage.open(row.rendition_name(width)) as file:
        image = Image.open(BytesIO(file.read()))
        image.load()
        return image


def run() -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("make_renditions", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_large_picture_gets_copies_of_its_own_proportions() -> None:
    row = store(picture(2000, 1000))
    assert Media.objects.get().renditions == [480, 960, 1600]
    for width in row.renditions:
        copy = copy_of(row, width)
        assert (copy.format, copy.size) == ("WEBP", (width, width // 2))
    with default_storage.open(str(row.file.name)) as file:
        assert Image.open(file).size == (2000, 1000)


@pytest.mark.parametrize(("width", "widths"), [(480, []), (481, [480]), (960, [480]), (1600, [480, 960])])
def test_no_copy_is_as_large_as_the_picture(width: int, widths: list[int]) -> None:
    assert store(picture(width, 10)).renditions == widths


def test_narrow_strip_keeps_a_row_of_its_pixels() -> None:
    assert copy_of(store(picture(4000, 1)), 480).size == (480, 1)


def test_animation_and_document_get_none(tmp_path) -> None:
    frames = [Image.new("L", (600, 10), shade) for shade in range(3)]
    written = BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    rows = [store(written.getvalue()), store(b"%PDF-1.7\n and so on")]
    assert [row.renditions for row in rows] == [[], []]
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


def colours_of(drawing: Image.Image) -> set[tuple[int, int, int]]:
    """The colours of a copy of ``drawing``."""
    written = BytesIO()
    drawing.save(written, "PNG")
    copy = copy_of(store(written.getvalue()), 960).convert("RGB")
    return {colour for _count, colour in copy.getcolors() or []}


def drawn(palette: list[int]) -> Image.Image:
    drawing = Image.new("P", (1000, 500), 0)
    drawing.putpalette(palette)
    ImageDraw.Draw(drawing).line((0, 0, 999, 499), fill=1, width=9)
    ImageDraw.Draw(drawing).rectangle((0, 400, 99, 499), fill=2)
    return drawing


def test_drawing_keeps_its_colours() -> None:
    shades = [[250 - 20 * step] * 3 for step in range(12)]
    colours = colours_of(drawn([part for shade in shades for part in shade]))
    assert colours <= {tuple(shade) for shade in shades}


def test_drawing_of_three_colours_gets_shades_between_them_and_no_more() -> None:
    colours = colours_of(drawn([241, 245, 236, 20, 33, 26, 173, 31, 22]))
    assert 3 < len(colours) <= 64
    assert min(abs(a - 173) + abs(b - 31) + abs(c - 22) for a, b, c in colours) < 30


def test_transparency_is_kept() -> None:
    assert copy_of(store(picture(600, 600, format="PNG", mode="RGBA")), 480).mode == "RGBA"


def test_picture_whose_copies_fail_is_stored_all_the_same(monkeypatch, caplog) -> None:
    def fail(*arguments: object) -> bytes:
        raise OSError("no room")

    monkeypatch.setattr(renditions, "_written", fail)
    row = store(picture(600, 600))
    assert (Media.objects.get().renditions, default_storage.exists(row.file.name)) == ([], True)
    assert "No smaller copies of harbour.jpg" in caplog.text


def test_copies_go_with_their_picture(tmp_path, django_capture_on_commit_callbacks) -> None:
    row = store(picture(2000, 1000))
    with django_capture_on_commit_callbacks(execute=True):
        media.remove(media=row)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_two_formats_of_one_name_have_copies_of_their_own() -> None:
    rows = store(picture(600, 600)), store(picture(600, 300, format="PNG"))
    assert [copy_of(row, 480).size for row in rows] == [(480, 480), (480, 240)]


def test_srcset_names_copies_and_the_picture_while_it_is_small_enough() -> None:
    small, large = store(picture(1200, 10)), store(picture(4000, 10, format="PNG"))
    url = small.file.url
    assert small.srcset == f"{url}.480.webp 480w, {url}.960.webp 960w, {url} 1200w"
    assert large.srcset.endswith(f"{large.file.url}.1600.webp 1600w")


def test_command_makes_what_is_missing_and_says_so() -> None:
    old, whole = store(picture(2000, 1000)), store(picture(600, 10))
    default_storage.delete(old.rendition_name(960))
    Media.objects.filter(pk=old.pk).update(renditions=[960])
    out, err = run()
    assert out.splitlines()[:2] == [
        f"{old.file.name}: 1600, 960, 480",
        "2 pictures looked at, 3 copies made.",
    ]
    assert err == ""
    old.refresh_from_db()
    assert old.renditions == [480, 960, 1600]
    assert default_storage.exists(old.rendition_name(960))
    assert f"{whole.file.name}:" not in out


def test_command_has_nothing_to_do_the_second_time() -> None:
    row, post = store(picture(600, 600)), make_post()
    before = Stamp.objects.get(key=f"post:{post.pk}").token
    assert run() == ("1 pictures looked at, 0 copies made.\n", "")
    assert default_storage.exists(row.rendition_name(480))
    assert Stamp.objects.get(key=f"post:{post.pk}").token == before


def test_command_replaces_half_a_copy_and_leaves_no_other_file(tmp_path) -> None:
    row = store(picture(600, 600))
    Path(default_storage.path(row.rendition_name(480))).write_bytes(b"half of i")
    Media.objects.update(renditions=[])
    run()
    assert copy_of(row, 480).size == (480, 480)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


def test_command_passes_over_what_it_cannot_read() -> None:
    lost, broken, good = (store(picture(600, 600)) for _ in range(3))
    Media.objects.update(renditions=[])
    default_storage.delete(str(lost.file.name))
    Path(default_storage.path(str(broken.file.name))).write_bytes(b"\xff\xd8 no more")
    out, err = run()
    assert f"{good.file.name}: 480" in out
    assert [line.partition(": ")[0] for line in err.splitlines()] == [lost.file.name, broken.file.name]


def test_copies_made_later_make_pages_that_show_the_picture_stale() -> None:
    row, post = store(picture(600, 600)), make_post()
    post.featured_image = row
    post.save(update_fields=["featured_image"])
    Media.objects.update(renditions=[])
    before = Stamp.objects.get(key=f"post:{post.pk}").token
    media.remake(media=Media.objects.get())
    assert Stamp.objects.get(key=f"post:{post.pk}").token != before


def test_picture_deleted_while_copies_are_made_leaves_none(tmp_path) -> None:
    store(picture(600, 600))
    Media.objects.update(renditions=[])
    row = Media.objects.get()
    Media.objects.all().delete()
    default_storage.delete(row.rendition_name(480))
    assert media.remake(media=row) == []
    assert not default_storage.exists(row.rendition_name(480))


def test_pictures_are_found_by_their_addresses_in_one_query(settings, django_assert_num_queries) -> None:
    row = store(picture(600, 600))
    ours = [row.file.url, f"{settings.SITE_URL}{row.file.url}", f"{row.file.url}?x=1"]
    others = ["/media/no.jpg", "https://other.example/media/x.jpg", "/2007/02/post/", "/media//[", ""]
    with django_assert_num_queries(1):
        assert set(Media.objects.at([*ours, *others])) == set(ours)
    with django_assert_num_queries(0):
        assert Media.objects.at(["https://other.example/x.jpg"]) == {}
