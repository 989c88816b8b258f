"""Which posts go with a post, in which order, and when a page that names them is made again."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog import pagecache, publishing, taxonomy
from blog.models import Post
from blog.related import AROUND, related
from tests.blog.views.pages import dependencies, is_outdated_by, text_of
from tests.factories import days_ago, make_category, make_post

pytestmark = pytest.mark.django_db


def post_at(title: str, days: float, **fields) -> Post:
    return make_post(title, published_at=days_ago(days), **fields)


def titles(post: Post, **options) -> list[str]:
    return [str(other) for other in related(post, **options)]


def test_a_rare_tag_counts_for_more_than_a_common_one() -> None:
    post = post_at("This", 50, tags=["rare", "common"])
    post_at("Common", 51, tags=["common"])
    post_at("Common too", 53, tags=["common"])
    post_at("Rare", 900, tags=["rare"])
    assert titles(post) == ["Rare", "Common", "Common too"]


def test_more_shared_tags_are_closer() -> None:
    post = post_at("This", 50, tags=["one", "two", "three"])
    post_at("One", 50, tags=["one"])
    post_at("Two", 70, tags=["one", "two"])
    post_at("Three", 90, tags=["one", "two", "three"])
    assert titles(post) == ["Three", "Two", "One"]


def test_shared_categories_come_after_tags_and_decide_between_equals() -> None:
    streets, water = make_category("Streets"), make_category("Water")
    post = post_at("This", 50, tags=["bridge"], categories=[streets])
    post_at("Filed", 51, categories=[streets])
    post_at("Filed elsewhere", 51, categories=[water])
    post_at("Tagged", 90, tags=["bridge"], categories=[water])
    post_at("Both", 400, tags=["bridge"], categories=[streets])
    assert titles(post) == ["Both", "Tagged", "Filed"]


def test_what_is_filed_below_a_category_belongs_to_it() -> None:
    city = make_category("City")
    post = post_at("This", 50, categories=[city])
    post_at("Below", 60, categories=[make_category("Streets", parent=city)])
    assert titles(post) == ["Below"]


def test_among_equals_the_nearest_in_time_comes_first() -> None:
    post = post_at("This", 50, tags=["bridge"])
    for days in (12, 45, 57, 90):
        post_at(f"{days} days ago", days, tags=["bridge"])
    assert titles(post, limit=3) == ["45 days ago", "57 days ago", "12 days ago"]


def test_at_the_same_time_the_order_is_the_same_every_time() -> None:
    moment = days_ago(50)
    post, *others = (make_post(f"Post {n}", published_at=moment, tags=["bridge"]) for n in range(AROUND + 2))
    assert related(post) == others[::-1][:4]


def test_hidden_posts_and_the_post_itself_are_never_named() -> None:
    post = post_at("This", 50, tags=["bridge"])
    make_post("Draft", status="draft", tags=["bridge"])
    make_post("Review", status="review", tags=["bridge"])
    make_post("Private", status="private", tags=["bridge"])
    make_post("Trash", status="trash", tags=["bridge"])
    make_post("Protected", password="x", tags=["bridge"])
    post_at("Scheduled", -3, tags=["bridge"])
    out_of_step = post_at("Out of step", 51, tags=["bridge"])
    Post.objects.filter(pk=out_of_step.pk).update(status="draft")
    assert related(post) == []


def test_a_post_without_terms_has_none() -> None:
    post_at("Other", 50)
    assert related(post_at("This", 50)) == []


def test_a_shared_tag_counts_even_where_the_other_is_far_away_in_its_list() -> None:
    post = post_at("This", 50, tags=["common", "rare"])
    for days in range(AROUND + 1):
        post_at(f"Near {days}", 51 + days / 100, tags=["common"])
    post_at("One", 800, tags=["rare"])
    post_at("Both", 900, tags=["common", "rare"])
    assert titles(post)[:2] == ["Both", "One"]


@pytest.mark.parametrize("number", [1, 4])
def test_related_costs_six_queries_however_many_there_are(number: int) -> None:
    categories = [make_category() for _ in range(number)]
    terms = {"tags": [f"tag {n}" for n in range(number)], "categories": categories}
    post = post_at("This", 50, **terms)
    for _ in range(number):
        make_post(**terms)
    with CaptureQueriesContext(connection) as queries:
        assert len(related(post)) == number
    assert len(queries) == 6


def test_few_rows_are_read_however_long_the_list_of_a_tag() -> None:
    post = post_at("This", 50, tags=["bridge"])
    for away in range(1, AROUND + 3):
        post_at(f"{away} before", 50 + away, tags=["bridge"])
        post_at(f"{away} after", 50 - away, tags=["bridge"])
    found = titles(post, limit=100)
    assert sorted(found) == sorted(
        f"{n} {side}" for n in range(1, AROUND + 1) for side in ("after", "before")
    )


def test_page_names_them_with_their_year(client: Client) -> None:
    post = make_post("This", tags=["bridge"])
    moment = datetime.datetime(2007, 2, 2, 12, tzinfo=datetime.UTC)
    make_post("<Old>", published_at=moment, tags=["bridge"], language="ar")
    html = " ".join(text_of(client, post.get_absolute_url()).split())
    assert '<b>2007</b><a href="/2007/02/02/old/" lang="ar" dir="rtl">&lt;Old&gt;</a>' in html
    assert "On the same subject" not in text_of(client, make_post("Alone").get_absolute_url())


def test_page_is_made_again_when_what_it_names_changes(client: Client) -> None:
    streets = make_category("Streets")
    post = post_at("This", 50, tags=["bridge"], categories=[streets])
    other = post_at("Other", 51, tags=["bridge"])
    far = post_at("Far", 400, tags=["ferry"])
    url = post.get_absolute_url()

    def rename() -> None:
        other.title = "Renamed"
        publishing.save_post(post=other, by=None)

    assert is_outdated_by(client, url, rename)
    assert is_outdated_by(client, url, lambda: publishing.save_post(post=far, by=None, tags=["bridge"]))
    assert is_outdated_by(client, url, lambda: publishing.save_post(post=far, by=None, categories=[streets]))
    assert is_outdated_by(client, url, lambda: publishing.trash(post=other, by=None))


def test_page_is_made_again_when_a_scheduled_post_is_due(client: Client, time_machine) -> None:
    post = post_at("This", 50, tags=["bridge"])
    post_at("Newer", 40)
    later = post_at("Later", -3, tags=["bridge"])
    assert dependencies(client, post.get_absolute_url()).expires == later.published_at
    time_machine.move_to(days_ago(-4))
    assert related(post) == [later]


def test_merged_and_renamed_terms_are_followed() -> None:
    post = post_at("This", 50, tags=["bridge"])
    post_at("Other", 60, tags=["bridge"])
    tag = post.tags.get()
    tag.name = "span"
    taxonomy.save_tag(tag=tag)
    assert titles(post) == ["Other"]


def on_a_page(post: Post) -> tuple[list[str], int]:
    """The titles on a page of the post, and how many queries they cost."""
    with pagecache.snapshot(), CaptureQueriesContext(connection) as queries:
        return titles(post), len(queries)


def test_on_pages_they_are_worked_out_again_only_when_their_terms_list_others(time_machine) -> None:
    post = post_at("This", 50, tags=["bridge"], categories=[make_category("Streets")])
    near, far = post_at("Near", 51, tags=["bridge"]), post_at("Far", 400, tags=["ferry"])
    later = post_at("Later", -3, tags=["bridge"])
    assert on_a_page(post) == (["Near"], 9)
    assert on_a_page(post) == (["Near"], 3)
    changes = (
        (lambda: publishing.save_post(post=far, by=None, tags=["bridge"]), ["Near", "Far"]),
        (lambda: publishing.save_post(post=near, by=None, tags=["ferry"]), ["Far"]),
        (lambda: publishing.trash(post=far, by=None), []),
        (lambda: publishing.save_post(post=near, by=None, categories=post.categories.all()), ["Near"]),
    )
    for change, found in changes:
        change()
        assert on_a_page(post)[0] == found
        assert on_a_page(post) == (found, 3 if found else 2)
    time_machine.move_to(days_ago(-4))
    assert on_a_page(post) == ([str(later), "Near"], 4)
