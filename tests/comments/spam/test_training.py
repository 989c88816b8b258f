"""The filter learns what was decided before: all of it once, and nothing that nobody decided."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from blog.models import User
from comments.models import Comment, CommentStatus
from comments.moderation import approve, mark_spam
from comments.spam import forget, learnt, training
from tests.cast import make_cast
from tests.comment_factories import make_comment, set_discussion

pytestmark = pytest.mark.django_db


@pytest.fixture
def maud() -> User:
    return make_cast().maud


def _train(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("train_spam_filter", *arguments, stdout=out)
    return out.getvalue().splitlines()


def _decided(maud: User, good: int, spam: int) -> None:
    """Decided before there was a filter."""
    for verb, number in ((approve, good), (mark_spam, spam)):
        for _ in range(number):
            verb(comment=make_comment(status=CommentStatus.PENDING), by=maud)
    forget()


def _imported(status: CommentStatus, number: int) -> None:
    comment = make_comment(status=status)
    Comment.objects.filter(pk=comment.pk).update(import_ref=f"wordpress:{number}")


def test_training_learns_from_decisions_and_a_second_run_from_nothing(maud) -> None:
    _decided(maud, good=3, spam=2)
    assert _train()[0] == "Learnt: 2 spam and 3 good comments; in all 2 and 3."
    assert _train()[0] == "Learnt: 0 spam and 0 good comments; in all 2 and 3."


def test_training_says_how_much_is_missing(maud) -> None:
    _decided(maud, good=1, spam=0)
    assert _train()[1:] == ["It judges from 20 of each on."]


def test_training_learns_from_an_import(maud) -> None:
    _imported(CommentStatus.APPROVED, 1)
    _imported(CommentStatus.SPAM, 2)
    _imported(CommentStatus.PENDING, 3)
    _train()
    assert learnt() == (1, 1)


def test_training_learns_nothing_that_no_moderator_decided() -> None:
    make_comment()
    make_comment(honeypot="x", status=CommentStatus.SPAM)
    _train()
    assert learnt() == (0, 0)


def test_reset_learns_anew(maud) -> None:
    _decided(maud, good=1, spam=1)
    _train()
    Comment.objects.filter(status=CommentStatus.SPAM).delete()
    assert _train("--reset")[0] == "Learnt: 0 spam and 1 good comments; in all 0 and 1."


def test_training_takes_the_newest_and_goes_on_where_it_stopped(maud, monkeypatch) -> None:
    monkeypatch.setattr(training, "MOST_OF_A_KIND", 3)
    monkeypatch.setattr(training, "BATCH", 2)
    _decided(maud, good=5, spam=0)
    newest = list(Comment.objects.order_by("-pk").values_list("pk", flat=True)[:3])
    next(training.train())
    assert learnt() == (0, 2)
    _train()
    assert learnt() == (0, 3)
    assert set(Comment.objects.exclude(learnt_as=None).values_list("pk", flat=True)) == set(newest)


def test_training_is_refused_while_the_filter_is_off(maud) -> None:
    _decided(maud, good=1, spam=0)
    set_discussion(spam_filter=False)
    with pytest.raises(CommandError, match="switched off"):
        _train()
    assert learnt() == (0, 0)
