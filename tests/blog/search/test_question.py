"""What a reader asks for: words and filters, from what was typed and from the address."""

import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from blog.search import Question, Scope, read_question, search
from blog.search.base import label
from blog.search.question import MAX_FILTERS
from tests.factories import days_ago, make_author, make_category, make_page, make_post

pytestmark = pytest.mark.django_db


def ask(query: str) -> Question:
    return read_question(QueryDict(query))


def titles(query: str) -> list[str]:
    question = ask(query)
    found = search(question.words, scope=question.scope)
    from blog.models import Post

    posts = Post.entries.in_bulk(found.ids)
    return [str(posts[pk]) for pk in found.ids]


def test_typed_and_in_the_address_are_the_same() -> None:
    make_author("Ines")
    typed, chosen = ask("q=pier+author:ines"), ask("q=pier&author=ines")
    assert typed == chosen
    assert (typed.words, [chosen.text for chosen in typed.filters]) == ("pier", ["by Ines"])
    assert typed.query_string == "?q=pier&author=ines"
    assert ask("q=author:ines&author=ines").query_string == "?author=ines"


def test_filters_find_by_author_category_tag_and_year() -> None:
    city = make_category("City")
    streets = make_category("Streets", parent=city)
    ines, dov = make_author("Ines"), make_author("Dov Marchetti")
    moment = datetime.datetime(2019, 5, 17, 12, tzinfo=datetime.UTC)
    make_post("One", source="pier", authors=[ines], categories=[streets], tags=["C++"], published_at=moment)
    make_post("Two", source="pier", authors=[dov, ines], categories=[city])
    make_page("Page", source="pier", published_at=days_ago(900))
    assert titles("q=pier") == ["Two", "Page", "One"] or titles("q=pier") == ["Two", "One", "Page"]
    assert titles("q=pier&author=ines") == ["Two", "One"]
    assert titles("q=pier&author=ines&author=dov-marchetti") == ["Two"]
    assert titles('q=pier by:"Dov Marchetti"') == ["Two"]
    assert titles("q=pier&category=city") == ["Two", "One"]
    assert titles("q=pier&category=city/streets") == ["One"]
    assert titles("q=in:streets") == ["One"]
    assert titles("q=tag:c%2B%2B") == ["One"]
    assert titles("q=pier&year=2019") == ["One"]
    assert titles("year=2019") == ["One"]
    assert titles("q=pier&year=2018") == []


def test_dates_are_days_of_the_site(settings) -> None:
    from django.utils import timezone

    make_post("Eve", published_at=datetime.datetime(2019, 12, 31, 22, 30, tzinfo=datetime.UTC))
    make_post("New Year", published_at=datetime.datetime(2019, 12, 31, 23, 30, tzinfo=datetime.UTC))
    with timezone.override("Europe/Berlin"):
        assert titles("q=before:2020") == ["Eve"]
        assert titles("q=after:2020") == ["New Year"]
        assert titles("q=text after:2019-12-31 before:2020-01-01") == ["Eve"]


def test_several_dates_narrow() -> None:
    scope = ask("after=2019&after=2018&before=2021&before=2020-02-01").scope
    utc = datetime.UTC
    assert scope == Scope(
        since=datetime.datetime(2019, 1, 1, tzinfo=utc), before=datetime.datetime(2020, 2, 1, tzinfo=utc)
    )


def test_filters_are_said_in_words() -> None:
    make_category("Streets")
    make_author("Ines")
    make_post(tags=["Ferry"])
    question = ask(
        "category=streets&author=ines&tag=ferry&year=2019&after=2019&after=2019-05&before=2019-05-17"
    )
    assert [chosen.text for chosen in question.filters] == [
        "by Ines",
        "in Streets",
        "tagged Ferry",
        "in 2019",
        "from 2019 on",
        "from May 2019 on",
        "before 17 May 2019",
    ]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("author=nobody", "There is no author “nobody”; all are searched."),
        ("q=in:a/b", "There is no category “a/b”; all are searched."),
        ("q=tag:x", "There is no tag “x”; it is left out."),
        ("year=19", "“19” is no year; all are searched."),
        ("year=2019-05", "“2019-05” is no year; all are searched."),
        ("q=after:yesterday", "“yesterday” is no date and is left out. Write 2020, 2020-05 or 2020-05-17."),
    ],
)
def test_what_makes_no_sense_is_left_out_and_said(query: str, sentence: str) -> None:
    make_post("Pier")
    question = ask(f"{query}&q=pier" if not query.startswith("q=") else f"{query}+pier")
    assert question.unknown == (sentence,)
    assert question.filters == ()
    assert search(question.words, scope=question.scope).total == 1


