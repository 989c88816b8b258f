"""Pages of long lists."""

import pytest

from blog import archives
from blog.models import Post
from tests.factories import days_ago, make_post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("limit", [1, 3, 4, 10])
def test_walking_from_either_end_gives_the_same_pages(limit) -> None:
    for number in range(7):
        make_post(published_at=days_ago(number + 1))
    ids = Post.objects.public().newest_first().values_list("pk", flat=True)
    for offset in range(0, 7, limit):
        page = archives.ids_of_all(offset=offset, limit=limit, count=7)
        assert page == list(ids)[offset : offset + limit]


def test_several_short_walks_are_one_query(django_assert_num_queries) -> None:
    posts = [make_post(published_at=days_ago(number + 1)) for number in range(7)]
    ids = Post.objects.public().newest_first().values_list("pk", flat=True)
    short = (ids[:2], ids.reverse()[:1], ids.filter(pk=posts[3].pk)[:5])
    with django_assert_num_queries(1):
        found = archives.walk_all(walk.query.sql_with_params() for walk in short)
    assert {pk for (pk,) in found} == {posts[number].pk for number in (0, 1, 3, 6)}
    with django_assert_num_queries(0):
        assert archives.walk_all([]) == []
