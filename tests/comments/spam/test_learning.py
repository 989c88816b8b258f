"""What the filter learns, from whom, and that nothing is counted twice or below nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import User
from comments.deciding import undo
from comments.editing import edit_comment, edit_own, withdraw, wording_of
from comments.models import Comment, CommentStatus, SpamToken
from comments.moderation import approve, delete_for_good, hold, mark_spam, remove, restore
from comments.spam import HAM, MAX_TOKENS, SPAM, TOTAL, Seen, forget, learn, learnt, seen_of, tokens_in, train
from tests.cast import make_cast
from tests.comment_factories import make_comment, set_discussion
from tests.integration.plans import watched

pytestmark = pytest.mark.django_db


@pytest.fixture
def maud() -> User:
    return make_cast().maud


def _waiting(text: str = "Cheap pills", **fields) -> Comment:
    return make_comment(text=text, status=CommentStatus.PENDING, **fields)


def _seen(token: str) -> Seen:
    row = SpamToken.objects.filter(token=token).first()
    return Seen(row.spam, row.ham) if row else Seen(0, 0)


def _learnt_as(comment: Comment) -> str | None:
    return Comment.objects.values_list("learnt_as", flat=True).get(pk=comment.pk)


@pytest.mark.parametrize(("verb", "kind", "counts"), [(approve, HAM, (0, 1)), (mark_spam, SPAM, (1, 0))])
def test_decision_of_a_moderator_teaches_once(maud, verb, kind, counts) -> None:
    comment = _waiting()
    for _ in range(2):
        verb(comment=comment, by=maud)
    assert _seen("pills") == _seen(TOTAL) == learnt() == counts
    assert _learnt_as(comment) == kind


@pytest.mark.parametrize("verb", [approve, mark_spam])
def test_decision_of_nobody_teaches_nothing(verb) -> None:
    comment = _waiting()
    verb(comment=comment, by=None)
    assert not SpamToken.objects.exists()
    assert _learnt_as(comment) is None


def test_posting_teaches_nothing() -> None:
    make_comment(text="Cheap pills", honeypot="x", status=CommentStatus.SPAM)
    make_comment(text="A ferry")
    assert not SpamToken.objects.exists()


@pytest.mark.parametrize(
    ("verbs", "kind", "counts"),
    [
        ((approve, mark_spam), SPAM, (1, 0)),
        ((mark_spam, approve), HAM, (0, 1)),
        ((approve, remove), None, (0, 0)),
        ((approve, hold), None, (0, 0)),
        ((mark_spam, remove), None, (0, 0)),
        ((mark_spam, hold), None, (0, 0)),
        ((mark_spam, restore), None, (0, 0)),
        ((remove,), None, (0, 0)),
        ((approve, remove, restore), HAM, (0, 1)),
        ((approve, mark_spam, restore), HAM, (0, 1)),
        ((mark_spam, remove, restore), SPAM, (1, 0)),
        ((approve, mark_spam, approve, mark_spam), SPAM, (1, 0)),
    ],
)
def test_other_decision_takes_back_what_was_learnt(maud, verbs, kind, counts) -> None:
    comment = _waiting()
    for verb in verbs:
        verb(comment=comment, by=maud)
    assert _seen("pills") == learnt() == counts
    assert _learnt_as(comment) == kind


def test_restoring_what_only_a_rule_let_through_teaches_nothing(maud) -> None:
    comment = make_comment(text="Cheap pills")
    remove(comment=comment, by=maud)
    restore(comment=comment, by=maud)
    assert learnt() == (0, 0)


def test_undoing_a_decision_puts_back_what_was_learnt(maud) -> None:
    comment = _waiting()
    approve(comment=comment, by=maud)
    mark_spam(comment=comment, by=maud)
    undo(entry=comment.moderation_log.get(verb="spam"), by=maud)
    assert (_learnt_as(comment), _seen("pills")) == (HAM, (0, 1))
    undo(entry=comment.moderation_log.get(verb="undo"), by=maud)
    assert (_learnt_as(comment), _seen("pills")) == (SPAM, (1, 0))


def test_author_takes_nothing_back(maud) -> None:
    comment = _waiting()
    approve(comment=comment, by=maud)
    withdraw(comment=comment)
    assert learnt() == (0, 1)


def test_words_that_a_moderator_changes_are_learnt_instead(maud) -> None:
    comment = _waiting("A ferry")
    approve(comment=comment, by=maud)
    comment = edit_comment(comment=comment, source="Cheap pills", by=maud)
    assert (_seen("pills"), _seen("ferry"), learnt()) == ((0, 1), (0, 0), (0, 1))
    mark_spam(comment=comment, by=maud)
    assert (_seen("pills"), _seen("ferry"), learnt()) == ((1, 0), (0, 0), (1, 0))


def _change(comment: Comment, text: str) -> None:
    comment = Comment.objects.select_related("post", "parent").get(pk=comment.pk)
    edit_own(comment=comment, text=text, wording=wording_of(comment))


def test_author_who_changes_what_was_approved_takes_nothing_from_others(maud) -> None:
    set_discussion(flood_seconds=0)
    others = _waiting("Bitter pills")
    comment = _waiting("A ferry")
    for one in (others, comment):
        approve(comment=one, by=maud)
    _change(comment, "Cheap pills")
    mark_spam(comment=comment, by=maud)
    assert (_seen("pills"), _seen("ferry"), learnt()) == ((1, 1), (0, 1), (1, 2))


def test_author_cannot_make_the_filter_forget_spam(maud) -> None:
    comment = _waiting("Cheap pills")
    mark_spam(comment=comment, by=maud)
    _change(comment, "A ferry")
    assert (_seen("pills"), _seen("ferry"), learnt()) == ((1, 0), (0, 0), (1, 0))


def test_what_its_author_changed_after_the_decision_is_not_learnt_from_again(maud) -> None:
    comment = _waiting("A ferry")
    approve(comment=comment, by=maud)
    _change(comment, "Cheap pills")
    forget()
    list(train())
    assert learnt() == (0, 0)


def test_what_is_deleted_for_good_stays_learnt(maud) -> None:
    comment = _waiting()
    approve(comment=comment, by=maud)
    mark_spam(comment=comment, by=maud)
    delete_for_good(comment=comment, by=maud)
    assert _seen("pills") == learnt() == (1, 0)


def test_switched_off_filter_learns_nothing_and_is_not_asked(maud) -> None:
    set_discussion(spam_filter=False)
    comment = _waiting()
    mark_spam(comment=comment, by=maud)
    assert not SpamToken.objects.exists()
    with CaptureQueriesContext(connection) as queries:
        _waiting("Other pills")
    assert not [query for query in queries if "spamtoken" in query["sql"]]


@pytest.mark.parametrize("words", [1, 10_000])
def test_learning_costs_one_statement_and_a_bounded_number_of_rows(words, django_assert_num_queries) -> None:
    comment = Comment(source=" ".join(f"w{number}" for number in range(words)))
    with django_assert_num_queries(1):
        learn(comment, SPAM)
    with django_assert_num_queries(1):
        learn(comment, HAM)
    with django_assert_num_queries(1):
        assert seen_of(comment)[TOTAL] == (0, 1)
    assert SpamToken.objects.count() <= MAX_TOKENS + 1


@pytest.mark.parametrize(
    "odd",
    ["\x01\x7f", "%s %(x)s {0} '; DROP TABLE comments_spamtoken; --", "😀" * 99, "\u202eabc", "ﷺ" * 500],
)
def test_any_text_is_learnt(odd) -> None:
    comment = Comment(source=odd, author_name=odd, author_email=odd, author_url=odd)
    learn(comment, SPAM)
    assert set(seen_of(comment).values()) == {Seen(1, 0)}
    assert set(seen_of(comment)) == {TOTAL, *tokens_in(comment)}


def test_forgetting_leaves_nothing_and_lets_everything_be_learnt_anew(maud) -> None:
    comment = _waiting()
    mark_spam(comment=comment, by=maud)
    forget()
    assert (learnt(), _seen("pills"), _learnt_as(comment)) == ((0, 0), (0, 0), None)
    approve(comment=comment, by=maud)
    assert learnt() == (0, 1)


def test_tokens_are_read_by_their_keys_among_many() -> None:
    SpamToken.objects.bulk_create((SpamToken(token=f"t{n}", spam=1) for n in range(50_000)), batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    comment = Comment(source=" ".join(f"t{number}" for number in range(0, 50_000, 50)))
    with watched() as watch:
        assert len(seen_of(comment)) > 100
    (work,) = watch.queries
    assert "SCAN comments_spamtoken" not in work.plan
    assert "Seq Scan" not in work.plan
    assert work.amount < 20_000


@pytest.mark.django_db(transaction=True)
def test_moderators_who_decide_at_once_lose_no_count() -> None:
    """The same words in every order, by four moderators: no deadlock, and every decision counted."""
    set_discussion(flood_seconds=0)
    maud, words = make_cast().maud, ["cheap", "pills", "casino", "ferry", "tide"]
    waiting = [_waiting(" ".join(words[n % 5 :] + words[: n % 5]) + f" number{n}") for n in range(12)]

    def decide(place: int) -> None:
        try:
            for comment in waiting[place::4]:
                approve(comment=comment, by=maud)
                mark_spam(comment=comment, by=maud)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(decide, range(4)))
    assert _seen("pills") == _seen("tide") == learnt() == (12, 0)
