"""Uploads are served in a way that makes none of them a page of ours."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "2007").mkdir(parents=True)
    return settings.MEDIA_ROOT


def fetch(client: Client, path: str, **headers: str) -> tuple[Any, bytes]:
    """Read the whole answer, so that no file stays open."""
    answer = client.get(path, headers=headers)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return answer, content


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.jpg", "image/jpeg"),
        ("a.JPEG", "image/jpeg"),
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("a.mp3", "audio/mpeg"),
        ("a.mp4", "video/mp4"),
        ("a.txt", "text/plain; charset=utf-8"),
    ],
)
def test_picture_sound_and_film_are_shown_in_place(name: str, kind: str, media: Path, client: Client):
    (media / "2007" / name).write_bytes(b"content")
    answer, content = fetch(client, f"/media/2007/{name}")
    assert answer.headers["Content-Type"] == kind
    assert not answer.headers.get("Content-Disposition", "").startswith("attachment")
    assert content == b"content"


@pytest.mark.parametrize(
    "name", ["a.html", "a.svg", "a.xhtml", "a.js", "a.pdf", "a.xml", "a", "a.html.gz", "a.jpg.html"]
)
def test_what_could_hold_a_script_is_only_ever_downloaded(name: str, media: Path, client: Client):
    (media / name).write_bytes(b"<script>alert(1)</script>")
    headers = fetch(client, f"/media/{name}")[0].headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == "attachment"
    assert "Content-Encoding" not in headers


@pytest.mark.parametrize("name", ["a.jpg", "a.html"])
def test_uploads_are_locked_in(name: str, media: Path, client: Client):
    (media / name).write_bytes(b"x")
    headers = fetch(client, f"/media/{name}")[0].headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_unchanged_upload_is_not_sent_again(media: Path, client: Client):
    (media / "a.jpg").write_bytes(b"x")
    first, _content = fetch(client, "/media/a.jpg")
    again, _content = fetch(client, "/media/a.jpg", **{"if-modified-since": first.headers["Last-Modified"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("asked", "content", "place"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=9-9", b"9", "bytes 9-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
        ("bytes=-99", b"0123456789", "bytes 0-9/10"),
    ],
)
def test_part_of_a_film_is_given_to_who_asks_for_it(
    asked: str, content: bytes, place: str, media: Path, client: Client
):
    (media / "a.mp4").write_bytes(b"0123456789")
    answer, received = fetch(client, "/media/a.mp4", range=asked)
    assert (answer.status_code, received) == (206, content)
    assert answer.headers["Content-Range"] == place
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=5-4", "bytes=-0"])
def test_part_that_is_not_there_is_refused(asked: str, media: Path, client: Client):
    (media / "a.mp4").write_bytes(b"0123456789")
    answer, received = fetch(client, "/media/a.mp4", range=asked)
    assert (answer.status_code, received) == (416, b"")
    assert answer.headers["Content-Range"] == "bytes */10"


@pytest.mark.parametrize(
    "asked", ["bytes=-", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b", "bytes=\u0661-", "0-1", ""]
)
def test_range_that_is_not_understood_is_passed_over(asked: str, media: Path, client: Client):
    (media / "a.mp4").write_bytes(b"0123456789")
    answer, received = fetch(client, "/media/a.mp4", range=asked)
    assert (answer.status_code, received) == (200, b"0123456789")
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_part_of_a_file_that_has_changed_is_not_mixed_with_the_old_one(media: Path, client: Client):
    (media / "a.mp4").write_bytes(b"0123456789")
    known = fetch(client, "/media/a.mp4")[0].headers["Last-Modified"]
    same = fetch(client, "/media/a.mp4", **{"range": "bytes=4-", "if-range": known})
    assert (same[0].status_code, same[1]) == (206, b"456789")
    earlier = "Thu, 01 Jan 1998 00:00:00 GMT"
    changed = fetch(client, "/media/a.mp4", **{"range": "bytes=4-", "if-range": earlier})
    assert (changed[0].status_code, changed[1]) == (200, b"0123456789")


def test_head_asks_for_no_part(media: Path, client: Client):
    (media / "a.mp4").write_bytes(b"0123456789")
    answer = client.head("/media/a.mp4", headers={"range": "bytes=4-"})
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, "10")
    answer.close()


def test_empty_file_has_no_parts(media: Path, client: Client):
    (media / "a.mp4").write_bytes(b"")
    assert fetch(client, "/media/a.mp4", range="bytes=0-")[0].status_code == 416
    assert fetch(client, "/media/a.mp4")[0].status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "",
        "2007",
        "2007/",
        "missing.jpg",
        "../secret_key",
        "%2e%2e/secret_key",
        "2007/../../secret_key",
        "/etc/passwd",
        "a%00.jpg",
        "x" * 300 + ".jpg",
    ],
)
def test_nothing_else_is_there(path: str, media: Path, client: Client):
    (media.parent / "secret_key").write_text("do not tell")
    answer, content = fetch(client, f"/media/{path}")
    assert answer.status_code == 404
    assert b"do not tell" not in content


def test_only_reading_is_allowed(client: Client):
    assert client.post("/media/a.jpg").status_code == 405
