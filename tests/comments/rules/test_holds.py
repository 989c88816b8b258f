"""What a moderator reads first."""

import pytest

from comments.rules import Action, Past
from comments.rules.holds import first, hold_all, honeypot, links, lookalike, refusals
from tests.comments.rules.case import make_case

FOREIGN = ("https://a.example", "http://b.example/x", "https://c.example")


def test_honeypot_is_taken_for_spam() -> None:
    signal = honeypot(make_case(honeypot=" cheap pills "))
    assert signal is not None
    assert (signal.action, signal.matched) == (Action.SPAM, "cheap pills")
    assert honeypot(make_case(honeypot=" ")) is None


def test_links_are_held_from_the_limit_on_with_what_was_found() -> None:
    signal = links(make_case(links=FOREIGN))
    assert signal is not None
    assert (signal.action, signal.matched) == (Action.HOLD, " ".join(FOREIGN))
    assert "3 links" in signal.reason


def test_links_below_the_limit_are_noted() -> None:
    signal = links(make_case(links=FOREIGN[:2]))
    assert signal is not None
    assert signal.action == Action.PASS


@pytest.mark.parametrize(
    "own",
    [
        "https://parley.example/2007/02/02/slug/",
        "HTTPS://PARLEY.EXAMPLE",
        "https://www.own.example/",
        "/c/12/",
        "#comment-12",
        "mailto:a@b.example",
    ],
)
def test_links_to_this_site_do_not_count(own) -> None:
    assert links(make_case(links=(own,) * 3)) is None


@pytest.mark.parametrize(
    "foreign",
    ["https://notparley.example", "https://parley.example.evil.example", "http://[broken", "tel:123"],
)
def test_links_elsewhere_count(foreign) -> None:
    assert links(make_case(links=(foreign,), settings={"max_links": 1})) is not None


def test_links_are_not_looked_at_when_switched_off() -> None:
    assert links(make_case(links=FOREIGN, settings={"max_links": 0})) is None


def test_matched_text_fits_into_its_column() -> None:
    signal = links(make_case(links=tuple(f"https://{'x' * 50}{number}.example" for number in range(9))))
    assert signal is not None
    assert len(signal.matched) == 300


def test_first_comment_is_held() -> None:
    signal = first(make_case(person={"has_approved": False}))
    assert signal is not None
    assert (signal.action, signal.matched) == (Action.HOLD, "Legion")


def test_first_says_so_to_those_without_email() -> None:
    signal = first(make_case(author_email="", person={"has_approved": False}))
    assert signal is not None
    assert "without an e-mail" in signal.reason


@pytest.mark.parametrize(
    ("person", "settings"),
    [
        ({"has_approved": True}, {}),
        ({"has_approved": False, "is_staff": True}, {}),
        ({"has_approved": False}, {"hold_first": False}),
    ],
)
def test_first_passes(person, settings) -> None:
    assert first(make_case(person=person, settings=settings)) is None


def test_hold_all_holds_only_when_it_is_set() -> None:
    signal = hold_all(make_case(settings={"hold_all": True}))
    assert signal is not None
    assert signal.action == Action.HOLD
    assert hold_all(make_case()) is None


def test_hold_all_holds_below_a_post_that_says_so() -> None:
    signal = hold_all(make_case(post={"comment_switch": "held"}))
    assert signal is not None
    assert "on this post" in signal.reason


def test_lookalike_is_held_with_the_name_for_the_moderator_alone() -> None:
    signal = lookalike(make_case(person={"looks_like": "Ada"}))
    assert signal is not None
    assert (signal.action, signal.matched) == (Action.HOLD, "Ada")
    assert "Ada" not in signal.reason


def test_lookalike_passes_where_names_are_free_and_what_was_public_once() -> None:
    assert lookalike(make_case()) is None
    assert lookalike(make_case(person={"looks_like": "Ada"}, settings={"protect_names": False})) is None
    assert lookalike(make_case(person={"looks_like": "Ada"}, number=3)) is None


@pytest.mark.parametrize(("standing", "put_away"), [(0, 3), (3, 3), (10, 10)])
def test_refusals_hold_who_was_put_away_as_often_as_not(standing, put_away) -> None:
    signal = refusals(make_case(person={"past": Past(standing, put_away)}))
    assert signal is not None
    assert (signal.action, signal.matched) == (Action.HOLD, str(put_away))
    assert "Several of your comments" in signal.reason


@pytest.mark.parametrize(("standing", "put_away"), [(0, 2), (4, 3), (10, 9), (0, 0)])
def test_refusals_let_others_through(standing, put_away) -> None:
    assert refusals(make_case(person={"past": Past(standing, put_away)})) is None


def test_refusals_of_a_strangers_network_are_told_as_such() -> None:
    signal = refusals(make_case(person={"past_nearby": Past(1, 5)}))
    assert signal is not None
    assert "your network" in signal.reason
