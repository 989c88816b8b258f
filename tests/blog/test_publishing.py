"""The verbs of posts and pages."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from blog import publishing
from blog.models import Page, Post, Redirect, Status, Tag
from tests.factories import days_ago, make_author, make_category, make_page, make_post, set_site

pytestmark = pytest.mark.django_db


def test_publish_lists_a_draft_everywhere() -> None:
    category, author = make_category(), make_author()
    post = make_post(status=Status.DRAFT, categories=[category], authors=[author], tags=["Iraq"])
    assert not Post.objects.public().exists()
    publishing.publish(post=post, by=None)
    assert list(Post.objects.public()) == [post]
    for rows in (category.post_rows, author.post_rows, Tag.objects.get().post_rows):
        assert rows.get().listed_at == post.published_at


def test_publish_twice_changes_nothing_public() -> None:
    post = publishing.publish(post=make_post(status=Status.DRAFT, tags=["Iraq"]), by=None)
    first = post.published_at
    publishing.publish(post=post, by=None)
    assert post.published_at == first
    assert Tag.objects.get().post_count == 1


def test_address_is_the_day_in_the_sites_zone() -> None:
    set_site(time_zone="Pacific/Auckland")
    post = make_post("Waitangi", published_at=datetime.datetime(2007, 2, 1, 23, 0, tzinfo=datetime.UTC))
    assert post.get_absolute_url() == "/2007/02/02/waitangi/"
    set_site(time_zone="UTC")
    publishing.save_post(post=post, by=None)
    assert post.get_absolute_url() == "/2007/02/02/waitangi/"


def test_same_title_on_one_day_gets_the_next_free_slug() -> None:
    posts = [make_post("Open Forum") for _ in range(3)]
    assert [post.slug for post in posts] == ["open-forum", "open-forum-2", "open-forum-3"]
    assert make_post("Open Forum", published_at=days_ago(5)).slug == "open-forum"


def test_slug_change_leaves_a_redirect_and_no_chain() -> None:
    post = make_post("First")
    first = post.get_absolute_url()
    for slug in ("second", "third"):
        post.slug = slug
        publishing.save_post(post=post, by=None)
    assert set(Redirect.objects.values_list("target", flat=True)) == {post.get_absolute_url()}
    assert Redirect.objects.filter(path=first).exists()


def test_slug_changed_back_drops_the_redirect_from_it() -> None:
    post = make_post("First")
    for slug in ("second", "first"):
        post.slug = slug
        publishing.save_post(post=post, by=None)
    assert [(row.path[-8:], row.target) for row in Redirect.objects.all()] == [
        ("/second/", post.get_absolute_url())
    ]


def test_draft_slug_change_leaves_no_redirect() -> None:
    post = make_post(status=Status.DRAFT)
    post.slug = "other"
    publishing.publish(post=post, by=None)
    assert not Redirect.objects.exists()


def test_scheduled_post_becomes_public_by_itself() -> None:
    post = make_post(status=Status.DRAFT)
    due = timezone.now() + datetime.timedelta(hours=1)
    publishing.schedule(post=post, by=None, at=due)
    assert post.is_scheduled
    assert not Post.objects.public().exists()
    with time_machine.travel(due + datetime.timedelta(seconds=1)):
        assert Post.objects.public().exists()


def test_schedule_refuses_the_past() -> None:
    with pytest.raises(ValueError, match="time to come"):
        publishing.schedule(post=make_post(status=Status.DRAFT), by=None, at=days_ago(1))


@pytest.mark.parametrize(
    "verb", [publishing.unpublish, publishing.trash, publishing.make_private, publishing.submit_for_review]
)
def test_what_is_taken_back_leaves_lists_and_counters(verb) -> None:
    category = make_category()
    post = make_post(categories=[category], tags=["Iraq"])
    verb(post=post, by=None)
    category.refresh_from_db()
    assert not Post.objects.public().exists()
    assert (category.post_count, Tag.objects.get().post_count) == (0, 0)


def test_password_takes_a_post_out_of_the_public_ones() -> None:
    post = make_post(password="sesame", tags=["Iraq"])
    assert not Post.objects.public().exists()
    assert list(Post.objects.live()) == [post]
    assert post.check_password("sesame")
    assert "sesame" not in post.password
    assert Tag.objects.get().post_count == 0


def test_second_editor_does_not_overwrite_the_first() -> None:
    post = make_post()
    mine, theirs = Post.objects.get(), Post.objects.get()
    theirs.source = "Theirs."
    publishing.save_post(post=theirs, by=None, expected_version=post.version)
    mine.source = "Mine."
    with pytest.raises(publishing.EditConflictError) as conflict:
        publishing.save_post(post=mine, by=None, expected_version=post.version)
    assert conflict.value.stored.source == "Theirs."
    assert Post.objects.get().source == "Theirs."


def test_page_path_follows_its_parent_and_redirects() -> None:
    parent = make_page("About")
    child = make_page("Comment policy", parent=parent)
    assert child.get_absolute_url() == "/about/comment-policy/"
    parent.slug = "who-we-are"
    publishing.save_post(post=parent, by=None)
    child.refresh_from_db()
    assert child.get_absolute_url() == "/who-we-are/comment-policy/"
    assert Redirect.objects.get(path="/about/comment-policy/").target == "/who-we-are/comment-policy/"


def test_pages_are_no_posts() -> None:
    page = make_page()
    assert not Post.objects.exists()
    assert list(Page.objects.public()) == [page]
    assert list(Post.entries.public()) == [Post.entries.get()]


@pytest.mark.parametrize("title", ["Tags", "2007", "Feed", "Admin"])
def test_a_page_does_not_hide_behind_an_address_of_ours(title) -> None:
    page = make_page(title)
    assert page.slug == f"{title.lower()}-2"


def test_a_post_whose_excerpt_says_it_all_has_no_more() -> None:
    assert not make_post(source="The 7.40 left at 7.40.").has_more
    assert make_post(source="One.\n\n<!--more-->\n\nTwo.").has_more


def test_a_long_address_in_another_alphabet_leads_on(client) -> None:
    post = make_post(slug="日" * 180)
    old = post.get_absolute_url()
    post.slug = "本" * 180
    publishing.save_post(post=post, by=None)
    assert all(max(len(row.path), len(row.target)) <= 1000 for row in Redirect.objects.all())
    assert client.get(old).headers["Location"] == post.get_absolute_url()


def test_a_time_taken_away_and_given_anew_leaves_a_redirect() -> None:
    post = make_post("Hello", published_at=days_ago(400))
    old = post.get_absolute_url()
    post.published_at = None
    publishing.unpublish(post=post, by=None)
    publishing.unpublish(post=post, by=None)
    publishing.publish(post=post, by=None)
    assert post.published_on == timezone.localdate(post.published_at)
    assert Redirect.objects.get().path == old
    assert Redirect.objects.get().target == post.get_absolute_url() != old
