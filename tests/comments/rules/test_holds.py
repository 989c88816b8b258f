"""What a moderator reads first."""

import pytest

from comments.rules import Action
from comments.rules.holds import first, hold_all, honeypot, links
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
