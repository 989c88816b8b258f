"""The page that everybody sees is made once, and again when anything that it shows has changed."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog import pagecache
from blog.models import Post
from comments import finished
from comments.models import DiscussionSettings
from comments.moderation import hold, remove
from comments.places import Way, beginning
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_post

pytestmark = pytest.mark.django_db


def shown(post: Post, *, way: Way = Way.THREADS, can_be_answered: bool = True) -> tuple[str, bool]:
    """Return the HTML for everybody, and whether comments were read for it."""
    place, settings = beginning(post, way, way), DiscussionSettings.current()
    with pagecache.snapshot(), CaptureQueriesContext(connection) as queries:
        made = finished.for_everybody(place, settings, can_be_answered=can_be_answered)
    return made.html.plain.decode(), any("comments_comment" in query["sql"] for query in queries)


def test_it_is_made_once() -> None:
    post = make_post()
    make_comment(post)
    html, is_made = shown(post)
    assert is_made
    assert shown(post) == (html, False)


def test_it_is_made_again_for_a_comment_a_setting_and_a_name_of_the_post() -> None:
    post = make_post()
    first = make_comment(post)
    for change in (
        lambda: make_comment(post, parent=first),
        lambda: remove(comment=first, by=None),
        lambda: hold(comment=first, by=None),
        lambda: set_discussion(flood_seconds=7),
        lambda: pagecache.invalidate([f"post:{post.pk}"]),
        lambda: pagecache.invalidate(["authors"]),
    ):
        shown(post)
        assert not shown(post)[1]
        change()
        assert shown(post)[1]


def test_each_way_zone_and_right_to_answer_has_its_own() -> None:
    post = make_post()
    make_comment(post)
    make_comment(post)
    usual, _ = shown(post)
    assert shown(post, way=Way.NEWEST)[0] != usual
    assert "/reply/" not in shown(post, can_be_answered=False)[0]
    with timezone.override("Asia/Tokyo"):
        assert shown(post)[0] != usual
    assert shown(post) == (usual, False)


def test_outside_a_snapshot_nothing_is_kept() -> None:
    post = make_post()
    make_comment(post)
    place, settings = beginning(post, Way.THREADS, Way.THREADS), DiscussionSettings.current()
    before = len(finished._kept)
    assert finished.for_everybody(place, settings, can_be_answered=True).html.plain
    assert len(finished._kept) == before


def test_a_tombstone_that_says_something_else_makes_stored_pages_stale(client: Client) -> None:
    post = make_post()
    first = make_comment(post)
    make_comment(post, parent=first)
    remove(comment=first, by=None)
    page = client.get(post.get_absolute_url())
    stamps = page.page_dependencies.stamps  # type: ignore[attr-defined]
    hold(comment=first, by=None)
    assert client.get(post.get_absolute_url()).page_dependencies.stamps != stamps  # type: ignore[attr-defined]
