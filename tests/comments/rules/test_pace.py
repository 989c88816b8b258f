"""Said twice, said too fast, copied."""

import pytest

from comments.models import CommentStatus
from comments.policies import NETWORK_BURST
from comments.rules import Action
from comments.rules.pace import copied, duplicate, flood
from tests.comments.rules.case import make_case, make_earlier

MINE = "LEGION@example.org"


def test_duplicate_of_ones_own_is_refused_and_named() -> None:
    signal = duplicate(make_case(facts={"same_text": (make_earlier(email=MINE),)}))
    assert signal is not None
    assert signal.action == Action.REFUSE
    assert "#3" in signal.reason


def test_duplicate_of_a_held_one_says_that_it_waits() -> None:
    waiting = make_earlier(email=MINE, status=CommentStatus.PENDING)
    signal = duplicate(make_case(facts={"same_text": (waiting,)}))
    assert signal is not None
    assert "waiting" in signal.reason


def test_duplicate_may_be_short_in_another_place() -> None:
    earlier = make_earlier(email=MINE, parent_id=1)
    assert duplicate(make_case(source="Thank you!", facts={"same_text": (earlier,)})) is None
    same_place = make_case(source="Thank you!", parent_id=1, facts={"same_text": (earlier,)})
    assert duplicate(same_place) is not None


def test_duplicate_of_somebody_elses_is_only_held() -> None:
    case = make_case(facts={"same_text": (make_earlier(),)})
    assert duplicate(case) is None
    signal = copied(case)
    assert signal is not None
    assert (signal.action, signal.matched) == (Action.HOLD, "#3")


def test_copied_lets_many_people_say_thank_you() -> None:
    assert copied(make_case(source="Thank you!", facts={"same_text": (make_earlier(),)})) is None


def test_copied_holds_what_was_removed_before() -> None:
    removed = make_earlier(email=MINE, status=CommentStatus.TRASH)
    case = make_case(source="Thank you!", facts={"same_text": (removed,)})
    assert duplicate(case) is None
    signal = copied(case)
    assert signal is not None
    assert signal.action == Action.HOLD


@pytest.mark.parametrize("email", [MINE, "other@example.org"])
def test_copied_lets_through_what_its_own_author_has_deleted(email) -> None:
    deleted = make_earlier(email=email, status=CommentStatus.TRASH, is_withdrawn=True)
    assert copied(make_case(facts={"same_text": (deleted,)})) is None


@pytest.mark.parametrize(("passed", "wait"), [(0, "15 seconds"), (6.5, "9 seconds"), (14.2, "1 second,")])
def test_flood_of_one_person_is_refused_with_the_time_to_wait(passed, wait) -> None:
    signal = flood(make_case(facts={"recent": (make_earlier(email=MINE, seconds=passed),)}))
    assert signal is not None
    assert signal.action == Action.REFUSE
    assert wait in signal.reason


def test_flood_without_email_is_by_name_and_address() -> None:
    recent = (make_earlier(email="", ip="192.0.2.7"),)
    same = make_case(author_email="", name_key="other", facts={"recent": recent})
    other = make_case(author_email="", name_key="somebody", facts={"recent": recent})
    assert flood(same) is not None
    assert flood(other) is None


@pytest.mark.parametrize(
    ("ip", "near", "far"),
    [
        ("192.0.2.7", "192.0.2.250", "192.0.3.7"),
        ("2001:db8:0:1::7", "2001:db8:0:1:ffff::1", "2001:db8:0:2::7"),
    ],
)
def test_flood_of_a_network_is_refused_after_a_burst(ip, near, far) -> None:
    def case(earlier: str, count: int) -> object:
        recent = tuple(make_earlier(email=f"{number}@example.org", ip=earlier) for number in range(count))
        return flood(make_case(ip=ip, facts={"recent": recent}))

    assert case(near, NETWORK_BURST - 1) is None
    assert case(near, NETWORK_BURST) is not None
    assert case(far, NETWORK_BURST) is None


def test_flood_knows_no_network_of_those_without_address() -> None:
    recent = tuple(make_earlier(email=f"{number}@example.org", ip=None) for number in range(NETWORK_BURST))
    assert flood(make_case(ip=None, facts={"recent": recent})) is None
