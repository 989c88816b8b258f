"""Did you mean …?"""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import Post, SearchWord
from blog.search import Scope, suggest
from blog.search.base import label
from blog.search.spelling import slips
from tests.blog.search.samples import ODD
from tests.factories import days_ago, make_author, make_post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("brigde", "bridge"),
        ("bridg", "bridge"),
        ("bridgee", "bridge"),
        ("brodge", "bridge"),
        ("Harbor brigde", "harbour bridge"),
        ("harbour brigde", "harbour bridge"),
        ("caffe brigde", "cafe bridge"),
        ("brigde -vote", 'bridge -"vote"'),
        ("мсот", "мост"),
        ("Βερντιέ", "βερντιερ"),
    ],
)
def test_one_slip_in_each_word_is_undone(typed: str, meant: str) -> None:
    make_post("The harbour bridge near the Café. Мост. Βερντιέρ.")
    assert suggest(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["zebra", "brgd", "brid", '"harbour brigde"', "brigd*", "the", "日本", "", "-brigde", "brigde zebra"],
)
def test_nothing_is_suggested_where_nothing_is_near(typed: str) -> None:
    make_post("The harbour bridge")
    assert suggest(typed) == ""


def test_words_of_texts_are_not_what_is_meant() -> None:
    make_post("The vote", source="A brdige.")
    assert suggest("brdge") == ""
    assert suggest("votte brdige") == "vote brdige"


def test_names_of_tags_and_authors_are_known() -> None:
    make_post(tags=["ferries"], authors=[make_author("Ines Halloran")])
    assert suggest("haloran") == "halloran"
    assert suggest("ferires") == "ferries"


def test_the_spelling_of_most_posts_wins() -> None:
    make_post("brigade", published_at=days_ago(1))
    make_post("bridge", published_at=days_ago(2))
    make_post("vote", source="bridge", published_at=days_ago(3))
    assert suggest("brigde") == "bridge"


def test_words_are_found_together_in_one_post() -> None:
    make_post("harbour")
    make_post("bridge")
    assert suggest("harbuor brigde") == ""


def test_words_of_hidden_posts_are_never_suggested() -> None:
    make_post("secret", status="draft")
    make_post("secret", password="x")
    make_post("secret", published_at=days_ago(-2))
    out_of_step = make_post("secret")
    Post.objects.filter(pk=out_of_step.pk).update(status="private")
    assert suggest("secrte") == ""


def test_filters_are_kept() -> None:
    post = make_post("bridge", tags=["ferry"])
    assert suggest("brigde", scope=Scope(labels=(label("tag", post.tags.get().pk),))) == "bridge"
    assert suggest("brigde", scope=Scope(labels=(label("tag", 0),))) == ""


@pytest.mark.parametrize("typed", ODD)
def test_odd_input_does_not_raise(typed: str) -> None:
    make_post()
    assert suggest(typed) == ""


@pytest.mark.parametrize("posts", [1, 3])
def test_a_suggestion_costs_eight_queries(posts: int) -> None:
    for _ in range(posts):
        make_post("bridge")
    with CaptureQueriesContext(connection) as queries:
        assert suggest("brigde") == "bridge"
    assert len(queries) == 8


def test_slips_of_a_word() -> None:
    assert {"bridge", "brige", "bride", "brigdes", "brigda"} <= slips("brigde")
    assert "brigde" not in slips("brigde")
    assert all(not slips(word) for word in ("abc", "b2b4", "日本語日", "x" * 17))


def test_migration_knows_the_words_there_are() -> None:
    make_post("Bridge", tags=["日本", "c3po", "Ferries"], authors=[make_author("Ines Ørsted")])
    make_post("Harbour", status="draft")
    kept = set(SearchWord.objects.values_list("word", flat=True))
    SearchWord.objects.all().delete()
    import_module("blog.migrations.0007_search_words").fill(apps, None)
    assert kept == set(SearchWord.objects.values_list("word", flat=True))
    assert kept == {"bridge", "ferries", "ines", "orsted", "harbour"}