@pytest.mark.parametrize(
    "query",
    ["author=%00", "category=%00/%00", "tag=%ed%a0%80", "year=%00", "tag=%27--", "category=///", "sort=%00",
     "before=9999-12-31", "after=0001-01-01", "author=&tag=&q=", "category=" + "a/" * 300,
     "author=" + "x" * 9000, "author=%F0%9F%90%A6"],
)  # fmt: skip
def test_odd_filters_do_not_raise(query: str) -> None:
    make_post("Pier")
    question = ask(f"q=pier&{query}")
    assert search(question.words, scope=question.scope).total in (0, 1)


def test_an_author_is_found_in_curly_quotes() -> None:
    make_author("Ines Halloran")
    question = ask("q=author:“Ines Halloran” pier")
    assert (question.words, [chosen.text for chosen in question.filters]) == ("pier", ["by Ines Halloran"])


def test_a_filter_that_is_excluded_is_left_out_in_so_many_words() -> None:
    make_post("Pier", tags=["ferry"])
    question = ask("q=pier -tag:ferry -tag:ferry")
    assert (question.words, question.filters) == ("pier", ())
    assert question.unknown == ("“-tag:ferry” is left out: filters can’t be excluded.",)
    assert titles("q=pier -tag:ferry") == ["Pier"]


def test_many_filters_are_cut() -> None:
    tags = [f"tag {number}" for number in range(MAX_FILTERS + 3)]
    make_post(tags=tags)
    question = ask("&".join(f"tag=tag-{number}" for number in range(MAX_FILTERS + 3)))
    assert len(question.filters) == MAX_FILTERS
    assert question.unknown == ("Only the first 8 filters are used.",)
    assert ask(question.query_string.removeprefix("?")).unknown == ()
    assert search("", scope=question.scope).total == 1


def test_addresses_of_the_question_with_a_filter_more_and_less() -> None:
    make_author("Ines")
    question = ask("q=a+%26+b&author=ines&year=2019&sort=best")
    assert question.query_string == "?q=a+%26+b&author=ines&year=2019&sort=best"
    assert question.without("author", "ines").query_string == "?q=a+%26+b&year=2019&sort=best"
    assert (
        question.narrowed("tag", "ferry").query_string
        == "?q=a+%26+b&author=ines&year=2019&tag=ferry&sort=best"
    )
    assert question.in_order(best_first=False).query_string == "?q=a+%26+b&author=ines&year=2019"
    assert question.asking("c").query_string == "?q=c&author=ines&year=2019&sort=best"
    assert (question.has("year", "2019"), question.has("year", "2018")) == (True, False)
    assert (ask("").query_string, ask("").is_asked) == ("", False)


def test_a_category_is_found_by_its_last_part_unless_that_is_a_root() -> None:
    below = make_category("Streets", parent=make_category("City"))
    assert ask("category=streets").scope.labels == (label("category", below.pk),)
    root = make_category("Streets")
    assert ask("category=streets").scope.labels == (label("category", root.pk),)
    assert ask("category=/City/Streets/").scope.labels == (label("category", below.pk),)


@pytest.mark.parametrize("number", [1, 3])
def test_terms_cost_one_query_a_kind(number: int) -> None:
    for _ in range(number):
        make_author()
    query = "&".join(f"author=author-{n}&tag=t{n}&category=c{n}" for n in range(number))
    with CaptureQueriesContext(connection) as queries:
        ask(query)
    assert len(queries) == 3
    with CaptureQueriesContext(connection) as queries:
        ask("q=pier+after:2019&year=2020")
    assert len(queries) == 0
