"""A database that doesn't answer is said to do so, and what was sent comes back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

LONG = "A long answer, typed with care, in which 1 < 2 & that is all.\n\nAnd a second paragraph."


def _without_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the server closed the connection unexpectedly: secret details")


def _fault(request: HttpRequest) -> HttpResponse:
    raise ArithmeticError


urlpatterns = [path("without/", _without_database), path("fault/", _fault)]
handler500 = "blog.views.faults.fault"


@pytest.fixture
def reader(settings) -> Client:
    settings.ROOT_URLCONF = "tests.blog.views.test_faults"
    return Client(raise_request_exception=False)


def test_page_that_needs_the_database_asks_to_come_back(reader: Client) -> None:
    answer = reader.get("/without/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "secret" not in answer.text
    assert "<form" not in answer.text


def test_form_comes_back_to_be_sent_again(reader: Client) -> None:
    answer = reader.post("/without/?a=1&b=2", {"name": "Ann", "text": LONG, "do": "post", "tags": ["x", "y"]})
    assert answer.status_code == 503
    assert "1 &lt; 2 &amp; that is all." in answer.text
    assert '<form method="post" action="/without/?a=1&amp;b=2"' in answer.text
    for field in ('name="name" value="Ann"', 'name="tags" value="x"', 'name="tags" value="y"'):
        assert field in answer.text
    assert answer.text.count("<textarea") == 1


def test_password_is_not_written_into_the_page_but_asked_for_again(reader: Client) -> None:
    answer = reader.post("/without/", {"username": "ann", "password": "open sesame"})
    assert answer.status_code == 503
    assert "sesame" not in answer.text
    assert 'name="username" value="ann"' in answer.text
    assert '<input type="password" id="password-1" name="password">' in answer.text
    assert "Nothing of what you sent is lost" not in answer.text


def test_what_is_written_at_the_desk_comes_back_beside_its_empty_field_for_a_password(reader: Client) -> None:
    answer = reader.post("/without/", {"title": "The bridge", "source": LONG, "new_password": ""})
    assert "1 &lt; 2 &amp; that is all." in answer.text
    assert 'name="new_password" value=""' in answer.text
    assert "Nothing of what you sent is lost" in answer.text


def test_file_is_asked_for_again(reader: Client) -> None:
    answer = reader.post("/without/", {"alt": "A quay", "upload": SimpleUploadedFile("quay.jpg", b"bytes")})
    assert 'name="alt" rows="2">\nA quay</textarea>' in answer.text
    assert 'enctype="multipart/form-data"' in answer.text
    assert '<input type="file" id="file-1" name="upload">' in answer.text
    assert "Nothing of what you sent is lost" not in answer.text


def test_short_words_are_shown_and_what_django_adds_is_not(reader: Client) -> None:
    answer = reader.post("/without/", {"text": "I agree.", "csrfmiddlewaretoken": "x" * 64})
    assert 'name="text" rows="2">\nI agree.</textarea>' in answer.text
    assert answer.text.count("<textarea") == 1
    assert f'<input type="hidden" name="csrfmiddlewaretoken" value="{"x" * 64}">' in answer.text


@pytest.mark.parametrize("body", [b"\xff\xfe--", b"--x\r\nnothing"])
def test_body_that_is_no_form_is_no_matter(reader: Client, body: bytes) -> None:
    answer = reader.post("/without/", body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 503
    assert "<form" not in answer.text


def test_other_faults_are_faults(reader: Client) -> None:
    answer = reader.post("/fault/", {"text": LONG})
    assert answer.status_code == 500
    assert "typed with care" not in answer.text
