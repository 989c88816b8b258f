"""What is known of one person."""

import pytest
import time_machine

from comments import dossier
from comments.dossier import dossier_of, neighbours_of
from comments.models import Comment, CommentStatus
from comments.people import person_of
from tests.comment_factories import make_comment, set_discussion
from tests.factories import days_ago, make_post, make_user

pytestmark = pytest.mark.django_db

ANN = {"name": "Ann", "email": "Ann@example.org"}


@pytest.fixture(autouse=True)
def _no_flood(db) -> None:
    set_discussion(flood_seconds=0)


def _write(days: float = 0, **fields) -> Comment:
    with time_machine.travel(days_ago(days), tick=False):
        return make_comment(make_post(published_at=days_ago(99)), **fields)


def test_dossier_counts_and_dates_what_one_person_wrote() -> None:
    oldest = _write(3, **ANN)
    _write(2, **ANN, status=CommentStatus.SPAM)
    newest = _write(1, **ANN | {"name": "Annie", "email": "ann@EXAMPLE.org"})
    _write(0)
    found = dossier_of(person_of(newest))
    assert found.counts == {CommentStatus.APPROVED: 2, CommentStatus.SPAM: 1}
    assert (found.since, found.last) == (oldest.created_at, newest.created_at)
    assert [(name.value, name.times) for name in found.names] == [("Annie", 1), ("Ann", 2)]
    assert not found.is_more


def test_dossier_knows_an_account_and_a_name_alone() -> None:
    set_discussion(flood_seconds=0, require_email=False)
    user = make_user("zoe")
    by_account, by_name = make_comment(user=user), make_comment(name="Zoë", email="")
    make_comment(name="Zoë")
    for comment, key in ((by_account, f"user:{user.pk}"), (by_name, f"name:{by_name.name_key}")):
        assert person_of(comment) == key
        assert [row.pk for row in dossier_of(key).rows] == [comment.pk]


@pytest.mark.parametrize(
    "person", ["", "ann", "user:", "user:٣", f"user:{'9' * 30}", "email:", "host:x", "name:\0"]
)
def test_what_is_no_key_is_nobody(person: str) -> None:
    make_comment(**ANN)
    assert dossier_of(person).rows == []


def test_no_more_than_the_newest_are_looked_at(monkeypatch) -> None:
    monkeypatch.setattr(dossier, "LOOKED_AT", 2)
    set_discussion(flood_seconds=0, require_email=False)
    for writer in (ANN, {"name": "Zoë", "email": ""}, {"user": make_user("zoe")}):
        keys = [_write(days, **writer).pk for days in (2, 9, 1)]
        found = dossier_of(person_of(Comment.objects.get(pk=keys[0])))
        assert ([row.pk for row in found.rows], found.is_more) == ([keys[2], keys[0]], True)


def test_pages_follow_upon_each_other() -> None:
    keys = [_write(number, **ANN).pk for number in range(5)]
    found = dossier_of("email:ann@example.org")
    assert found.page(2) == keys[:2]
    assert found.page(2, keys[1]) == keys[2:4]
    assert found.page(2, keys[3]) == keys[4:]
    assert found.page(2, 999_999) == keys[:2]


def test_networks_are_those_that_are_not_erased() -> None:
    _write(2, **ANN, ip="192.0.2.1")
    erased = _write(1, **ANN, ip="198.51.100.1")
    Comment.objects.filter(pk=erased.pk).update(ip=None, network=None)
    assert [used.value for used in dossier_of("email:ann@example.org").networks] == ["192.0.2.0/24"]


def test_neighbours_are_others_of_the_same_network() -> None:
    _write(**ANN, ip="192.0.2.1")
    for _ in range(2):
        _write(name="Bob", email="bob@example.org", ip="192.0.2.9")
    _write(name="Eve", email="eve@example.org", ip="2001:db8::1")
    _write(name="Far", ip="203.0.113.1")
    found = neighbours_of("email:ann@example.org", ["192.0.2.0/24", "2001:db8::/64"])
    assert {(one.name, one.person, one.network) for one in found} == {
        ("Bob", "email:bob@example.org", "192.0.2.0/24"),
        ("Eve", "email:eve@example.org", "2001:db8::/64"),
    }
    assert len(found) == 2
    assert neighbours_of("email:ann@example.org", []) == []


def test_a_dossier_is_one_query_and_so_are_neighbours(django_assert_num_queries) -> None:
    networks = [_write(**ANN, ip=f"192.0.{number}.1").network for number in range(4)]
    with django_assert_num_queries(1):
        assert len(dossier_of("email:ann@example.org").networks) == 4
    with django_assert_num_queries(1):
        neighbours_of("email:ann@example.org", networks)
