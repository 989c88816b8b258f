"""The last things said, beside the newest posts."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from blog import pagecache
from blog.models import Post
from comments import newest
from comments.moderation import remove
from tests.blog.views.pages import text_of, without_classes
from tests.comment_factories import make_comment
from tests.factories import make_post

pytestmark = pytest.mark.django_db


def words() -> list[str]:
    return [said.words for said in newest.newest()]


def test_newest_stand_first_and_only_the_last_few(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(newest.SHOWN + 2):
        make_comment(make_post(), f"Word {number}", ip=f"10.{number}.0.1")
    with django_assert_num_queries(1):
        assert words() == ["Word 5", "Word 4", "Word 3", "Word 2"]


def test_what_is_not_public_is_not_said() -> None:
    for change in ({"status": "private"}, {"password": "sesame"}):
        post = make_post()
        make_comment(post, "Of a hidden post")
        Post.entries.filter(pk=post.pk).update(**change)
    make_comment(make_post(), "Waiting", status="pending")
    gone = make_comment(make_post(), "Removed")
    remove(comment=gone, by=None)
    assert words() == []


def test_quotations_are_left_out_and_long_ones_end_early() -> None:
    make_comment(make_post(), "> What another said\n\nNo. " + "And again. " * 40)
    said = words()[0]
    assert said.startswith("No. And again.")
    assert said.endswith(" …")
    assert len(said.split()) == newest.WORDS + 1


def test_front_page_links_the_comment_and_its_post_and_later_pages_do_not(client: Client) -> None:
    post = make_post("The bridge")
    comment = make_comment(post, "I was <b>there</b> & saw it", name="Old <Ferryman>")
    html = without_classes(text_of(client, "/"))
    assert f'<a href="/c/{comment.pk}/" aria-label="Comment #1 by Old &lt;Ferryman&gt;">#1</a>' in html
    assert f'<bdi>Old &lt;Ferryman&gt;</bdi> on <a href="{post.get_absolute_url()}">The bridge</a>' in html
    assert "I was there &amp; saw it" in html
    for _ in range(10):
        make_post()
    assert "Said just now" not in text_of(client, "/page/2/")


def test_page_that_shows_them_knows_for_how_long_and_what_they_hang_on() -> None:
    comment = make_comment(make_post(), "Text")
    with pagecache.snapshot() as dependencies:
        newest.newest()
    assert {f"post:{comment.post_id}", f"thread:{comment.post_id}"} <= dependencies.keys
    assert dependencies.expires is not None
    assert dependencies.expires - timezone.now() <= datetime.timedelta(minutes=1)
