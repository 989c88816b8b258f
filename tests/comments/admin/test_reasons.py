"""Why a comment waits, in a moderator's words, and what of it is marked in the text."""

import pytest

from comments.admin.reasons import REASONS, marked, reason_of, words_of
from comments.models import RuleSignal
from comments.rules import RULES
from comments.spam import Verdict, spoken


def signal(rule: str, matched: str = "") -> RuleSignal:
    return RuleSignal(rule=rule, action="hold", reason="A sentence for its author.", matched=matched)


@pytest.mark.parametrize(
    ("text", "words", "html"),
    [
        ("a <b> c", [], "a &lt;b&gt; c"),
        ("a <b> c", ["<b>"], "a <mark>&lt;b&gt;</mark> c"),
        ("Spam, spam", ["spam", ""], "<mark>Spam</mark>, <mark>spam</mark>"),
        (
            "http://a.example/1",
            ["http://a.example/", "http://a.example/1"],
            "<mark>http://a.example/1</mark>",
        ),
        ("a.c abc", ["a.c"], "<mark>a.c</mark> abc"),
    ],
)
def test_words_are_marked_and_all_else_is_escaped(text: str, words: list[str], html: str) -> None:
    assert marked(text, words) == html


def test_what_was_seen_elsewhere_is_not_marked_in_the_text() -> None:
    signals = [signal("links", "http://a/ http://b/"), signal("words", "poker"), signal("first", "Zoë")]
    assert words_of(signals) == ["http://a/", "http://b/", "poker"]
    score = spoken(Verdict(0.97, ("casino", "pills")))
    assert words_of([signal("spam_score", score)]) == ["casino", "pills"]


def test_held_words_are_named_in_the_reason() -> None:
    words = signal("words", "<poker>\nTexas Hold’em")
    assert reason_of(words) == "Held words: <mark>&lt;poker&gt;</mark>, <mark>Texas Hold’em</mark>"
    assert words_of([words]) == ["<poker>", "Texas Hold’em"]
    assert reason_of(signal("links", "http://a/")) == "Many links"
    assert reason_of(signal("weather")) == "A sentence for its author."


def test_every_reason_is_that_of_a_rule() -> None:
    # Three rules look at words, one for each thing that may follow.
    assert REASONS.keys() <= {rule.__name__ for rule in RULES} | {"words"}
