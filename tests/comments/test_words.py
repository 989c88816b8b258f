"""The list of words: its verbs, what they find in a comment, and what they would have found."""

import pytest
from django.core.exceptions import ValidationError

from comments import words
from comments.models import Action, Comment, ModerationLog, WordKind, WordRule
from comments.submission import State, submit
from comments.word_matching import Rule
from comments.words import add_lines, checked, hits_of, looked_at, remove_rule, save_rule, try_on
from tests.comment_factories import make_comment, make_submission, set_discussion

pytestmark = pytest.mark.django_db


def _comment(**fields) -> Comment:
    comment = Comment(**{"source": "Nothing here."} | fields)
    comment.render()
    return comment


def _hits(**fields) -> list[str]:
    return [hit.matched for hit in hits_of(_comment(**fields))]


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "A casino."},
        {"source": "A **cas**ino."},
        {"source": "A cas&#105;no."},
        {"source": "[here](https://casino.example/)"},
        {"author_name": "Casino"},
        {"author_email": "bob@casino.example"},
        {"author_url": "https://my.casino.example"},
    ],
)
def test_words_are_found_as_typed_as_shown_and_beside_the_text(fields) -> None:
    WordRule.objects.create(pattern="casino")
    assert [hit.lower() for hit in _hits(**fields)] == ["casino"]


def test_phrases_do_not_go_from_one_field_into_the_next() -> None:
    WordRule.objects.create(pattern="here ben")
    assert _hits(source="Nothing here", author_name="Ben") == []


def test_words_cost_one_query_and_none_are_found_on_an_empty_list(django_assert_num_queries) -> None:
    comment = _comment()
    with django_assert_num_queries(1):
        assert hits_of(comment) == ()
    WordRule.objects.bulk_create(WordRule(pattern=f"word{number}") for number in range(300))
    with django_assert_num_queries(1):
        assert hits_of(comment) == ()


def test_a_change_of_the_list_counts_from_the_next_comment_on() -> None:
    rule = save_rule(rule=WordRule(pattern="casino"), by=None)
    assert len(_hits(source="casino")) == 1
    rule.pattern = "poker"
    save_rule(rule=rule, by=None)
    assert _hits(source="casino") == []
    remove_rule(rule=rule, by=None)
    assert _hits(source="poker") == []


@pytest.mark.parametrize(
    ("action", "state"),
    [(Action.HOLD, State.HELD), (Action.SPAM, State.HELD), (Action.REFUSE, State.REFUSED)],
)
def test_words_decide_at_the_door(action, state) -> None:
    set_discussion(hold_first=False)
    WordRule.objects.create(pattern="casino", action=action)
    outcome = submit(make_submission(text="The Casino is open."))
    assert outcome.state == state
    assert [signal.matched for signal in outcome.signals if signal.rule == "words"] == ["Casino"]


def test_expression_that_takes_too_long_does_not_hold_up_posting_and_is_noted() -> None:
    set_discussion(hold_first=False)
    WordRule.objects.create(pattern=r"(x+x+)+y", kind=WordKind.REGEX, action=Action.REFUSE)
    outcome = submit(make_submission(text="x" * 9_000))
    assert outcome.state == State.PUBLISHED
    assert outcome.comment is not None
    signal = outcome.comment.rule_signals.get(rule="words")
    assert (signal.action, signal.matched) == (Action.PASS, "(x+x+)+y")
    assert "too long" in signal.reason


@pytest.mark.parametrize(
    ("pattern", "kind", "sentence"),
    [
        ("(a", "regex", "no regular expression"),
        ("a*", "regex", "fits every comment"),
        ("(?:a{900}){900}", "regex", "repeats too often"),
        (".", "word", "nearly every comment"),
        ("a", "prefix", "Too many words"),
    ],
)
def test_what_would_catch_everything_is_refused(pattern, kind, sentence) -> None:
    with pytest.raises(ValidationError, match=sentence):
        save_rule(rule=WordRule(pattern=pattern, kind=kind), by=None)


@pytest.mark.parametrize(
    ("pattern", "kind"), [("我", "prefix"), ("a", "word"), ("€", "word"), (" a  b ", "word")]
)
def test_short_words_may_be_meant(pattern, kind) -> None:
    assert checked(pattern, kind) == " ".join(pattern.split())


def test_empty_words_are_refused() -> None:
    with pytest.raises(ValidationError):
        save_rule(rule=WordRule(pattern="  "), by=None)


def test_saving_what_is_the_same_is_not_told_in_the_log() -> None:
    rule = save_rule(rule=WordRule(pattern="casino"), by=None)
    save_rule(rule=rule, by=None)
    rule.note = "Why?"
    save_rule(rule=rule, by=None)
    remove_rule(rule=rule, by=None)
    remove_rule(rule=rule, by=None)
    assert list(ModerationLog.objects.order_by("pk").values_list("verb", flat=True)) == [
        "add-word",
        "remove-word",
    ]


def test_list_is_added_once_and_told_line_by_line() -> None:
    added = add_lines(text="one\ntwo\n\nTWO\n", kind="word", action="hold", by=None)
    assert (added.added, added.known, added.refused) == (2, 1, [])
    again = add_lines(text="one\ntwo\nthree", kind="word", action="spam", by=None)
    assert (again.added, again.known) == (1, 2)
    assert set(ModerationLog.objects.values_list("subject", flat=True)) == {"one", "two", "three"}


def test_list_that_would_be_too_long_is_refused_whole(monkeypatch) -> None:
    monkeypatch.setattr(words, "MOST_RULES", 3)
    add_lines(text="one\ntwo", kind="word", action="hold", by=None)
    with pytest.raises(ValidationError, match="more than 3 words"):
        add_lines(text="three\nfour", kind="word", action="hold", by=None)
    assert WordRule.objects.count() == 2


def test_trial_ends_in_time_and_says_so() -> None:
    comments = [make_comment(text="A casino.")]
    trial = try_on(comments, Rule("casino", "word", "hold"), seconds=-1)
    assert (trial.is_cut_short, trial.looked_at, trial.caught) == (True, 0, [])


def test_trial_says_where_the_expression_took_too_long() -> None:
    trial = try_on([_comment(source="x" * 9_000)], Rule(r"(x+x+)+y", "regex", "hold"))
    assert (trial.looked_at, trial.number, trial.took_too_long) == (1, 0, 1)


def test_excerpt_shows_the_words_around_what_was_found() -> None:
    comment = _comment(source=f"{'before ' * 30}casino{' after' * 30}", author_name="Ben")
    [caught] = try_on([comment], Rule("casino", "word", "hold")).caught
    assert "casino" in caught.excerpt
    assert len(caught.excerpt) < 140
    assert caught.excerpt[0] == caught.excerpt[-1] == "…"
    assert "Ben" in looked_at(comment)
