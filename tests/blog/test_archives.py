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
