"""The cookie that says which comments were written in a browser."""

import time

import pytest
import time_machine
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.test import override_settings

from comments import ownership
from comments.models import Comment, CommentStatus, DiscussionSettings
from comments.ownership import COOKIE, MOST, Entry, give, give_again, is_owner, read, write
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SALT = "comments.ownership"


@pytest.fixture(autouse=True)
def open_blog() -> None:
    set_discussion(hold_first=False, flood_seconds=0)


def request_with(cookie: str = "", *, ip: str = "10.0.0.1", agent: str = "") -> HttpRequest:
    request = HttpRequest()
    request.COOKIES = {COOKIE: cookie} if cookie else {}
    request.META = {"REMOTE_ADDR": ip, "HTTP_USER_AGENT": agent}
    return request


def entry(number: int, *, post: int = 1, until: float = 3600) -> Entry:
    return Entry(number, post, 1_000, int(time.time() + until))


def given(comment: Comment, *, before: HttpRequest | None = None) -> str:
    response = HttpResponse()
    give(response, before or request_with(), comment, DiscussionSettings.current())
    return response.cookies[COOKIE].value if COOKIE in response.cookies else ""


def test_who_posted_is_the_owner_and_nobody_else() -> None:
    comment, other = make_comment(), make_comment()
    entries = read(request_with(given(comment)))
    assert is_owner(entries, None, comment)
    assert not is_owner(entries, None, other)
    assert not is_owner(read(request_with()), None, comment)


def test_cookie_is_kept_from_scripts_and_other_sites() -> None:
    response = HttpResponse()
    give(response, request_with(), make_comment(), DiscussionSettings.current())
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_cookie_is_secure_where_the_others_are() -> None:
    response = HttpResponse()
    with override_settings(SESSION_COOKIE_SECURE=True):
        write(response, [entry(1)])
    assert response.cookies[COOKIE]["secure"]


def test_cookie_lasts_as_long_as_something_can_be_changed() -> None:
    set_discussion(hold_first=True)
    waiting = make_comment(status=CommentStatus.PENDING)
    set_discussion(hold_first=False)
    for comment, seconds in ((make_comment(), 2 * 3600), (waiting, 30 * 24 * 3600 + 3600)):
        response = HttpResponse()
        give(response, request_with(), comment, DiscussionSettings.current())
        assert abs(int(response.cookies[COOKIE]["max-age"]) - seconds) < 30


def test_cookie_names_several_and_forgets_the_oldest() -> None:
    response = HttpResponse()
    write(response, [entry(1_000 + number) for number in range(MOST)])
    comment = make_comment()
    cookie = given(comment, before=request_with(response.cookies[COOKIE].value))
    found = [entry.comment for entry in read(request_with(cookie))]
    assert found == [*range(1_001, 1_000 + MOST), comment.pk]
    assert len(cookie) < 2_000


def test_comment_given_twice_is_named_once() -> None:
    comment = make_comment()
    cookie = given(comment, before=request_with(given(comment)))
    assert len(read(request_with(cookie))) == 1


def test_entry_whose_time_is_over_is_not_read() -> None:
    response = HttpResponse()
    write(response, [entry(1, until=60), entry(2, until=7200)])
    with time_machine.travel(time.time() + 3600):
        assert [entry.comment for entry in read(request_with(response.cookies[COOKIE].value))] == [2]


def test_cookie_is_not_given_where_nothing_can_be_changed() -> None:
    set_discussion(edit_minutes=0)
    assert given(make_comment()) == ""


def test_cookie_goes_when_it_names_nothing() -> None:
    response = HttpResponse()
    write(response, [])
    assert response.cookies[COOKIE]["max-age"] == 0


@pytest.mark.parametrize(
    "cookie",
    ["x", "[[1, 1, 1, 9999999999]]", "W1sxLDFd:1vMabc:forged", "\udcff", "é:é:é", ".eJ:1:1", "x" * 10_000],
)
def test_odd_cookie_names_nothing(cookie: str) -> None:
    assert read(request_with(cookie)) == []


@pytest.mark.parametrize(
    ("said", "salt"),
    [
        ([[1, 1, 1_000, 9_999_999_999]], "another"),
        ([[1, 1, 1_000]], SALT),
        ([["1", "1", "1000", "9999999999"]], SALT),
        ({"1": 1}, SALT),
        (7, SALT),
        (None, SALT),
    ],
)
def test_signed_cookie_that_says_something_else_names_nothing(said: object, salt: str) -> None:
    test_odd_cookie_names_nothing(signing.dumps(said, salt=salt))


def test_changed_cookie_names_nothing() -> None:
    cookie = given(make_comment())
    assert read(request_with(f"A{cookie[1:]}")) == []


def test_cookie_does_not_name_a_later_comment_of_the_same_key() -> None:
    comment = make_comment()
    entries = read(request_with(given(comment)))
    with time_machine.travel(time.time() + 60):
        again = Comment(pk=comment.pk, created_at=make_comment().created_at)
    assert not is_owner(entries, None, again)


def test_comment_of_an_account_belongs_to_that_alone() -> None:
    maud, other = make_user("maud", is_staff=True), make_user("other", is_staff=True)
    comment = make_comment(user=maud)
    entries = read(request_with(given(comment)))
    assert is_owner([], maud, comment)
    assert not is_owner(entries, None, comment)
    assert not is_owner(entries, other, comment)


def test_second_arrival_gives_the_right_to_the_same_browser_only() -> None:
    comment = make_comment(ip="10.0.0.1", user_agent="Browser")
    for request, is_given in (
        (request_with(agent="Browser"), True),
        (request_with(agent="Another"), False),
        (request_with(agent="Browser", ip="10.0.0.2"), False),
    ):
        response = HttpResponse()
        give_again(response, request, comment, DiscussionSettings.current())
        assert (COOKIE in response.cookies) == is_given


def test_what_was_erased_gives_no_right_to_whoever_has_no_address_either() -> None:
    comment = make_comment(ip=None, user_agent="")
    response = HttpResponse()
    give_again(response, request_with(ip=""), comment, DiscussionSettings.current())
    assert COOKIE not in response.cookies


def test_lifetime_of_use() -> None:
    settings = set_discussion(edit_minutes=0, hold_first=True)
    assert ownership.is_of_use(make_comment(status=CommentStatus.PENDING), settings)
    assert not ownership.is_of_use(make_comment(), settings)
    assert not ownership.is_of_use(make_comment(status=CommentStatus.TRASH), settings)
