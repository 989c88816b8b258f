"""Who may comment where, and when that ends."""

import datetime

import pytest
import time_machine

from blog.models import CommentSwitch, Post, Status
from comments.models import DiscussionSettings
from comments.policies import (
    comments_are_open,
    comments_close_at,
    holds_everything,
    may_comment,
    may_moderate,
)
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


LATER = PUBLISHED + datetime.timedelta(days=10)


@pytest.mark.parametrize(
    ("days", "quiet_days", "last", "closing"),
    [
        (0, 7, None, PUBLISHED + datetime.timedelta(days=7)),
        (0, 7, LATER, LATER + datetime.timedelta(days=7)),
        (0, 7, PUBLISHED - datetime.timedelta(days=99), PUBLISHED + datetime.timedelta(days=7)),
        (14, 7, LATER, PUBLISHED + datetime.timedelta(days=14)),
        (14, 3, LATER, LATER + datetime.timedelta(days=3)),
        (0, 10_000_000, LATER, None),
        (0, 0, LATER, None),
    ],
)
def test_closing_time_is_the_first_of_age_and_quiet(days, quiet_days, last, closing) -> None:
    settings = DiscussionSettings(close_after_days=days, close_after_quiet_days=quiet_days)
    post = _post(last_comment_at=last)
    assert comments_close_at(post, settings) == closing
    if closing is not None:
        assert may_comment(post, None, settings, closing - datetime.timedelta(microseconds=1)) is None
        refusal = may_comment(post, None, settings, closing)
        assert refusal is not None
        assert refusal.code == ("age" if closing == PUBLISHED + datetime.timedelta(days=days) else "quiet")


def test_post_whose_comments_are_held_closes_with_time_and_one_that_is_open_does_not() -> None:
    settings = DiscussionSettings(close_after_quiet_days=7)
    assert comments_close_at(_post(comment_switch=CommentSwitch.HELD), settings) is not None
    assert comments_close_at(_post(comment_switch=CommentSwitch.OPEN), settings) is None


@pytest.mark.parametrize(
    ("switch", "hold_all", "holds"),
    [("held", False, True), ("default", True, True), ("open", True, True), ("open", False, False)],
)
def test_everything_is_held_where_the_post_or_the_site_says_so(switch, hold_all, holds) -> None:
    settings = DiscussionSettings(hold_all=hold_all)
    assert holds_everything(_post(comment_switch=switch), settings) is holds


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
