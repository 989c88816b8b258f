"""Comments closed, and replies to what can't be answered."""

import datetime

import pytest

from blog.models import User
from comments.models import Comment
from comments.rules import Action
from comments.rules.access import closed, reply
from tests.comments.rules.case import NOW, make_case


@pytest.mark.parametrize(
    ("post", "settings", "code"),
    [
        ({}, {"comments_open": False}, "site"),
        ({"comment_switch": "closed"}, {}, "post"),
        ({"status": "draft"}, {}, "not-public"),
        ({"published_at": NOW + datetime.timedelta(days=9000)}, {}, "not-public"),
        ({"published_at": NOW - datetime.timedelta(days=30)}, {"close_after_days": 30}, "age"),
        ({}, {"staff_only": True}, "staff"),
    ],
)
def test_closed_refuses_with_a_sentence(post, settings, code) -> None:
    signal = closed(make_case(post=post, settings=settings))
    assert signal is not None
    assert (signal.action, signal.matched) == (Action.REFUSE, code)
    assert signal.reason.endswith(".")


@pytest.mark.parametrize(
    ("post", "settings"),
    [
        ({}, {}),
        ({"comment_switch": "open"}, {"comments_open": False}),
        (
            {"comment_switch": "open", "published_at": NOW - datetime.timedelta(days=99)},
            {"close_after_days": 1},
        ),
        (
            {"published_at": NOW - datetime.timedelta(days=30) + datetime.timedelta(seconds=1)},
            {"close_after_days": 30},
        ),
    ],
)
def test_open_comments_pass(post, settings) -> None:
    assert closed(make_case(post=post, settings=settings)) is None


def test_closed_site_says_its_own_message() -> None:
    signal = closed(make_case(settings={"comments_open": False, "site_closed_message": "Back on Monday."}))
    assert signal is not None
    assert signal.reason == "Back on Monday."


def test_staff_only_lets_staff_in_unless_disabled() -> None:
    staff = make_case(settings={"staff_only": True}, user=User(pk=1, is_staff=True))
    disabled = make_case(settings={"staff_only": True}, user=User(pk=1, is_staff=True, is_active=False))
    assert closed(staff) is None
    assert closed(disabled) is not None


def test_reply_to_a_comment_that_is_not_there_is_refused() -> None:
    signal = reply(make_case(parent_id=12))
    assert signal is not None
    assert signal.action == Action.REFUSE


def test_reply_to_a_comment_that_is_there_passes() -> None:
    assert reply(make_case(parent_id=12, facts={"parent": Comment(pk=12)})) is None
    assert reply(make_case()) is None
