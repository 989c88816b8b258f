"""Writing at the desk: the form and its buttons."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from blog import publishing
from blog.models import Post, Redirect, Status
from tests.blog.admin.desk import DeskForm, errors_of
from tests.cast import Cast, author_of, make_cast
from tests.factories import days_ago, make_author, make_category, make_page, make_post, set_site

pytestmark = pytest.mark.django_db

ADD = "/admin/blog/post/add/"


def address(post: Post) -> str:
    return f"/admin/blog/post/{post.pk}/change/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def edith(cast, client) -> Client:
    client.force_login(cast.edith)
    return client


def message_in(response) -> str:
    return " ".join(str(message) for message in response.wsgi_request._messages)


def test_a_post_is_written_and_published_with_all_that_hangs_on_it(cast, edith) -> None:
    iraq = make_category("Iraq War", parent=make_category("Politics"))
    form = DeskForm(edith, ADD)
    response = form.send(
        "_publish",
        title="Open Forum",
        source="Some **text**.",
        filed_under=[iraq.pk],
        tag_names='iraq, C++, "Smith, John"',
        language="en",
    )
    post = Post.objects.get()
    assert response.headers["Location"] == address(post)
    assert "is published" in message_in(response)
    assert post.is_public
    assert [row.author for row in post.bylines.all()] == [author_of(cast.edith)]
    assert set(post.tags.names()) == {"iraq", "C++", "Smith, John"}
    assert iraq.posts.get() == post
    assert post.revisions.get().by == cast.edith
    assert edith.get(post.get_absolute_url()).status_code == 200


def test_saving_twice_what_was_read_changes_nothing(edith) -> None:
    post = make_post(
        "Hello", tags=["a, b", 'say "hi"', "日本"], categories=[make_category()], authors=[make_author()]
    )
    before = (list(post.tags.names()), list(post.categories.all()), list(post.authors.all()), post.slug)
    DeskForm(edith, address(post)).send("_save")
    post = Post.objects.get()
    assert (
        list(post.tags.names()),
        list(post.categories.all()),
        list(post.authors.all()),
        post.slug,
    ) == before
    assert post.revisions.count() == 1


def test_authors_stand_in_the_order_of_their_positions(edith) -> None:
    first, second = make_author("Zed"), make_author("Amy")
    form = DeskForm(edith, ADD)
    form.send(
        "_draft",
        title="By two",
        **{
            "bylines-TOTAL_FORMS": "2",
            "bylines-0-author": second.pk,
            "bylines-0-position": "2",
            "bylines-1-author": first.pk,
            "bylines-1-position": "1",
        },
    )
    post = Post.objects.get()
    assert [row.author for row in post.bylines.all()] == [first, second]
    form = DeskForm(edith, address(post))
    form.send("_draft", **{"bylines-0-DELETE": "on"})
    assert [row.author for row in post.bylines.all()] == [second]


def test_the_form_starts_with_its_writers_name(cast, edith) -> None:
    form = DeskForm(edith, ADD)
    assert form.values["bylines-0-author"] == [str(author_of(cast.edith).pk)]


@pytest.mark.parametrize(
    ("button", "status"),
    [
        ("_draft", Status.DRAFT),
        ("_review", Status.REVIEW),
        ("_publish", Status.PUBLISHED),
        ("_private", Status.PRIVATE),
        ("_trash", Status.TRASH),
    ],
)
def test_each_button_of_a_draft_does_what_it_says(edith, button: str, status: Status) -> None:
    post = make_post("Hello", status=Status.DRAFT)
    assert DeskForm(edith, address(post)).send(button, title="Changed").status_code == 302
    post.refresh_from_db()
    assert (post.status, post.title) == (status, "Changed")


@pytest.mark.parametrize("button", ["_unpublish", "_private", "_trash"])
def test_what_is_out_can_be_taken_back(edith, button: str) -> None:
    post = make_post("Hello")
    DeskForm(edith, address(post)).send(button)
    assert not Post.objects.public().exists()
    assert Post.objects.get().slug == "hello"


def test_the_trash_gives_back_a_draft(edith) -> None:
    post = make_post(status=Status.TRASH)
    form = DeskForm(edith, address(post))
    assert form.buttons == ["_save", "_unpublish"]
    form.send("_unpublish")
    assert Post.objects.get().status == Status.DRAFT


def test_buttons_fit_the_state(edith) -> None:
    assert DeskForm(edith, ADD).buttons == ["_draft", "_review", "_publish", "_schedule", "_private"]
    scheduled = make_post(published_at=days_ago(-2))
    assert DeskForm(edith, address(scheduled)).buttons == [
        "_save",
        "_publish_now",
        "_private",
        "_unpublish",
        "_trash",
    ]
    assert "_publish_now" not in DeskForm(edith, address(make_post())).buttons


def test_schedule_uses_the_sites_zone(edith) -> None:
    set_site(time_zone="Asia/Kolkata")
    with time_machine.travel(datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC), tick=False):
        form = DeskForm(edith, ADD)
        response = form.send("_schedule", title="Later", published_at_0="2026-03-05", published_at_1="09:30")
        post = Post.objects.get()
        assert post.published_at == datetime.datetime(2026, 3, 5, 4, 0, tzinfo=datetime.UTC)
        assert post.is_scheduled
        assert "is scheduled for 5 March 2026, 09:30" in message_in(response)
        shown = DeskForm(edith, address(post))
        assert shown.values["published_at_1"] == ["09:30:00"]
        assert "scheduled" in edith.get("/admin/blog/post/?status=scheduled").content.decode()


@pytest.mark.parametrize("day", ["", "2020-01-01"])
def test_schedule_asks_for_a_time_to_come(edith, day: str) -> None:
    form = DeskForm(edith, ADD)
    response = form.send(
        "_schedule", title="Later", source="Kept.", published_at_0=day, published_at_1=day and "09:00"
    )
    assert "choose a time to come" in errors_of(response)
    assert form.values["source"] == ["Kept."]
    assert not Post.objects.exists()


def test_time_that_is_none_is_refused_with_an_example(edith) -> None:
    response = DeskForm(edith, ADD).send(
        "_schedule", title="Later", published_at_0="24.12.26", published_at_1="6pm"
    )
    assert "Write the date like 2026-12-24." in errors_of(response)
    assert "Write the time like 18:00." in errors_of(response)


def test_half_a_time_is_refused_with_an_example(edith) -> None:
    response = DeskForm(edith, ADD).send("_draft", title="Later", published_at_0="", published_at_1="18:00")
    assert "Write the date like 2026-12-24." in errors_of(response)


def test_publishing_with_a_date_to_come_schedules_and_says_so(edith) -> None:
    day = (timezone.now() + datetime.timedelta(days=3)).date().isoformat()
    response = DeskForm(edith, ADD).send(
        "_publish", title="Later", published_at_0=day, published_at_1="09:30"
    )
    assert "is scheduled for" in message_in(response)
    assert Post.objects.get().is_scheduled


def test_a_scheduled_post_can_go_out_at_once(edith) -> None:
    post = make_post(published_at=days_ago(-2))
    DeskForm(edith, address(post)).send("_publish_now")
    assert Post.objects.get().is_public


def test_what_is_published_keeps_having_a_time(edith) -> None:
    post = make_post()
    response = DeskForm(edith, address(post)).send("_save", published_at_0="", published_at_1="")
    assert "make it a draft" in errors_of(response)


def test_a_new_slug_leaves_a_redirect(edith) -> None:
    post = make_post("Hello")
    old = post.get_absolute_url()
    DeskForm(edith, address(post)).send("_save", slug="Straße & Co")
    post.refresh_from_db()
    assert post.slug == "straße-and-co"
    assert Redirect.objects.get(path=old).target == post.get_absolute_url()


def test_a_time_that_the_clocks_showed_twice_stays_what_it_was(edith) -> None:
    set_site(time_zone="Europe/Paris")
    second = datetime.datetime(2007, 10, 28, 1, 30, 5, 123, tzinfo=datetime.UTC)  # 2:30 for the second time
    post = make_post(published_at=second)
    assert DeskForm(edith, address(post)).send("_save", title="Changed").status_code == 302
    assert Post.objects.get().published_at == second


def test_history_shows_what_each_save_changed(cast, edith) -> None:
    post = make_post("Hello", source="Old line.", by=cast.ada)
    post.source = "New <line>."
    publishing.save_post(post=post, by=cast.edith)
    html = edith.get(f"/admin/blog/post/{post.pk}/history/").content.decode()
    assert '<span class="removed">-Old line.</span>' in html
    assert '<span class="added">+New &lt;line&gt;.</span>' in html
    assert "Edith" in html


def test_view_on_site_leads_to_the_preview_of_a_draft(edith) -> None:
    draft = make_post(status=Status.DRAFT)
    draft_html = DeskForm(edith, address(draft)).html
    assert f'href="/preview/{draft.pk}/"' in draft_html
    taken_back = make_post(status=Status.DRAFT, published_at=days_ago(1))
    scheduled = make_post(published_at=days_ago(-1))
    page = make_page(status=Status.DRAFT)
    for post in (taken_back, scheduled):
        assert f'href="/preview/{post.pk}/"' in DeskForm(edith, address(post)).html
    assert f'href="/preview/{page.pk}/"' in DeskForm(edith, f"/admin/blog/page/{page.pk}/change/").html
    trashed = make_post(status=Status.TRASH)
    assert "View on site" not in DeskForm(edith, address(trashed)).html


def test_nothing_is_deleted_at_the_desk(edith) -> None:
    post = make_post(status=Status.TRASH)
    assert edith.post(f"/admin/blog/post/{post.pk}/delete/", {"post": "yes"}).status_code == 403
    edith.post("/admin/blog/post/", {"action": "delete_selected", "_selected_action": post.pk, "post": "yes"})
    assert Post.objects.filter(pk=post.pk).exists()


def test_a_page_is_not_found_among_the_posts(edith) -> None:
    page = make_page()
    assert edith.get(address(page)).status_code == 302


@pytest.mark.parametrize("key", ["0", "-1", "abc", "9" * 30, "1%00"])
def test_odd_addresses_are_no_errors(edith, key: str) -> None:
    assert edith.get(f"/admin/blog/post/{key}/change/").status_code in (302, 404)
