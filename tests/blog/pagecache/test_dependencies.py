"""What a page depends on is recorded exactly, and read from the same state as its data."""

import datetime
from threading import Thread

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.utils import timezone

from blog import pagecache, publishing
from blog.models import Post, Stamp, Status
from tests.factories import make_post


def in_another_thread(work) -> None:
    """Do ``work`` on a connection of its own, as another process would."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db
def test_outside_a_snapshot_nothing_is_recorded() -> None:
    pagecache.depends_on("lists")
    with pagecache.snapshot() as page:
        pass
    assert page.keys == set()
    assert not page.is_storable


@pytest.mark.django_db
def test_keys_and_their_stamps_are_recorded() -> None:
    pagecache.invalidate({"lists", "site"})
    with pagecache.snapshot() as page:
        pagecache.depends_on("lists", "site")
    assert page.stamps == dict(Stamp.objects.filter(key__in=["lists", "site"]).values_list("key", "token"))
    assert page.is_storable


@pytest.mark.django_db
def test_a_key_without_a_stamp_makes_a_page_unstorable() -> None:
    pagecache.invalidate({"lists"})
    with pagecache.snapshot() as page:
        pagecache.depends_on("lists", "post:404")
    assert not page.is_storable


@pytest.mark.django_db
def test_a_page_that_nothing_watches_is_unstorable() -> None:
    pagecache.never_stored()
    pagecache.invalidate({"lists"})
    with pagecache.snapshot() as page:
        pagecache.depends_on("lists")
        pagecache.never_stored()
    assert (page.is_storable, page.changed_at) == (False, None)


@pytest.mark.django_db
def test_the_earliest_moment_counts() -> None:
    now = timezone.now()
    with pagecache.snapshot() as page:
        for hours in (3, 1, 2):
            pagecache.valid_until(now + datetime.timedelta(hours=hours))
        pagecache.valid_until(None)
    assert page.expires == now + datetime.timedelta(hours=1)


@pytest.mark.django_db
def test_invalidating_changes_the_token_of_each_key() -> None:
    pagecache.invalidate({"a", "b"})
    before = dict(Stamp.objects.values_list("key", "token"))
    pagecache.invalidate({"a"})
    after = dict(Stamp.objects.values_list("key", "token"))
    assert after["a"] != before["a"]
    assert after["b"] == before["b"]


@pytest.mark.django_db
def test_many_keys_are_written_and_read_in_batches() -> None:
    keys = {f"post:{n}" for n in range(1000)}
    pagecache.invalidate(keys)
    with pagecache.snapshot() as page:
        pagecache.depends_on(*keys)
    assert page.stamps.keys() == keys


@pytest.mark.django_db(transaction=True)
def test_a_write_during_a_render_is_seen_by_neither_data_nor_stamp() -> None:
    post = make_post("Before")
    before = Stamp.objects.get(key=f"post:{post.pk}").token

    def rename() -> None:
        mine = Post.objects.get()
        mine.title = "After"
        publishing.save_post(post=mine, by=None)

    with pagecache.snapshot() as page:
        pagecache.depends_on(f"post:{post.pk}")
        assert Post.objects.get().title == "Before"
        in_another_thread(rename)
        assert Post.objects.get().title == "Before"
    assert page.stamps == {f"post:{post.pk}": before}
    assert Post.objects.get().title == "After"
    assert Stamp.objects.get(key=f"post:{post.pk}").token != before


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_verb_changes_no_stamp() -> None:
    post = make_post()
    before = dict(Stamp.objects.values_list("key", "token"))
    post.status = "nonsense"
    with pytest.raises(DatabaseError):
        publishing.save_post(post=post, by=None)
    assert dict(Stamp.objects.values_list("key", "token")) == before


@pytest.mark.django_db(transaction=True)
def test_writers_still_begin_immediately_after_a_snapshot() -> None:
    usual = getattr(connection, "transaction_mode", None)
    with pagecache.snapshot():
        assert Post.objects.count() == 0
    assert getattr(connection, "transaction_mode", None) == usual


@pytest.mark.django_db
@pytest.mark.parametrize("verb", [publishing.unpublish, publishing.trash, publishing.make_private])
def test_taking_a_post_back_invalidates_all_that_showed_it(verb) -> None:
    older, post, newer = (
        make_post(published_at=timezone.now() - datetime.timedelta(days=days), tags=["t"])
        for days in (3, 2, 1)
    )
    before = dict(Stamp.objects.values_list("key", "token"))
    verb(post=post, by=None)
    changed = {key for key, token in Stamp.objects.values_list("key", "token") if before.get(key) != token}
    assert {"lists", f"post:{older.pk}", f"post:{post.pk}", f"post:{newer.pk}"} <= changed
    assert f"tag:{post.tag_rows.get().tag_id}" in changed
    assert Post.objects.get(pk=post.pk).status != Status.PUBLISHED


@pytest.mark.django_db
def test_a_post_elsewhere_invalidates_neither_other_terms_nor_far_posts() -> None:
    posts = [
        make_post(published_at=timezone.now() - datetime.timedelta(days=days), tags=[f"t{days}"])
        for days in range(9, 3, -1)
    ]
    before = dict(Stamp.objects.values_list("key", "token"))
    posts[0].title = "Other"
    publishing.save_post(post=posts[0], by=None)
    changed = {key for key, token in Stamp.objects.values_list("key", "token") if before.get(key) != token}
    assert not {f"post:{post.pk}" for post in posts[2:]} & changed
    assert not {f"tag:{post.tag_rows.get().tag_id}" for post in posts[1:]} & changed


@pytest.mark.django_db
def test_stamps_say_when_something_last_changed() -> None:
    noon = datetime.datetime(2007, 2, 2, 12, tzinfo=datetime.UTC)
    for hours, key in enumerate(("lists", "site", "elsewhere")):
        with time_machine.travel(noon + datetime.timedelta(hours=hours)):
            pagecache.invalidate({key})
    with pagecache.snapshot() as page:
        pagecache.depends_on("lists", "site", "terms")  # the last has the stamp that a migration gave it
    assert page.changed_at == noon + datetime.timedelta(hours=1)


@pytest.mark.django_db
def test_what_the_clock_changed_counts_too() -> None:
    with time_machine.travel(datetime.datetime(2007, 2, 2, 12, tzinfo=datetime.UTC)):
        pagecache.invalidate({"lists"})
    due = datetime.datetime(2007, 2, 3, tzinfo=datetime.UTC)
    with pagecache.snapshot() as page:
        pagecache.depends_on("lists")
        for moment in (None, due, due - datetime.timedelta(days=9)):
            pagecache.valid_since(moment)
    assert page.changed_at == due


@pytest.mark.django_db
def test_nothing_is_said_of_what_cannot_be_watched() -> None:
    pagecache.invalidate({"lists"})
    with pagecache.snapshot() as page:
        pagecache.depends_on("lists", "post:404")
    assert page.changed_at is None
