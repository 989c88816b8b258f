"""What a search can be narrowed by."""

import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from blog.search import Facet, facets_of, read_question, search
from blog.search.facets import MOST
from blog.search.question import MAX_FILTERS
from tests.factories import make_author, make_category, make_page, make_post

pytestmark = pytest.mark.django_db


def facets(query: str) -> dict[str, list[tuple[str, int, str, bool]]]:
    question = read_question(QueryDict(query))
    found = facets_of(question, search(question.words, scope=question.scope).labels)
    return {
        facet.title: [(one.text, one.count, one.query_string, one.is_chosen) for one in facet.choices]
        for facet in found
    }


def at(year: int) -> datetime.datetime:
    return datetime.datetime(year, 5, 17, 12, tzinfo=datetime.UTC)


def test_facets_count_what_was_found() -> None:
    city = make_category("City")
    streets = make_category("Streets", parent=city)
    ines = make_author("Ines")
    make_post("pier", published_at=at(2019), authors=[ines], categories=[streets], tags=["ferry"])
    make_post("pier", published_at=at(2020), authors=[ines], categories=[city])
    make_post("bench", published_at=at(2020), authors=[ines], categories=[city])
    make_page("pier")
    assert facets("q=pier") == {
        "Category": [
            ("City", 2, "?q=pier&category=city", False),
            ("Streets", 1, "?q=pier&category=city%2Fstreets", False),
        ],
        "Year": [("2020", 1, "?q=pier&year=2020", False), ("2019", 1, "?q=pier&year=2019", False)],
        "Author": [("Ines", 2, "?q=pier&author=ines", False)],
        "Tag": [("ferry", 1, "?q=pier&tag=ferry", False)],
    }


def test_a_chosen_one_leads_back() -> None:
    make_post("pier", published_at=at(2019), tags=["ferry"])
    make_post("pier", published_at=at(2020))
    assert facets("q=pier&year=2019") == {
        "Year": [("2019", 1, "?q=pier", True)],
        "Tag": [("ferry", 1, "?q=pier&year=2019&tag=ferry", False)],
    }


def test_nothing_is_offered_that_would_be_dropped() -> None:
    make_post("pier", published_at=at(2019), tags=[f"tag {number}" for number in range(MAX_FILTERS)])
    asked = [f"tag=tag-{number}" for number in range(MAX_FILTERS)]
    assert facets("&".join(asked)) == {}
    assert "2019" in str(facets("&".join(asked[1:]))["Year"])


def test_hidden_posts_are_not_counted() -> None:
    make_post("pier", status="draft", tags=["secret"])
    make_post("pier", password="x", tags=["secret"])
    assert facets("q=pier") == {}


def test_the_most_frequent_are_offered() -> None:
    make_post("pier", tags=[f"tag {number}" for number in range(MOST + 2)])
    make_post("pier", tags=["tag 9"])
    tags = facets("q=pier")["Tag"]
    assert (len(tags), tags[0][:2]) == (MOST, ("tag 9", 2))


@pytest.mark.parametrize("posts", [1, 3])
def test_facets_cost_one_query(posts: int) -> None:
    for number in range(posts):
        make_post("pier", tags=[f"tag {number}"], authors=[make_author()], categories=[make_category()])
    labels = search("pier").labels
    with CaptureQueriesContext(connection) as queries:
        found: list[Facet] = facets_of(read_question(QueryDict("q=pier")), labels)
    assert (len(found), len(queries)) == (4, 1)


def test_the_newest_are_counted(monkeypatch) -> None:
    monkeypatch.setattr("blog.search.posts.COUNTED", 2)
    for year in (2018, 2020, 2019):
        make_post("pier", published_at=at(year))
    assert [choice[:2] for choice in facets("q=pier")["Year"]] == [("2020", 1), ("2019", 1)]
