"""What is known of the people behind a page of comments, in one query."""

import datetime

import pytest
from django.utils import timezone

from comments import history
from comments.history import History, histories_of
from comments.models import Comment, CommentStatus
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PENDING = CommentStatus.PENDING


@pytest.fixture(autouse=True)
def _no_flood() -> None:
    set_discussion(flood_seconds=0)


def known(comment: Comment) -> History:
    return histories_of([comment])[comment.pk]


def said(status: str = CommentStatus.APPROVED, days: int = 0, **fields) -> Comment:
    comment = make_comment(status=status, **fields)
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - datetime.timedelta(days=days))
    return comment


def test_who_writes_for_the_first_time_is_new() -> None:
    comment = said(PENDING)
    assert known(comment) == History()
    assert known(comment).is_new


def test_an_address_is_one_person_in_any_case_of_letters() -> None:
    ann = {"name": "Ann", "email": "Ann@example.org"}
    for status in (CommentStatus.APPROVED, CommentStatus.APPROVED, CommentStatus.SPAM, CommentStatus.TRASH):
        first = said(status, days=9 if status == CommentStatus.SPAM else 1, **ann)
    said(email="other@example.org", name="Ann")
    facts = known(said(PENDING, email="ann@EXAMPLE.org", name="Ann"))
    assert (facts.approved, facts.put_away) == (2, 2)
    assert facts.since.date() == (timezone.now() - datetime.timedelta(days=9)).date()
    assert facts.names == ()
    assert known(first).put_away == 1  # but for itself


def test_other_names_of_an_address_and_of_a_network_are_known() -> None:
    said(name="Legion", email="x@example.org", ip="192.0.2.1")
    said(name="Zoë", email="z@example.org", ip="192.0.2.200")
    facts = known(said(PENDING, name="Brutus", email="x@example.org", ip="192.0.2.9"))
    assert facts.names == ("Legion",)
    assert facts.network_names == ("Legion", "Zoë")


def test_a_name_without_an_address_is_a_person() -> None:
    set_discussion(require_email=False)
    said(name="Zoë", email="")
    said(name="Zoë", email="zoe@example.org")
    assert known(said(PENDING, name="ZOË", email="")).approved == 1


def test_an_account_is_a_person() -> None:
    user = make_user("ann", email="ann@example.org")
    said(user=user)
    said(CommentStatus.SPAM, user=user)
    said(name="Somebody", email="ann@example.org")
    facts = known(said(PENDING, user=user))
    assert (facts.approved, facts.put_away) == (1, 1)
    assert known(Comment.objects.get(author_name="Somebody")).approved == 0


def test_namesakes_with_an_address_do_not_crowd_out_those_without(monkeypatch) -> None:
    monkeypatch.setattr(history, "MOST_COUNTED", 1)
    set_discussion(require_email=False)
    for _ in range(3):
        said(name="Zoë", email="zoe@example.org")
    said(name="Zoë", email="")
    assert known(said(PENDING, name="Zoë", email="")).approved == 1


def test_first_of_a_regular_is_found_and_the_newest_of_an_account_counted(monkeypatch) -> None:
    monkeypatch.setattr(history, "SAMPLE", 2)
    user = make_user("ann", email="ann@example.org")
    for writer in ({"user": user}, {"email": "reg@example.org"}, {"name": "Zoë", "email": ""}):
        set_discussion(require_email=False)
        for days, status in (
            (9, CommentStatus.SPAM),
            (2, CommentStatus.APPROVED),
            (1, CommentStatus.APPROVED),
        ):
            said(status, days=days, **writer)
        facts = known(said(PENDING, **writer))
        assert facts.since.date() == (timezone.now() - datetime.timedelta(days=9)).date()
        assert facts.approved == 2


def test_nobody_is_compared_with_nobody() -> None:
    set_discussion(require_email=False, require_name=False)
    said(name="", email="")
    assert known(said(PENDING, name="", email="")).is_new


def test_a_regular_is_not_counted_to_the_end(monkeypatch) -> None:
    monkeypatch.setattr(history, "MOST_COUNTED", 1)
    for _ in range(4):
        said(email="ann@example.org")
    assert known(said(PENDING, email="ann@example.org")).approved == 2


def test_one_query_whatever_is_asked(django_assert_num_queries) -> None:
    comments = [said(PENDING, email="ann@example.org"), said(PENDING), said(user=make_user("ann"))]
    with django_assert_num_queries(1):
        assert len(histories_of(comments)) == 3
