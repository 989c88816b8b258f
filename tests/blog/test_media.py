"""Uploads: judged by what is in them, stored clean."""

import hashlib
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image, ImageCms

from blog import media
from blog.media import RefusedFileError, pictures
from blog.media.store import safe_name
from blog.models import Media, SiteSettings, Stamp
from tests.factories import make_post, make_user, set_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(
    format: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: Any
) -> bytes:
    written = BytesIO()
    Image.new(mode, size, 0).save(written, format, **options)
    return written.getvalue()


def photograph() -> bytes:
    """A picture as a telephone takes it: turned by a tag, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Camera of Edith"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return picture(exif=exif, comment=b"taken at home")


def store(content: bytes, name: str = "photo.jpg", **fields: Any):
    return media.store(file=BytesIO(content), by=None, name=name, **fields)


def read(row) -> bytes:
    with row.file.open() as file:
        return file.read()


@pytest.mark.parametrize(
    ("format", "media_type", "suffix"),
    [
        ("JPEG", "image/jpeg", ".jpg"),
        ("PNG", "image/png", ".png"),
        ("GIF", "image/gif", ".gif"),
        ("WEBP", "image/webp", ".webp"),
        ("AVIF", "image/avif", ".avif"),
    ],
)
def test_store_takes_pictures_whatever_they_are_called(format: str, media_type: str, suffix: str) -> None:
    row = store(picture(format), name="Holiday.exe")
    assert (row.media_type, row.width, row.height) == (media_type, 40, 20)
    assert row.file.name.endswith(f"/holiday{suffix}")
    content = read(row)
    assert (row.size, row.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    with Image.open(BytesIO(content)) as stored:
        assert (stored.format, stored.size) == (format, (40, 20))


def test_store_leaves_place_camera_and_remarks_behind_and_turns_the_picture() -> None:
    taken = photograph()
    with Image.open(BytesIO(taken)) as before:
        assert before.getexif().get_ifd(0x8825)
    row = store(taken)
    assert (row.width, row.height) == (20, 40)
    content = read(row)
    with Image.open(BytesIO(content)) as stored:
        assert dict(stored.getexif()) == {}
        assert stored.size == (20, 40)
    assert b"Camera of Edith" not in content
    assert b"taken at home" not in content


@pytest.mark.parametrize("format", ["PNG", "WEBP", "AVIF"])
def test_store_leaves_the_place_behind_in_other_formats_too(format: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0)})
    with Image.open(BytesIO(read(store(picture(format, exif=exif))))) as stored:
        assert not stored.getexif().get_ifd(0x8825)


def test_store_drops_texts_in_a_png_and_what_is_appended() -> None:
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    texts.add_text("Author", "Edith at home")
    content = read(store(picture("PNG", pnginfo=texts) + b"<script>alert(1)</script>"))
    assert b"Edith at home" not in content
    assert b"<script>" not in content


def test_store_keeps_an_ordinary_colour_profile_and_no_huge_one() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with Image.open(BytesIO(read(store(picture(icc_profile=profile))))) as stored:
        assert stored.info["icc_profile"] == profile
    huge = profile + bytes(pictures.MAX_PROFILE)
    with Image.open(BytesIO(read(store(picture("PNG", icc_profile=huge))))) as stored:
        assert "icc_profile" not in stored.info


def test_store_keeps_transparency_and_makes_print_colours_fit_for_screens() -> None:
    with Image.open(BytesIO(read(store(picture("PNG", mode="RGBA"))))) as stored:
        assert stored.mode == "RGBA"
    with Image.open(BytesIO(read(store(picture("JPEG", mode="CMYK"))))) as stored:
        assert stored.mode == "RGB"


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_store_keeps_an_animation_moving(format: str) -> None:
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "green", "blue")]
    written = BytesIO()
    frames[0].save(written, format, save_all=True, append_images=frames[1:], duration=100, loop=0)
    with Image.open(BytesIO(read(store(written.getvalue())))) as stored:
        assert stored.n_frames == 3


def test_store_takes_pdf_as_it_is() -> None:
    content = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nand so on"
    row = store(content, name="Report 2007.pdf")
    assert (row.media_type, row.width, read(row)) == ("application/pdf", None, content)
    assert row.file.name.endswith("/report-2007.pdf")


REFUSED = {
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "SVG"),
    "SVG with a prologue": (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><svg/>", "SVG"),
    "HTML": (b"\n<!DOCTYPE html><script>alert(1)</script>", "Web pages"),
    "HEIC": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "HEIC"),
    "a program": (b"MZ\x90\x00\x03", "not a picture"),
    "nothing": (b"", "empty"),
    "text called a picture": (b"GIF89 is a format", "not a picture"),
    "half a JPEG": (picture(size=(400, 400))[:900], "damaged"),
    "half a PNG": (picture("PNG", size=(400, 400))[:200], "damaged"),
    "too many bytes": (b"\xff\xd8" + bytes(media.MAX_BYTES), "30 MB"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_store_refuses_with_a_sentence_and_keeps_nothing(case: str, tmp_path) -> None:
    content, words = REFUSED[case]
    with pytest.raises(RefusedFileError, match=words):
        store(content)
    assert not Media.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_store_refuses_a_small_file_that_decodes_to_a_huge_picture() -> None:
    bomb = picture("PNG", size=(8_000, 8_000), mode="1")
    assert len(bomb) < 20_000
    with pytest.raises(RefusedFileError, match="60 million pixels"):
        store(bomb)


def test_store_refuses_an_endless_animation(monkeypatch) -> None:
    monkeypatch.setattr(pictures, "MAX_FRAMES", 2)
    frames = [Image.new("L", (10, 10), shade) for shade in range(3)]
    written = BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(RefusedFileError, match="animation"):
        store(written.getvalue())


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.jpg", "passwd"),
        ("C:\\Users\\Edith\\Cafe\u0301.JPG", "cafe"),
        ("日本.png", "日本"),
        (".htaccess", "htaccess"),
        ("evil.php.jpg", "evilphp"),
        ("x" * 300 + ".png", "x" * 80),
        ("\x00\r\n.jpg", "file"),
        ("", "file"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_two_files_of_one_name_are_two_files() -> None:
    first, second = store(picture()), store(picture(size=(5, 5)))
    assert first.file.name != second.file.name
    assert first.sha256 != second.sha256


def test_an_imported_file_is_stored_once() -> None:
    first = store(picture(), import_ref="wordpress:17")
    assert store(picture("PNG"), import_ref="wordpress:17") == first


def test_remove_deletes_the_file_when_the_transaction_ends(django_capture_on_commit_callbacks) -> None:
    row, post = store(picture()), make_post()
    post.featured_image = row
    post.save(update_fields=["featured_image"])
    with django_capture_on_commit_callbacks(execute=True):
        media.remove(media=row)
        assert default_storage.exists(row.file.name)
    assert not default_storage.exists(row.file.name)
    post.refresh_from_db()
    assert post.featured_image is None


def test_change_of_the_words_makes_pages_that_show_it_stale() -> None:
    row, post = media.store(file=BytesIO(picture()), by=make_user(), name="a.jpg"), make_post()
    post.featured_image = row
    post.save(update_fields=["featured_image"])
    before = Stamp.objects.get(key=f"post:{post.pk}").token
    media.change(media=row, alt="A cafe\u0301", caption="", credit="Edith")
    row.refresh_from_db()
    assert (row.alt, row.credit) == ("A café", "Edith")
    assert Stamp.objects.get(key=f"post:{post.pk}").token != before


def test_picture_of_link_previews_is_on_every_page() -> None:
    row = media.store(file=BytesIO(picture()), by=make_user(), name="a.jpg")
    other = media.store(file=BytesIO(picture()), by=make_user(), name="b.jpg")
    set_site(preview_image=row)
    before = Stamp.objects.get(key="site").token
    media.remove(media=other)
    assert Stamp.objects.get(key="site").token == before
    media.remove(media=row)
    assert Stamp.objects.get(key="site").token != before
    assert SiteSettings.current().preview_image is None
