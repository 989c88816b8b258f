"""The filter on the corpus: what the docs promise, measured anew."""

from pathlib import Path

from comments.rules.spam import HOLD_FROM, SPAM_FROM
from tests.spam_figures import HAM, SPAM, corpus, cross_validate, table

DOCS = Path(__file__).parents[3] / "docs" / "spam-filter.md"


def test_corpus_is_large_enough_and_says_nothing_twice() -> None:
    samples = corpus()
    assert sum(one.label == SPAM for one in samples) >= 150
    assert sum(one.label == HAM for one in samples) >= 250
    assert sum(one.is_hard for one in samples) >= 60
    spam = [one.text for one in samples if one.label == SPAM]
    assert len(spam) == len(set(spam))


def test_precision_and_recall_by_cross_validation() -> None:
    figures = cross_validate(corpus())
    assert figures.precision(HOLD_FROM) >= 0.98
    assert figures.recall(HOLD_FROM) >= 0.85
    # What is marked as spam leaves the queue, so nothing good may be among it.
    assert figures.count(HAM, SPAM_FROM) == 0


def test_young_filter_marks_no_good_comment_as_spam() -> None:
    assert cross_validate(corpus(), learnt=20).count(HAM, SPAM_FROM) == 0


def test_docs_have_these_figures() -> None:
    """When they change: python -m tests.spam_figures, and its table goes into the docs."""
    assert "\n".join(table(corpus())) in DOCS.read_text(encoding="utf-8")
