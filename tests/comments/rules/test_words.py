"""What the blog's words lead to, and what their author is told."""

from comments.rules import Action
from comments.rules.words import held_words, refused_words, slow_words, spam_words
from comments.word_matching import Hit, Rule
from tests.comments.rules.case import make_case


def _case(*hits: tuple[str, str, str]):
    return make_case(
        person={"words": tuple(Hit(Rule(pattern, "word", action), found) for pattern, action, found in hits)}
    )


def test_refused_words_are_named() -> None:
    signal = refused_words(_case(("press", "refuse", "Press")))
    assert signal is not None
    assert signal.action == Action.REFUSE
    assert signal.reason == "Comments with “Press” can’t be posted here. Please write it without that word."


def test_held_words_are_named_each_once() -> None:
    signal = held_words(_case(("a", "hold", "Alpha"), ("b", "hold", "Beta"), ("c", "hold", "Alpha")))
    assert signal is not None
    assert (signal.action, signal.matched) == (Action.HOLD, "Alpha\nBeta")
    assert "“Alpha”, “Beta”" in signal.reason


def test_words_of_spam_are_for_moderators_only() -> None:
    signal = spam_words(_case(("pills", "spam", "Pills")))
    assert signal is not None
    assert (signal.action, signal.matched) == (Action.SPAM, "Pills")
    assert "Pills" not in signal.reason


def test_percent_signs_in_words_are_no_formats() -> None:
    signal = held_words(_case(("100 %", "hold", "100 %s %(x)s")))
    assert signal is not None
    assert "“100 %s %(x)s”" in signal.reason


def test_expression_that_took_too_long_is_noted_and_decides_nothing() -> None:
    case = _case(("(a+)+", "refuse", ""))
    assert refused_words(case) is None
    signal = slow_words(case)
    assert signal is not None
    assert (signal.action, signal.matched) == (Action.PASS, "(a+)+")


def test_each_rule_leaves_the_others_words_alone() -> None:
    case = _case(("press", "hold", "Press"))
    assert [rule(case) for rule in (refused_words, spam_words, slow_words)] == [None] * 3
    assert held_words(make_case()) is None
