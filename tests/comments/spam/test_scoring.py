"""The score, from counts made by hand."""

import pytest

from comments.spam.scoring import LEAST_LEARNT, TOTAL, UNKNOWN, Seen, verdict_on

LEARNT = {TOTAL: Seen(100, 100)}


def _score(**seen: tuple[int, int]) -> float:
    verdict = verdict_on(LEARNT | {token: Seen(*counts) for token, counts in seen.items()})
    assert verdict is not None
    return verdict.score


@pytest.mark.parametrize("total", [(LEAST_LEARNT - 1, 500), (500, LEAST_LEARNT - 1), (0, 0)])
def test_no_verdict_before_enough_of_both_is_learnt(total) -> None:
    assert verdict_on({TOTAL: Seen(*total), "viagra": Seen(9, 0)}) is None
    assert verdict_on({}) is None


def test_verdict_from_twenty_of_each_on() -> None:
    assert verdict_on({TOTAL: Seen(LEAST_LEARNT, LEAST_LEARNT)}) is not None


def test_nothing_known_says_nothing() -> None:
    assert _score() == _score(the=(50, 50)) == UNKNOWN


def test_more_evidence_says_more() -> None:
    assert UNKNOWN < _score(cheap=(1, 0)) < _score(cheap=(9, 0)) < _score(cheap=(9, 0), pills=(9, 0)) < 1
    assert UNKNOWN > _score(ferry=(0, 1)) > _score(ferry=(0, 9)) > _score(ferry=(0, 9), tide=(0, 9)) > 0


def test_evidence_of_both_kinds_weighs_up() -> None:
    assert _score(cheap=(9, 0), ferry=(0, 9)) == pytest.approx(UNKNOWN)


def test_kinds_are_compared_by_their_shares() -> None:
    """Ten times as much good as spam was learnt: a word of one in ten of each says nothing."""
    verdict = verdict_on({TOTAL: Seen(100, 1_000), "word": Seen(10, 100)})
    assert verdict is not None
    assert verdict.score == UNKNOWN


def test_named_are_the_words_that_speak_for_spam_most() -> None:
    seen = {"viagra": (90, 0), "cheap": (60, 3), "maybe": (11, 9), "ferry": (0, 90)}
    verdict = verdict_on(LEARNT | {token: Seen(*counts) for token, counts in seen.items()})
    assert verdict is not None
    assert verdict.tokens == ("viagra", "cheap")


def test_page_of_prose_does_not_drown_what_tells() -> None:
    prose = {f"w{number}": (38, 62) for number in range(500)}
    pills = {f"p{number}": (90, 0) for number in range(30)}
    assert _score(**prose, **pills) > 0.995


def test_impossible_counts_are_no_errors() -> None:
    """More spam with the word than spam at all: left by an edit between two decisions."""
    assert 0 < _score(word=(500, 0), other=(0, 0), more=(0, 700)) < 1
