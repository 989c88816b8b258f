"""Where a POST comes from, as its headers say, and the token for those who send no such header."""

import datetime

import pytest
import time_machine
from django.test import RequestFactory

from blog.models import Post, User
from comments import origin
from comments.origin import Origin

NOW = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


def judged(**headers: str) -> Origin:
    return origin.of(RequestFactory().post("/comments/post/1/", headers=headers))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"sec-fetch-site": "same-origin"}, Origin.OWN),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, Origin.OWN),
        ({"sec-fetch-site": "cross-site"}, Origin.FOREIGN),
        ({"sec-fetch-site": "same-site"}, Origin.FOREIGN),
        ({"sec-fetch-site": "cross-site", "origin": "https://parley.example"}, Origin.FOREIGN),
        ({"origin": "https://parley.example"}, Origin.OWN),
        ({"origin": "http://testserver"}, Origin.OWN),
        ({"origin": "https://testserver"}, Origin.FOREIGN),
        ({"origin": "https://parley.example.evil.example"}, Origin.FOREIGN),
        ({"origin": "https://evil.example"}, Origin.FOREIGN),
        ({"origin": "null"}, Origin.UNKNOWN),
        ({"sec-fetch-site": "none"}, Origin.UNKNOWN),
        ({}, Origin.UNKNOWN),
    ],
)
def test_origin_of_a_request(headers: dict[str, str], expected: Origin) -> None:
    assert judged(**headers) is expected


def test_token_tells_its_age() -> None:
    post = Post(pk=7)
    with time_machine.travel(NOW, tick=False) as clock:
        token = origin.make_token(post, None)
        clock.shift(90)
        assert origin.token_age(token, post, None) == 90


def test_token_ends_after_an_hour() -> None:
    post = Post(pk=7)
    with time_machine.travel(NOW, tick=False) as clock:
        token = origin.make_token(post, None)
        clock.shift(60 * 60 + 1)
        assert origin.token_age(token, post, None) is None


def test_token_is_good_for_one_post_and_one_person_only() -> None:
    post, maud = Post(pk=7), User(pk=3)
    assert origin.token_age(origin.make_token(post, None), Post(pk=8), None) is None
    assert origin.token_age(origin.make_token(post, None), post, maud) is None
    assert origin.token_age(origin.make_token(post, maud), post, None) is None
    assert origin.token_age(origin.make_token(post, maud), post, maud) is not None


@pytest.mark.parametrize("token", ["", ":", "a:b:c", "é", "\x00", "WzcsMCwxXQ:1vMabc:forged"])
def test_token_that_is_none_proves_nothing(token: str) -> None:
    assert origin.token_age(token, Post(pk=7), None) is None
