"""The log of the moderators' decisions."""

import pytest

from comments import moderation
from comments.models import CommentStatus
from tests.cast import Cast, make_cast
from tests.comment_factories import make_comment
from tests.factories import set_site

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/moderationlog/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_the_log_says_who_decided_what_and_why(cast, client) -> None:
    comment = make_comment(text="Off <you> go", name="Rude", status=CommentStatus.PENDING)
    moderation.remove(comment=comment, by=cast.maud, reason="House rule 3")
    client.force_login(cast.edith)
    html = client.get(LIST).content.decode()
    for shown in ("waiting → in the trash", "Rude", "Off &lt;you&gt; go", "Maud", "House rule 3"):
        assert shown in html
    assert f'href="/admin/comments/comment/{comment.pk}/change/"' in html


def test_the_log_is_read_by_moderators_and_written_by_nobody(cast, client) -> None:
    comment = make_comment(status=CommentStatus.SPAM)
    entry = comment.moderation_log.first()
    client.force_login(cast.arthur)
    assert client.get(LIST).status_code == 403
    client.force_login(cast.ada)
    assert client.get(LIST).status_code == 200
    for address in (f"{LIST}add/", f"{LIST}{entry.pk}/delete/"):
        assert client.post(address, {"post": "yes"}).status_code == 403
    assert client.post(f"{LIST}{entry.pk}/change/", {"reason": "Changed"}).status_code == 403
    entry.refresh_from_db()
    assert entry.reason == ""


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_log_do_not_grow(cast, client, count: int, django_assert_num_queries) -> None:
    set_site()
    for _ in range(count):
        moderation.mark_spam(comment=make_comment(status=CommentStatus.PENDING), by=cast.maud)
    client.force_login(cast.maud)
    # session, user, permissions (2), site, count, rows with comments and moderators
    with django_assert_num_queries(7):
        client.get(LIST)
