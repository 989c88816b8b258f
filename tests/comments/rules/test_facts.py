"""What the rules are told about the person who writes."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import User
from comments.editing import unwithdraw, withdraw
from comments.models import Comment, CommentStatus
from comments.moderation import approve, mark_spam, remove
from comments.policies import PAST_LOOKED_AT
from comments.rules import Past, Person
from comments.rules.facts import about_person
from comments.submission import State, submit
from tests.cast import make_cast
from tests.comment_factories import make_comment, make_submission, set_discussion
from tests.factories import days_ago, make_author, make_user

pytestmark = pytest.mark.django_db

GUEST = {"name": "Legion", "email": "legion@example.org", "ip": "203.0.113.7"}


def _about(**fields) -> Person:
    guest = {"author_name": "Legion", "name_key": "legion", "author_email": "legion@example.org"}
    network = {"ip": "203.0.113.7", "network": "203.0.113.0/24"}
    return about_person(comment=Comment(**guest | network | fields), user=None)


def _put_away(number: int, verb=mark_spam, days: float = 1, **guest) -> list[Comment]:
    by = User.objects.filter(username="maud").first() or make_cast().maud
    with time_machine.travel(days_ago(days)):
        comments = [make_comment(**GUEST | guest) for _ in range(number)]
        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1)):
            return [verb(comment=comment, by=by) for comment in comments]


@pytest.fixture(autouse=True)
def _calm(db) -> None:
    set_discussion(flood_seconds=0, hold_first=False)


# --- Look-alike names


@pytest.fixture
def _staff() -> None:
    make_cast()
    make_author("Guest Author")
    make_user("grace@example.org", is_staff=True)
    make_user("former", is_staff=True, is_active=False, first_name="Gone")


@pytest.mark.usefixtures("_staff")
@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("ADA.", "Ada"),
        ("Аdа", "Ada"),
        ("Arthur", "Arthur"),
        ("guest  author", "Guest Author"),
        ("Grace", "grace"),
        ("Gone", ""),
        ("Adam", ""),
        ("Legion", ""),
        ("", ""),
    ],
)
def test_names_of_authors_and_staff_are_protected(name, like) -> None:
    assert _about(author_name=name, name_key=name.lower()).looks_like == like


@pytest.mark.usefixtures("_staff")
def test_namesake_who_was_let_through_is_not_held_again() -> None:
    namesake = {"name": "Ada", "email": "another@example.org"}
    held = submit(make_submission(**namesake))
    assert (held.state, [signal.rule for signal in held.signals]) == (State.HELD, ["lookalike"])
    assert held.comment is not None
    approve(comment=held.comment, by=None)
    assert submit(make_submission(**namesake)).state == State.PUBLISHED
    assert submit(make_submission(name="Ada", email="third@example.org")).state == State.HELD


@pytest.mark.usefixtures("_staff")
def test_account_may_bear_its_own_name() -> None:
    connie = make_user("connie2", is_staff=True, first_name="Connie")
    assert submit(make_submission(user=connie)).state == State.PUBLISHED


@pytest.mark.usefixtures("_staff")
def test_names_are_read_by_one_query_and_only_where_there_is_one(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):  # words
        about_person(comment=Comment(), user=None)
    with django_assert_num_queries(3):  # bans, words, names
        about_person(comment=Comment(author_name="Somebody", name_key="somebody"), user=None)


# --- Recent refusals


def test_what_moderators_put_away_of_late_counts_and_what_stands_too() -> None:
    _put_away(2)
    _put_away(1, remove)
    make_comment(**GUEST)
    assert _about().past == Past(1, 3)
    assert _about(author_email="LEGION@example.org").past == Past(1, 3)
    assert _about(author_email="other@example.org").past == Past()
    assert _about(author_email="").past == Past()


def test_what_is_long_ago_or_was_withdrawn_or_found_by_a_rule_does_not_count() -> None:
    _put_away(3, days=120)
    for _ in range(3):
        withdraw(comment=make_comment(**GUEST))
        submit(make_submission(**GUEST, honeypot="x"))
    assert Comment.objects.filter(status=CommentStatus.SPAM).count() == 6
    assert _about().past == Past()


def test_spam_that_a_rule_found_in_a_change_or_that_was_put_back_does_not_count() -> None:
    for _ in range(3):
        spam = submit(make_submission(**GUEST, honeypot="x")).comment
        unwithdraw(comment=withdraw(comment=spam))
        assert Comment.objects.get(pk=spam.pk).status == CommentStatus.SPAM
    assert _about().past == Past()


def test_what_its_author_deletes_after_a_moderator_put_it_away_counts_all_the_same() -> None:
    for comment in _put_away(3):
        withdraw(comment=comment)
    assert _about().past == Past(0, 3)


def test_past_is_that_of_the_newest_twenty_that_were_decided_about() -> None:
    _put_away(4, days=2)
    for _ in range(18):
        make_comment(**GUEST)
    assert _about().past == Past(18, 0)  # the other two are too few to matter
    _put_away(3, days=0)
    for _ in range(25):
        make_comment(**GUEST, status=CommentStatus.PENDING)
    assert _about().past == Past(17, 3)


def test_who_stood_long_before_much_was_sent_in_vain_is_known() -> None:
    make_comment(**GUEST)
    for _ in range(PAST_LOOKED_AT):
        make_comment(**GUEST, status=CommentStatus.PENDING)
    assert _about().has_approved
    assert not _about(author_email="other@example.org").has_approved


def test_network_counts_for_strangers_only() -> None:
    _put_away(3, name="Other", email="other@example.org")
    assert _about().past_nearby == Past(0, 3)
    assert _about(network=None, ip=None).past_nearby == Past()
    assert _about(network="198.51.100.0/24").past_nearby == Past()
    make_comment(**GUEST | {"ip": "198.51.100.1"})
    assert _about().past_nearby == Past()


def test_whoever_was_put_away_three_times_is_held_until_as_many_stand() -> None:
    [first, *_others] = _put_away(3)
    held = submit(make_submission(**GUEST))
    assert (held.state, [signal.rule for signal in held.signals]) == (State.HELD, ["refusals"])
    approve(comment=first, by=None)
    assert submit(make_submission(**GUEST)).state == State.PUBLISHED


def test_past_is_read_from_indexes_and_never_more_than_a_few_rows() -> None:
    comment = make_comment(**GUEST)
    with CaptureQueriesContext(connection) as queries:
        _about(author_email="new@example.org")
    about_comments = [query["sql"] for query in queries if "comments_comment" in query["sql"]]
    assert len(about_comments) == 2
    assert all("LIMIT" in sql for sql in about_comments)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for sql, index in zip(about_comments, ("email_newest", "network"), strict=True):
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                plan = str(cursor.fetchall())
                assert f"comment_{index}" in plan
                assert "B-TREE" not in plan  # nothing is sorted
    assert comment.is_visible
