"""The rules together: their order, what ends the hearing, who is spared."""

from comments.models import Comment
from comments.rules import RULES, Action, decisive, judge
from tests.comments.rules.case import make_case, make_earlier

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
