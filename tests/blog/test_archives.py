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
        assert archives.walk(ids, offset=offset, limit=limit, count=7) == list(ids)[offset : offset + limit]


def test_several_short_walks_are_one_query(django_assert_num_queries) -> None:
    posts = [make_post(published_at=days_ago(number + 1)) for number in range(7)]
    ids = Post.objects.public().newest_first().values_list("pk", flat=True)
    with django_assert_num_queries(1):
        found = archives.walk_all([ids[:2], ids.reverse()[:1], ids.filter(pk=posts[3].pk)[:5]])
    assert found == {posts[number].pk for number in (0, 1, 3, 6)}
    with django_assert_num_queries(0):
        assert archives.walk_all([]) == set()
