"""The rules together: their order, what ends the hearing, who is spared."""

import pytest

from comments.models import Ban, Comment
from comments.rules import RULES, Action, decisive, judge
from comments.word_matching import Hit, Rule
from tests.comments.rules.case import make_case, make_earlier

MODERATOR = {"is_trusted": True, "is_moderator": True}
FOREIGN = ("https://a.example", "https://b.example", "https://c.example")
EVERYTHING_TO_HOLD = {
    "settings": {"hold_all": True},
    "links": FOREIGN,
    "person": {"has_approved": False},
    "facts": {"same_text": (make_earlier(),)},
}


def _rules(case) -> list[str]:
    return [signal.rule for signal in judge(case)]


def test_order_of_the_rules() -> None:
    assert [rule.__name__ for rule in RULES] == [
        *("closed", "banned", "reply", "closed_below"),
        *("name", "email", "website", "text", "refused_words", "duplicate", "flood"),
        *("honeypot", "spam_words", "spam_score"),
        *("held_words", "copied", "links", "lookalike", "refusals", "first", "hold_all", "slow_words"),
    ]


def test_blameless_comment_gets_no_signal() -> None:
    assert judge(make_case()) == ()
    assert decisive(()) is None


def test_all_results_are_given_and_the_first_decides() -> None:
    signals = judge(make_case(**EVERYTHING_TO_HOLD))
    assert [signal.rule for signal in signals] == ["copied", "links", "first", "hold_all"]
    assert decisive(signals) == signals[0]


def test_spam_decides_before_holds() -> None:
    signal = decisive(judge(make_case(honeypot="x", **EVERYTHING_TO_HOLD)))
    assert signal is not None
    assert signal.action == Action.SPAM


def test_what_only_passes_does_not_decide() -> None:
    signals = judge(make_case(links=FOREIGN[:1]))
    assert [signal.action for signal in signals] == [Action.PASS]
    assert decisive(signals) is None


def test_closed_is_all_that_is_said() -> None:
    assert _rules(make_case(settings={"comments_open": False}, author_name="", source="")) == ["closed"]


def test_all_that_is_wrong_with_the_form_is_said_at_once() -> None:
    case = make_case(author_name="", author_email="x", author_url="x:y", source="", links=FOREIGN)
    assert _rules(case) == ["name", "email", "website", "text"]


def test_refused_reply_is_not_looked_at_further() -> None:
    assert _rules(make_case(parent_id=3, source="")) == ["reply"]
    assert _rules(make_case(parent_id=3, source="", facts={"parent": Comment(pk=3)})) == ["text"]


def test_trusted_people_are_spared_and_it_is_noted() -> None:
    case = EVERYTHING_TO_HOLD | {"person": {"is_trusted": True, "has_approved": False}}
    signals = judge(make_case(**case))
    assert {signal.rule: signal.action for signal in signals} == dict.fromkeys(
        ["copied", "links", "first", "hold_all"], Action.PASS
    )
    hasty = make_case(
        person={"is_trusted": True}, facts={"recent": (make_earlier(email="legion@example.org"),)}
    )
    assert [signal.action for signal in judge(hasty)] == [Action.PASS]


def test_trusted_people_are_not_spared_the_form_or_closing() -> None:
    person = {"is_trusted": True}
    assert decisive(judge(make_case(person=person, source=""))) is not None
    assert decisive(judge(make_case(person=person, settings={"comments_open": False}))) is not None


@pytest.mark.parametrize(
    ("person", "action"),
    [({}, Action.REFUSE), ({"is_trusted": True}, Action.REFUSE), (MODERATOR, Action.PASS)],
)
def test_bans_hit_everybody_but_moderators_and_end_the_hearing(person, action) -> None:
    case = make_case(person={"bans": (Ban(kind="name", value="legion"),), **person}, source="")
    signals = judge(case)
    assert (signals[0].rule, signals[0].action) == ("banned", action)
    assert (len(signals) == 1) == (action == Action.REFUSE)


@pytest.mark.parametrize("action", [Action.REFUSE, Action.SPAM, Action.HOLD])
def test_words_of_trusted_people_are_noted(action) -> None:
    found = {"words": (Hit(Rule("press", "word", action), "Press"),)}
    [heard] = judge(make_case(person=found))
    [noted] = judge(make_case(person=found | {"is_trusted": True}))
    assert (heard.rule, heard.action, noted.action) == ("words", action, Action.PASS)


def test_refused_words_end_the_hearing_before_anything_is_held() -> None:
    words = (Hit(Rule("a", "word", "hold"), "a"), Hit(Rule("b", "word", "refuse"), "b"))
    assert [signal.action for signal in judge(make_case(person={"words": words}))] == [Action.REFUSE]


def test_words_of_spam_decide_before_those_that_are_held() -> None:
    words = (Hit(Rule("a", "word", "hold"), "a"), Hit(Rule("b", "word", "spam"), "b"))
    signals = judge(make_case(person={"words": words}))
    assert [signal.action for signal in signals] == [Action.SPAM, Action.HOLD]
    assert decisive(signals) == signals[0]


def test_whoever_is_banned_from_a_closed_post_hears_that_it_is_closed() -> None:
    case = make_case(settings={"comments_open": False}, person={"bans": (Ban(kind="name", value="legion"),)})
    assert _rules(case) == ["closed"]
