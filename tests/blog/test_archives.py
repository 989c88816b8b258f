"""Pages of long lists."""

import datetime

import pytest
import time_machine

from blog import archives
from blog.models import Author, Category, Post, Tag
from tests.factories import days_ago, make_author, make_category, make_post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("limit", [1, 3, 4, 10])
def test_walking_from_either_end_gives_the_same_pages(limit) -> None:
    for number in range(7):
        make_post(published_at=days_ago(number + 1))
    ids = Post.objects.public().newest_first().values_list("pk", flat=True)
    for offset in range(0, 7, limit):
        page = archives.ids_of_period("", offset=offset, limit=limit, count=7)
        assert page == list(ids)[offset : offset + limit]


PERIODS = ["", "2020", "2020-03", "2020-03-02", "2021"]


@pytest.fixture
def written_at_times() -> None:
    """Two years: days of many posts, days of one, and some whose day of 2021 has not come."""
    moments = [datetime.datetime(2020, 3, 1 + n // 4, n % 4, tzinfo=datetime.UTC) for n in range(9)]
    moments += [datetime.datetime(2020, month, 7, tzinfo=datetime.UTC) for month in (1, 5, 12)]
    moments += [datetime.datetime(2021, 6, day, 12, tzinfo=datetime.UTC) for day in (1, 2, 20, 21)]
    filed = {"categories": [make_category()], "authors": [make_author()], "tags": ["Iraq"]}
    for number, moment in enumerate(moments):
        make_post(f"{number}", published_at=moment, **filed)


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.usefixtures("written_at_times")
def test_a_page_begun_at_its_day_holds_what_a_walk_from_the_start_comes_to(period, monkeypatch) -> None:
    with time_machine.travel(datetime.datetime(2021, 6, 10, tzinfo=datetime.UTC), tick=False):
        count = archives.count(period)
        walked = archives.ids_of_period(period, offset=0, limit=99)
        assert len(walked) == count > 0
        monkeypatch.setattr(archives, "NEAR", 0)
        for offset in range(count + 2):
            assert archives.ids_of_period(period, offset=offset, limit=3) == walked[offset : offset + 3]


@pytest.mark.parametrize("kind", [Category, Tag, Author])
@pytest.mark.parametrize("day", [1, 10, 30])
@pytest.mark.usefixtures("written_at_times")
def test_a_page_begun_at_its_month_holds_the_same(kind, day, monkeypatch) -> None:
    with time_machine.travel(datetime.datetime(2021, 6, day, tzinfo=datetime.UTC), tick=False):
        term = kind.objects.get()
        count = archives.term_count(term)
        walked = archives.ids_of_term(term, offset=0, limit=99)
        assert walked == list(Post.objects.public().newest_first().values_list("pk", flat=True))
        assert len(walked) == count > 11
        monkeypatch.setattr(archives, "NEAR", 0)
        for offset in range(count + 2):
            for known in (None, count):
                page = archives.ids_of_term(term, offset=offset, limit=3, count=known)
                assert page == walked[offset : offset + 3]


@pytest.mark.usefixtures("written_at_times")
def test_a_far_page_of_a_term_is_begun_by_what_is_counted(monkeypatch, django_assert_num_queries) -> None:
    monkeypatch.setattr(archives, "NEAR", 3)
    term = Tag.objects.get()
    for offset in (3, 13):  # of sixteen
        with django_assert_num_queries(1):
            archives.ids_of_term(term, offset=offset, limit=3, count=16)
    with django_assert_num_queries(3) as asked:  # what isn't due, months, the walk
        archives.ids_of_term(term, offset=10, limit=3, count=16)
    assert asked[-1]["sql"].endswith("LIMIT 3 OFFSET 4")


@pytest.mark.usefixtures("written_at_times")
def test_a_far_page_is_begun_by_what_is_counted(monkeypatch, django_assert_num_queries) -> None:
    monkeypatch.setattr(archives, "NEAR", 3)
    with django_assert_num_queries(1):
        archives.ids_of_period("", offset=3, limit=3)
    with django_assert_num_queries(5) as asked:  # what isn't due, years, months, days, the walk
        archives.ids_of_period("", offset=9, limit=3)
    assert asked[-1]["sql"].endswith("LIMIT 3 OFFSET 2")


def test_several_short_walks_are_one_query(django_assert_num_queries) -> None:
    posts = [make_post(published_at=days_ago(number + 1)) for number in range(7)]
    ids = Post.objects.public().newest_first().values_list("pk", flat=True)
    short = (ids[:2], ids.reverse()[:1], ids.filter(pk=posts[3].pk)[:5])
    with django_assert_num_queries(1):
        found = archives.walk_all(walk.query.sql_with_params() for walk in short)
    assert {pk for (pk,) in found} == {posts[number].pk for number in (0, 1, 3, 6)}
    with django_assert_num_queries(0):
        assert archives.walk_all([]) == []
