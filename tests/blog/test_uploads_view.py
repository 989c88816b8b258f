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
