"""The spam filter as one of the rules: what becomes of whose comment, and what is said of it."""

import pytest

from comments.models import Action, Comment, CommentStatus
from comments.rules import judge
from comments.rules.spam import spam_score
from comments.spam import HAM, SPAM, TOTAL, Seen, learn
from comments.submission import State, examine, submit
from tests.comment_factories import make_comment, make_submission, set_discussion
from tests.comments.rules.case import make_case

STRANGER = {"has_approved": False}
SPAMMY = "Cheap pills from our casino, order now at https://pills.example"


def _seen(spam: int, ham: int, words: int = 8) -> dict:
    return {"spam_seen": {TOTAL: Seen(100, 100), **{f"w{n}": Seen(spam, ham) for n in range(words)}}}


SURE, LIKELY, UNLIKELY = _seen(90, 0), _seen(90, 0, words=1), _seen(0, 90)


@pytest.mark.parametrize(
    ("seen", "person", "action"),
    [
        (SURE, STRANGER, Action.SPAM),
        (LIKELY, STRANGER, Action.HOLD),
        (UNLIKELY, STRANGER, Action.PASS),
        (SURE, {"has_approved": True}, Action.HOLD),
        (LIKELY, {"has_approved": True}, Action.PASS),
        (SURE, {"has_approved": False, "is_staff": True}, Action.HOLD),
        (SURE, {"has_approved": False, "is_trusted": True}, Action.HOLD),
    ],
)
def test_score_decides_by_whose_comment_it_is(seen, person, action) -> None:
    signal = spam_score(make_case(facts=seen, person=person))
    assert signal is not None
    assert signal.action == action


def test_trusted_people_are_let_through_with_a_note() -> None:
    signals = judge(make_case(facts=SURE, person={"is_trusted": True}))
    assert [(signal.rule, signal.action) for signal in signals] == [("spam_score", Action.PASS)]


def test_author_reads_a_sentence_and_the_moderator_the_words() -> None:
    signal = spam_score(make_case(facts=SURE, person=STRANGER))
    assert signal is not None
    assert signal.reason == "This looks like spam, so a moderator reads it before it appears."
    assert signal.matched == "99.9\u00a0%: w0, w1, w2, w3, w4, w5"
    assert signal.weight > 0.995


@pytest.mark.parametrize("seen", [{}, {TOTAL: Seen(19, 500), "w0": Seen(19, 0)}])
def test_nothing_is_said_before_enough_is_learnt(seen) -> None:
    assert spam_score(make_case(facts={"spam_seen": seen}, person=STRANGER)) is None


@pytest.fixture
def taught(db) -> None:
    """Twenty of each: the least from which there is a judgement."""
    set_discussion(hold_first=False, flood_seconds=0)
    for number in range(20):
        learn(Comment(source=f"{SPAMMY} {number}", author_name=f"Cheap Casino {number}"), SPAM)
        learn(Comment(source=f"The ferry was late again, tide or not. {number}", author_name="Nell"), HAM)


def test_spam_of_a_stranger_is_put_among_the_spam_and_told_as_held(taught) -> None:
    outcome = submit(make_submission(text=SPAMMY))
    assert outcome.comment is not None
    assert (outcome.state, outcome.comment.status) == (State.HELD, CommentStatus.SPAM)
    row = outcome.comment.rule_signals.get(rule="spam_score")
    assert row.weight > 0.995
    assert "pills" in row.matched
    assert not any("pills" in reason or "%" in reason for reason in outcome.reasons)


def test_ordinary_comment_of_a_stranger_is_published_and_its_score_kept(taught) -> None:
    outcome = submit(make_submission(text="Late again? The ferry waits for the tide."))
    assert outcome.state == State.PUBLISHED
    assert outcome.comment is not None
    row = outcome.comment.rule_signals.get(rule="spam_score")
    assert (row.action, row.weight < 0.1) == (Action.PASS, True)


def test_writer_with_an_approved_comment_is_not_annoyed(taught) -> None:
    """By what holds a stranger's comment; the name alone isn't what lets it through."""
    make_comment(email="nell@example.org", name="Somebody")
    about_pills = "Since the casino closed, pills seem cheap."
    assert examine(make_submission(text=about_pills, name="Somebody")).state == State.HELD
    outcome = submit(make_submission(text=about_pills, email="NELL@example.org", name="Somebody"))
    assert outcome.state == State.PUBLISHED


def test_spam_of_a_known_writer_is_held_and_no_more(taught) -> None:
    make_comment(email="nell@example.org", name="Nell")
    outcome = submit(make_submission(text=SPAMMY, email="nell@example.org", name="Nell"))
    assert outcome.comment is not None
    assert outcome.comment.status == CommentStatus.PENDING


def test_preview_says_what_posting_would(taught) -> None:
    assert examine(make_submission(text=SPAMMY)).state == State.HELD


def test_switched_off_filter_judges_nobody(taught) -> None:
    set_discussion(spam_filter=False)
    outcome = submit(make_submission(text=SPAMMY))
    assert outcome.state == State.PUBLISHED
    assert "spam_score" not in [signal.rule for signal in outcome.signals]
