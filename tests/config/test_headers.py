"""The headers every answer carries, compression, and whose address is believed behind proxies."""

import gzip

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from config.middleware import CompressText, behind_proxies


@pytest.fixture
def policy(client: Client, db: None) -> dict[str, list[str]]:
    header = client.get("/admin/login/").headers["Content-Security-Policy"]
    parts = (directive.split() for directive in header.split(";"))
    return {name: sources for name, *sources in parts}


def test_policy_allows_no_inline_code_and_no_third_party(policy: dict[str, list[str]]):
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]
    assert policy["form-action"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]


def test_policy_lets_imported_posts_show_pictures_of_other_hosts_but_nothing_else(
    policy: dict[str, list[str]],
):
    elsewhere = {name for name, sources in policy.items() if "https:" in sources}
    assert elsewhere == {"img-src", "media-src"}


def test_answers_refuse_sniffing_framing_and_sensors(client: Client, db: None):
    headers = client.get("/admin/login/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "203.0.113.9:51234", "203.0.113.9"),
        (1, "[2001:db8::7]:443", "2001:db8::7"),
        (1, "[2001:db8::7]", "2001:db8::7"),
        (1, "2001:db8::7", "2001:db8::7"),
        (2, "198.51.100.7:80, 203.0.113.9:81", "198.51.100.7"),
        (1, "unknown", "unknown"),
    ],
)
def test_only_addresses_that_our_own_proxies_wrote_are_believed(
    proxies: int, forwarded: str, address: str, rf: RequestFactory, settings
):
    settings.PROXIES = proxies
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    behind_proxies(view)(rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": forwarded}))
    assert seen == [address]


def compressed(response: HttpResponse | FileResponse, accepts: str = "gzip, br") -> HttpResponse:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepts})
    return CompressText(lambda request: response)(request)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/rss+xml", "application/feed+json"])
def test_text_is_compressed_for_those_who_take_it(kind: str) -> None:
    answer = compressed(HttpResponse("word " * 200, content_type=kind))
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).decode() == "word " * 200
    assert "Accept-Encoding" in answer.headers["Vary"]
    plain = compressed(HttpResponse("word " * 200, content_type=kind), accepts="identity")
    assert plain.content.decode() == "word " * 200
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_no_two_answers_with_the_same_text_tell_its_length() -> None:
    assert len({len(compressed(HttpResponse("word " * 200)).content) for _ in range(50)}) > 1


def test_what_is_short_or_encoded_already_is_left_alone() -> None:
    assert "Content-Encoding" not in compressed(HttpResponse("word")).headers
    packed = HttpResponse(b"x" * 999, headers={"Content-Encoding": "br"})
    assert compressed(packed).content == b"x" * 999


def test_a_compressed_answer_keeps_its_stamp_as_a_weak_one() -> None:
    answer = compressed(HttpResponse("word " * 200, headers={"ETag": '"made"'}))
    assert answer.headers["ETag"] == 'W/"made"'
    assert answer.headers["Content-Length"] == str(len(answer.content))


def test_pictures_and_files_are_sent_as_they_are(tmp_path, db: None) -> None:
    assert "Content-Encoding" not in compressed(HttpResponse(b"x" * 999, content_type="image/webp")).headers
    (tmp_path / "notes.txt").write_text("word " * 200)
    answer = compressed(FileResponse((tmp_path / "notes.txt").open("rb")))
    assert "Content-Encoding" not in answer.headers
    answer.close()
