"""Moderators who may not be alone: nobody decides over what another did, and decisions can be taken back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from comments.deciding import OvertakenError, decide, decide_all, undo, undo_all
from comments.models import Comment, CommentStatus, ModerationLog
from comments.moderation import approve, delete_for_good, hold, mark_spam, remove, restore
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_post, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def maud():
    return make_user("maud", is_staff=True)


@pytest.fixture
def edith():
    return make_user("edith", is_staff=True)


def held(**fields) -> Comment:
    return make_comment(status=CommentStatus.PENDING, **fields)


def status_of(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).status


def test_what_is_as_it_was_looked_at_is_decided(maud) -> None:
    comment = held()
    entry = decide(verb=approve, comment=comment, by=maud, reason="Fine")
    assert (entry.verb, entry.by, entry.reason, entry.before) == ("approve", maud, "Fine", "pending")
    assert status_of(comment) == CommentStatus.APPROVED


def test_what_somebody_else_has_decided_is_left_alone_and_told(maud, edith) -> None:
    comment = held()
    decide(verb=approve, comment=comment, by=edith)
    with pytest.raises(OvertakenError) as overtaken:
        decide(verb=mark_spam, comment=comment, by=maud)
    assert (overtaken.value.last.by, overtaken.value.last.verb) == (edith, "approve")
    assert status_of(comment) == CommentStatus.APPROVED


def test_a_decision_that_changes_nothing_is_no_row_of_the_log(maud) -> None:
    comment = held()
    assert decide(verb=hold, comment=comment, by=maud) is None
    assert not ModerationLog.objects.filter(by=maud).exists()


def test_what_is_deleted_for_good_is_no_more_decided(maud) -> None:
    comment = held()
    delete_for_good(comment=Comment.objects.get(pk=comment.pk), by=maud)
    with pytest.raises(Comment.DoesNotExist):
        decide(verb=approve, comment=comment, by=maud)
    assert decide_all(verb=approve, comments=[comment], by=maud).left_alone == 1


def test_of_many_only_those_are_decided_that_nobody_has_changed(maud, edith) -> None:
    first, second, third = held(), held(), held()
    approve(comment=second, by=edith)
    decided = decide_all(verb=mark_spam, comments=[first, second, third], by=maud)
    assert {entry.comment for entry in decided.entries} == {first, third}
    assert decided.left_alone == 1
    assert status_of(second) == CommentStatus.APPROVED


@pytest.mark.parametrize("verb", [approve, mark_spam, remove])
def test_undo_gives_the_earlier_status_back(maud, verb) -> None:
    comment = held()
    undone = undo(entry=decide(verb=verb, comment=comment, by=maud), by=maud)
    assert undone.status == CommentStatus.PENDING
    assert undone.post.comment_count == 0
    assert undone.moderation_log.order_by("-pk").first().verb == "undo"


def test_undo_knows_what_it_was_even_if_it_was_decided_often(maud) -> None:
    comment = make_comment(status=CommentStatus.SPAM)
    entry = decide(verb=remove, comment=comment, by=maud)
    assert undo(entry=entry, by=maud).status == CommentStatus.SPAM
    assert restore(comment=comment, by=maud).status == CommentStatus.PENDING


@pytest.mark.parametrize(("verb", "learnt"), [(approve, "ham"), (mark_spam, "spam")])
def test_undo_takes_back_what_the_spam_filter_has_learnt(maud, verb, learnt: str) -> None:
    comment = held()
    entry = decide(verb=verb, comment=comment, by=maud)
    assert Comment.objects.get(pk=comment.pk).learnt_as == learnt
    undo(entry=entry, by=maud)
    assert Comment.objects.get(pk=comment.pk).learnt_as is None


def test_what_has_been_decided_since_is_not_undone(maud, edith) -> None:
    comment = held()
    entry = decide(verb=mark_spam, comment=comment, by=maud)
    approve(comment=comment, by=edith)
    with pytest.raises(OvertakenError) as overtaken:
        undo(entry=entry, by=maud)
    assert overtaken.value.last.by == edith
    assert status_of(comment) == CommentStatus.APPROVED


def test_undone_twice_is_undone_once(maud) -> None:
    entry = decide(verb=approve, comment=held(), by=maud)
    assert len(undo_all(entries=[entry], by=maud).entries) == 1
    again = undo_all(entries=[entry], by=maud)
    assert (again.entries, again.left_alone) == ([], 1)
    assert ModerationLog.objects.filter(verb="undo").count() == 1


def test_many_are_undone_but_for_those_decided_since(maud, edith) -> None:
    comments = [held() for _ in range(3)]
    decided = decide_all(verb=approve, comments=comments, by=maud)
    remove(comment=comments[1], by=edith)
    undone = undo_all(entries=decided.entries, by=maud)
    assert (len(undone.entries), undone.left_alone) == (2, 1)
    assert [status_of(comment) for comment in comments] == ["pending", "trash", "pending"]


def test_what_is_deleted_for_good_is_not_undone(maud) -> None:
    comment = held()
    entry = decide(verb=mark_spam, comment=comment, by=maud)
    delete_for_good(comment=comment, by=maud)
    with pytest.raises(Comment.DoesNotExist):
        undo(entry=ModerationLog.objects.get(pk=entry.pk), by=maud)


# --- Really at once


def _at_once(*works) -> list:
    """Do each in a thread with a connection of its own, begun at one moment; return what came of it."""
    start = Barrier(len(works))

    def begin(work):
        try:
            start.wait(timeout=30)
            return work()
        except OvertakenError as overtaken:
            return overtaken
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(begin, works))


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_one_moment_one_decides_and_the_other_is_told(maud, edith) -> None:
    set_discussion(flood_seconds=0)
    post = make_post()
    for _ in range(8):
        comment = held(post=post)
        results = _at_once(
            lambda comment=comment: decide(verb=approve, comment=comment, by=maud),
            lambda comment=comment: decide(verb=mark_spam, comment=comment, by=edith),
        )
        (overtaken,) = [result for result in results if isinstance(result, OvertakenError)]
        (entry,) = [result for result in results if isinstance(result, ModerationLog)]
        assert overtaken.last == entry
        assert status_of(comment) == entry.after
        assert comment.moderation_log.filter(by__in=(maud, edith)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_undo_and_a_decision_at_one_moment_are_one_after_the_other(maud, edith) -> None:
    set_discussion(flood_seconds=0)
    post = make_post()
    for _ in range(8):
        comment = held(post=post)
        entry = decide(verb=mark_spam, comment=comment, by=maud)
        seen = Comment.objects.get(pk=comment.pk)
        results = _at_once(
            lambda entry=entry: undo(entry=entry, by=maud),
            lambda seen=seen: decide(verb=approve, comment=seen, by=edith),
        )
        assert sum(isinstance(result, OvertakenError) for result in results) == 1
        assert status_of(comment) == comment.moderation_log.order_by("-pk").first().after
