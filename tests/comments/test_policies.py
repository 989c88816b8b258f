"""Who may comment where, and when that ends."""

import datetime

import pytest
import time_machine

from blog.models import CommentSwitch, Post, Status
from comments.models import DiscussionSettings
from comments.policies import comments_are_open, comments_close_at, may_comment, may_moderate
from tests.cast import make_cast

PUBLISHED = datetime.datetime(2007, 2, 2, 17, 2, tzinfo=datetime.UTC)


def _post(**fields) -> Post:
    return Post(**({"status": Status.PUBLISHED, "published_at": PUBLISHED} | fields))


def test_closing_time_is_when_comments_close() -> None:
    settings = DiscussionSettings(close_after_days=14)
    closing = comments_close_at(_post(), settings)
    assert closing == datetime.datetime(2007, 2, 16, 17, 2, tzinfo=datetime.UTC)
    assert comments_are_open(_post(), settings, closing - datetime.timedelta(microseconds=1))
    assert not comments_are_open(_post(), settings, closing)


def test_closing_time_is_looked_at_now_where_no_time_is_given() -> None:
    settings = DiscussionSettings(close_after_days=14)
    with time_machine.travel(PUBLISHED + datetime.timedelta(days=13)):
        assert comments_are_open(_post(), settings)
    with time_machine.travel(PUBLISHED + datetime.timedelta(days=15)):
        assert not comments_are_open(_post(), settings)


@pytest.mark.parametrize(
    ("post", "days"),
    [
        (_post(), 0),
        (_post(), 10_000_000),
        (_post(comment_switch=CommentSwitch.OPEN), 14),
        (_post(comment_switch=CommentSwitch.CLOSED), 14),
        (_post(published_at=None), 14),
    ],
)
def test_comments_that_age_does_not_close_have_no_closing_time(post, days) -> None:
    assert comments_close_at(post, DiscussionSettings(close_after_days=days)) is None


def test_open_for_staff_is_open() -> None:
    settings = DiscussionSettings(staff_only=True)
    assert comments_are_open(_post(), settings)
    refusal = may_comment(_post(), None, settings)
    assert refusal is not None
    assert "sign in" in str(refusal)


@pytest.mark.django_db
def test_who_decides_about_comments() -> None:
    cast = make_cast()
    deciders = {name for name in ("ada", "edith", "arthur", "connie", "maud") if may_moderate(cast[name])}
    assert deciders == {"ada", "edith", "maud"}
    assert not may_moderate(None)
    cast.ada.is_active = False
    assert not may_moderate(cast.ada)
