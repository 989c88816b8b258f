"""Comments closed, and replies to what can't be answered."""

import datetime

import pytest

from blog.models import User
from comments.models import Ban, BanKind, Comment
from comments.rules import Action
from comments.rules.access import banned, closed, closed_below, reply
from tests.comments.rules.case import NOW, make_case

DAYS = {number: datetime.timedelta(days=number) for number in (7, 30)}


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


def test_closed_by_quiet_says_so() -> None:
    post = {"published_at": NOW - datetime.timedelta(days=90), "last_comment_at": NOW - DAYS[7]}
    signal = closed(make_case(post=post, settings={"close_after_quiet_days": 7}))
    assert signal is not None
    assert (signal.matched, signal.reason) == (
        "quiet",
        "Comments on this post closed 7 days after the last one.",
    )
    assert closed(make_case(post=post, settings={"close_after_quiet_days": 8})) is None


def test_post_whose_comments_are_held_closes_as_the_site_says() -> None:
    held = {"comment_switch": "held"}
    assert closed(make_case(post=held)) is None
    assert closed(make_case(post=held, settings={"comments_open": False})) is not None
    old = held | {"published_at": NOW - DAYS[7]}
    assert closed(make_case(post=old, settings={"close_after_days": 7})) is not None


def test_answer_below_what_a_moderator_closed_is_refused() -> None:
    signal = closed_below(make_case(parent_id=12, facts={"parent": Comment(pk=12), "is_closed": True}))
    assert signal is not None
    assert signal.action == Action.REFUSE
    assert closed_below(make_case(parent_id=12, facts={"parent": Comment(pk=12)})) is None


@pytest.mark.parametrize("kind", BanKind.values)
def test_banned_is_refused_with_the_time_and_without_the_reason(kind) -> None:
    row = Ban(kind=kind, value="spam.example", until=NOW + DAYS[7], reason="Silly", by=User(username="maud"))
    signal = banned(make_case(person={"bans": (row,)}))
    assert signal is not None
    assert (signal.action, signal.matched) == (Action.REFUSE, "spam.example")
    assert "9 February 2007" in signal.reason
    assert not {"Silly", "maud"} & set(signal.reason.split())


def test_banned_for_good_names_no_time_and_the_longest_ban_is_told() -> None:
    bans = (Ban(kind="network", value="192.0.2.0/24"), Ban(kind="name", value="legion", until=NOW + DAYS[7]))
    signal = banned(make_case(person={"bans": bans}))
    assert signal is not None
    assert signal.reason == "Comments from your network aren’t taken here."


def test_nobody_else_is_banned() -> None:
    assert banned(make_case()) is None
