"""Where comments stand: ways of reading, their addresses, and the page of one comment in each."""

import pytest
from django.http import HttpRequest

from blog.models import Post
from comments import threads
from comments.models import Comment, DiscussionSettings
from comments.places import COOKIE, LAST, Place, View, Way, beginning, chosen_way, default_way, place_of
from tests.comments.discussions import make_thread, make_threads
from tests.factories import make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Post:
    return make_post()


def request_with(cookie: str | None) -> HttpRequest:
    request = HttpRequest()
    if cookie is not None:
        request.COOKIES[COOKIE] = cookie
    return request


@pytest.mark.parametrize("way", Way)
def test_choice_is_one_of_four_words(way: Way) -> None:
    assert chosen_way(request_with(way.value)) is way


@pytest.mark.parametrize(
    "cookie", [None, "", "FLAT", "flat ", "THREADS", "0", "x" * 5_000, "\x00", "newest,flat"]
)
def test_anything_else_is_no_choice(cookie: str | None) -> None:
    assert chosen_way(request_with(cookie)) is None


def test_default_is_what_the_settings_say() -> None:
    ways = [
        default_way(DiscussionSettings(flat_first=flat, newest_first=newest))
        for flat in (False, True)
        for newest in (False, True)
    ]
    assert ways == [Way.THREADS, Way.NEWEST, Way.FLAT, Way.FLAT_NEWEST]


@pytest.mark.parametrize(
    ("way", "first", "third"),
    [
        (Way.THREADS, "threads/", "3/"),
        (Way.FLAT, "flat/", "flat/3/"),
        (Way.NEWEST, "newest/", "newest/3/"),
        (Way.FLAT_NEWEST, "flat/newest/", "flat/newest/3/"),
    ],
)
def test_each_way_begins_at_an_address_of_its_own_or_at_the_posts(
    post: Post, way: Way, first: str, third: str
) -> None:
    base = post.get_absolute_url()
    other = Way.FLAT if way is Way.THREADS else Way.THREADS
    assert beginning(post, way, other).address == f"{base}comments/{first}"
    assert beginning(post, way, way).address == base
    assert beginning(post, way, way).on(3).address == f"{base}comments/{third}"
    assert beginning(post, way, way).way is way


def pages_of(comments: list[Comment], home: Way, settings: DiscussionSettings | None = None) -> list[int]:
    places = [place_of(comment, home, settings) for comment in comments]
    assert all(place is not None and place.way is home for place in places)
    return [place.page for place in places if place]


def test_page_of_a_comment_is_the_same_in_either_order_but_for_the_name_of_the_last(post: Post) -> None:
    made = make_threads(post, 126)
    shown = [made[24], made[25], made[124], made[125]]
    assert pages_of(shown, Way.THREADS) == [1, 2, 5, 6]
    assert pages_of(shown, Way.NEWEST) == [1, 2, 5, LAST]
    assert pages_of(shown, Way.FLAT) == [1, 1, 2, 2]
    assert pages_of(shown, Way.FLAT_NEWEST) == [1, 1, LAST, LAST]


def test_all_stand_on_the_first_page_where_the_settings_want_that(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, settings = make_threads(post, 126), DiscussionSettings(all_on_one_page=True)
    assert pages_of(made[100:], Way.THREADS, settings) == [1] * 26
    assert pages_of(made, Way.FLAT_NEWEST, settings) == [LAST] * 126
    monkeypatch.setattr(threads, "MOST_ON_ONE_PAGE", 125)
    assert pages_of([made[125]], Way.THREADS, settings) == [6]


def test_far_reply_stands_on_the_further_pages_of_its_thread_unless_read_flat(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "REPLIES_PER_PAGE", 3)
    made = make_thread(post, 4)
    further = Place(post, View.THREAD, 2, 1)
    assert [place_of(made[4], way) for way in (Way.THREADS, Way.NEWEST)] == [
        further,
        Place(post, View.THREAD, 2, 1, home=Way.NEWEST),
    ]
    flat = place_of(made[4], Way.FLAT)
    assert flat is not None
    assert flat.view is View.FLAT


def test_comment_that_was_never_public_stands_nowhere(post: Post) -> None:
    assert place_of(Comment(post=post)) is None
