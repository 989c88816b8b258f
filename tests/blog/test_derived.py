"""Counters and list rows, kept by difference."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from blog import archives, counters, derived, publishing, taxonomy
from blog.models import ArchivePeriod, ListMonth, Post
from blog.models.site import Level
from tests.factories import days_ago, make_author, make_category, make_first_stamps, make_post

pytestmark = pytest.mark.django_db


def test_subtree_counts_a_post_once() -> None:
    politics = make_category("Politics")
    iraq = make_category("Iraq", parent=politics)
    iran = make_category("Iran", parent=politics)
    post = make_post(categories=[iraq, iran])
    for category in (politics, iraq, iran):
        category.refresh_from_db()
        assert archives.term_count(category) == 1
        assert archives.ids_of_term(category, offset=0, limit=2) == [post.pk]


def test_leaving_a_category_leaves_its_ancestors() -> None:
    politics = make_category("Politics")
    iraq = make_category("Iraq", parent=politics)
    post = make_post(categories=[iraq])
    publishing.save_post(post=post, by=None, categories=[])
    politics.refresh_from_db()
    assert politics.post_count == 0
    assert not post.category_rows.exists()


def test_ancestor_filed_directly_stays_when_the_child_goes() -> None:
    politics = make_category("Politics")
    iraq = make_category("Iraq", parent=politics)
    post = make_post(categories=[iraq])
    publishing.save_post(post=post, by=None, categories=[politics, iraq])
    publishing.save_post(post=post, by=None, categories=[politics])
    politics.refresh_from_db()
    assert [(row.category, row.direct) for row in post.category_rows.all()] == [(politics, True)]
    assert politics.post_count == 1


def test_periods_count_and_move_with_the_date() -> None:
    post = make_post(published_at=days_ago(400))
    other = make_post(published_at=days_ago(1))
    assert archives.count() == 2
    assert [period.post_count for period in archives.periods(Level.DAY)] == [1, 1]
    publishing.publish(post=post, by=None, at=other.published_at)
    assert [period.post_count for period in archives.periods(Level.DAY)] == [2]
    publishing.trash(post=post, by=None)
    assert archives.count() == 1


def test_months_of_a_list_move_with_the_date() -> None:
    category, author = make_category(), make_author()
    filed = {"categories": [category], "authors": [author], "tags": ["Iraq"]}
    post = make_post(published_at=datetime.datetime(2020, 1, 31, 23, 59, tzinfo=datetime.UTC), **filed)
    tag, east = post.tags.get(), datetime.timezone(datetime.timedelta(hours=9))
    make_post(published_at=datetime.datetime(2020, 2, 1, 8, 59, tzinfo=east), **filed)
    keys = [f"author:{author.pk}", f"category:{category.pk}", f"tag:{tag.pk}"]

    def months() -> list[tuple[str, str, int]]:
        return sorted(ListMonth.objects.exclude(post_count=0).values_list("key", "month", "post_count"))

    assert months() == [(key, "2020-01", 2) for key in keys]
    publishing.publish(post=post, by=None, at=datetime.datetime(2020, 2, 1, tzinfo=datetime.UTC))
    assert months() == [(key, month, 1) for key in keys for month in ("2020-01", "2020-02")]
    publishing.save_post(post=post, by=None, categories=[], tags=[])
    assert months() == [
        (keys[0], "2020-01", 1),
        (keys[0], "2020-02", 1),
        *((k, "2020-01", 1) for k in keys[1:]),
    ]
    publishing.trash(post=post, by=None)
    assert months() == [(key, "2020-01", 1) for key in keys]


@pytest.mark.django_db(transaction=True)
def test_months_counted_by_several_at_once_are_right() -> None:
    make_first_stamps()
    names, moment = [f"tag {n}" for n in range(12)], days_ago(40)
    taxonomy.get_tags(names)

    def publish(number: int) -> None:
        try:
            tags = names if number % 2 else names[::-1]
            post = make_post(published_at=days_ago(40 * (number % 3)), tags=tags)
            publishing.publish(post=post, by=None, at=moment)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(publish, range(16)))
    assert not list(counters.check())
    assert sorted(ListMonth.objects.exclude(post_count=0).values_list("post_count", flat=True)) == [16] * 12


@pytest.mark.django_db(transaction=True)
def test_posts_that_change_places_at_once_are_both_saved() -> None:
    """Each adds one where the other takes one away, in terms and in days of the archive."""
    make_first_stamps()
    taxonomy.get_tags(["here", "there"])
    places = [("here", days_ago(40)), ("there", days_ago(400))]
    posts = [make_post(tags=[tag], published_at=moment) for tag, moment in places]

    def move(number: int) -> None:
        try:
            for turn in range(1, 13):
                tag, moment = places[(number + turn) % 2]
                post = Post.entries.get(pk=posts[number].pk)
                post.published_at = moment
                publishing.save_post(post=post, by=None, tags=[tag])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(move, range(2)))
    assert not list(counters.check())


def test_scheduled_posts_are_not_counted_yet() -> None:
    category, author = make_category(), make_author()
    make_post(published_at=days_ago(-3), categories=[category], authors=[author], tags=["Iraq"])
    category.refresh_from_db()
    assert (archives.count(), archives.term_count(category)) == (0, 0)
    assert archives.periods(Level.YEAR) == []


def test_refresh_twice_changes_nothing() -> None:
    category = make_category()
    make_post(categories=[category], tags=["a", "b"])
    before = list(ArchivePeriod.objects.values_list("period", "post_count"))
    derived.refresh(Post.objects.all())
    category.refresh_from_db()
    assert category.post_count == 1
    assert list(ArchivePeriod.objects.values_list("period", "post_count")) == before


def test_refresh_of_a_batch_costs_no_more_than_of_one(django_assert_num_queries) -> None:
    category = make_category()
    for number in range(25):
        make_post(categories=[category], tags=["a", f"b{number}"], published_at=days_ago(number + 2))
    posts = list(Post.objects.all())
    Post.objects.update(status="draft")
    for post in posts:
        post.status = "draft"
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as queries:
        derived.refresh(posts)
    assert len(queries) <= 39
    assert archives.count() == 0


def test_adjacent_posts_in_time_order() -> None:
    moment = days_ago(3)
    first, second, third = (make_post(published_at=moment) for _ in range(3))
    make_post(published_at=days_ago(-1))
    make_post(published_at=days_ago(1), password="x")
    assert archives.adjacent(second) == (first, third)
    assert archives.adjacent(third) == (second, None)
