"""Pages without numbers: walked in both directions, they show every row once."""

import pytest

from blog.admin.keyset import AFTER, BEFORE, END, START, Place, WrongPlaceError, stretch_at
from blog.models import Post
from tests.factories import days_ago, make_post

pytestmark = pytest.mark.django_db

ORDERS = [("-created_at", "-id"), ("created_at", "id"), ("title", "-id"), ("slug",), ("-slug",)]


@pytest.fixture
def posts() -> list[Post]:
    """Seven, some of which are equal but for their keys."""
    times = [days_ago(number) for number in range(3)]
    return [
        make_post(f"Title {n // 3}", slug=f"slug-{n * 5 % 7}", created_at=times[n // 3]) for n in range(7)
    ]


def walk(rows, place: Place, size: int, way: str) -> list[list[int]]:
    """The keys of every page from ``place`` on, in the direction ``way``."""
    pages = []
    while place is not None:
        stretch = stretch_at(Place.read(str(place)), rows, size)
        pages.append([row.pk for row in stretch.rows])
        place = getattr(stretch, way)
    return pages


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 9])
def test_every_row_is_shown_once_in_both_directions(posts, order, size: int) -> None:
    rows = Post.objects.order_by(*order)
    keys = list(rows.values_list("pk", flat=True))
    assert walk(rows, START, size, "later") == [keys[n : n + size] for n in range(0, 7, size)]
    back = walk(rows, END, size, "earlier")
    assert back[0] == keys[-size:]
    assert back[-1] == keys[:size]  # the first page is a whole one
    assert {pk for page in back for pk in page} == set(keys)


def test_a_place_stays_when_its_row_is_gone(posts) -> None:
    rows = Post.objects.order_by("created_at", "id")
    first = stretch_at(START, rows, 3)
    following = [row.pk for row in stretch_at(first.later, rows, 3).rows]
    first.rows[-1].delete()
    assert [row.pk for row in stretch_at(first.later, rows, 3).rows] == following


def test_beyond_the_ends_stand_the_first_page_and_the_last(posts) -> None:
    rows = Post.objects.order_by("slug")
    assert walk(rows, Place(AFTER, ("zzz",)), 3, "later") == walk(rows, END, 3, "later")
    assert stretch_at(Place(BEFORE, ("aaa",)), rows, 3) == stretch_at(START, rows, 3)
    assert stretch_at(Place(AFTER, ("aaa",)), rows, 3).earlier is None
    assert stretch_at(Place(AFTER, ("zzz",)), Post.objects.none().order_by("slug"), 3).rows == []


@pytest.mark.parametrize("written", ["", "3", "0", "abc", "last", "between:[]"])
def test_what_is_no_place_is_the_start(written: str) -> None:
    assert Place.read(written) == START


@pytest.mark.parametrize(
    "written",
    [
        "after:x",
        "after:3",
        'after:{"a": 1}',
        "after:[1]",
        "before:[[]]",
        "after:" + "[" * 9_999,
        'after:["2024-01-01"]',
        'after:["2024-01-01", "x"]',
        'after:["x", "1"]',
        'after:["1", "1", "1"]',
    ],
)
def test_a_wrong_place_is_said_to_be_wrong(posts, written: str) -> None:
    with pytest.raises(WrongPlaceError):
        stretch_at(Place.read(written), Post.objects.order_by("-created_at", "-id"), 3)


def test_half_a_letter_is_no_place() -> None:
    with pytest.raises(WrongPlaceError):
        Place.read('after:["\\ud800"]')


def test_a_page_asks_twice_at_most(posts, django_assert_num_queries) -> None:
    rows = Post.objects.order_by("-created_at", "-id")
    with django_assert_num_queries(1):
        stretch = stretch_at(START, rows, 3)
    with django_assert_num_queries(2):
        stretch_at(stretch.later, rows, 3)
