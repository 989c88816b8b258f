"""Statements that are written once."""

from contextlib import nullcontext

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import Author, Byline, Post
from blog.statements import FrozenMomentError, Given, Statement, answer
from tests.factories import days_ago, make_author, make_post

pytestmark = pytest.mark.django_db


def test_a_statement_finds_what_its_queryset_finds() -> None:
    posts = [make_post(title=f"Post {n}", published_at=days_ago(n)) for n in range(1, 4)]
    due = Statement(lambda: Post.objects.public(at=Given("at")).newest_first())
    assert due.objects(at=timezone.now()) == list(Post.objects.public().newest_first()) == posts
    assert due.objects(at=days_ago(2.5)) == posts[2:]
    assert due.first(at=days_ago(9)) is None


def test_rows_are_read_as_values_list_reads_them() -> None:
    post = make_post(published_at=days_ago(1))
    columns = ("pk", "title", "listed_at", "published_on", "toc", "has_more")
    asked = Statement(lambda: Post.objects.filter(pk=Given("pk")).values_list(*columns))
    assert asked.rows(pk=post.pk) == list(Post.objects.filter(pk=post.pk).values_list(*columns))


def test_deferred_columns_are_read_when_they_are_asked_for(django_assert_num_queries) -> None:
    post = make_post(title="Harbour", source="Ships")
    asked = Statement(lambda: Post.objects.filter(pk=Given("pk")).only("title"))
    with django_assert_num_queries(1):
        found = asked.objects(pk=post.pk)[0]
        assert found.title == "Harbour"
    with django_assert_num_queries(1):
        assert found.source == "Ships"


def test_what_is_found_can_be_changed_and_saved() -> None:
    post = make_post(title="Harbour")
    found = Statement(lambda: Post.objects.filter(pk=Given("pk"))).objects(pk=post.pk)[0]
    assert (found._state.db, found.featured_image) == ("default", None)
    found.title = "Ships"
    found.save(update_fields=["title"])
    assert Post.objects.get().title == "Ships"


def test_related_instances_come_along(django_assert_num_queries) -> None:
    author = make_author()
    post = make_post(authors=[author])
    asked = Statement(lambda: Byline.objects.filter(post=Given("post")).select_related("author"))
    with django_assert_num_queries(1):
        assert [row.author for row in asked.objects(post=post.pk)] == [author]


def test_lists_may_be_of_any_length(django_assert_num_queries) -> None:
    posts = [make_post() for _ in range(3)]
    asked = Statement(lambda: Post.objects.filter(pk__in=Given("pks", is_many=True)).order_by("pk"))
    assert asked.objects(pks=[posts[0].pk]) == posts[:1]
    assert asked.objects(pks=[post.pk for post in posts]) == posts
    with django_assert_num_queries(0):
        assert asked.objects(pks=[]) == []


def test_it_is_written_once_a_database() -> None:
    written: list[QuerySet] = []

    def authors() -> QuerySet:
        written.append(Author.objects.filter(pk=Given("pk")))
        return written[-1]

    asked = Statement(authors)
    assert not written  # the database isn't known when modules are loaded
    for _ in range(3):
        assert asked.objects(pk=1) == []
    assert len(written) == 1


def test_a_statement_that_keeps_the_moment_it_was_written_at_is_refused() -> None:
    with pytest.raises(FrozenMomentError):
        Statement(Post.objects.public).objects()


@pytest.mark.parametrize("is_logged", [True, False], ids=["logged", "not logged"])
def test_an_answer_is_the_same_whether_or_not_queries_are_logged(is_logged: bool) -> None:
    with CaptureQueriesContext(connection) if is_logged else nullcontext():
        assert answer("SELECT '7 %%', '%%s', %s, %s", ["%s", 3]) == [("7 %", "%s", "%s", 3)]
        with pytest.raises(DatabaseError), transaction.atomic():
            answer("SELECT nothing FROM nowhere WHERE something = %s", [1])


@pytest.mark.parametrize("is_logged", [True, False], ids=["logged", "not logged"])
def test_nothing_is_read_in_a_transaction_that_is_broken(is_logged: bool) -> None:
    with CaptureQueriesContext(connection) if is_logged else nullcontext(), transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            answer("SELECT 1", [])
        transaction.set_rollback(False)
