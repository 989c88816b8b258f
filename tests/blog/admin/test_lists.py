"""The lists of the desk: what they show, find and filter, and how often they ask the database."""

from itertools import product

import pytest
from django.contrib.admin.sites import site
from django.test import RequestFactory

from blog.admin.lists import LOOK_AHEAD
from blog.models import Post, Status
from tests.cast import Cast, author_of, make_cast
from tests.factories import days_ago, make_author, make_category, make_page, make_post, set_site

pytestmark = pytest.mark.django_db

LIST = "/admin/blog/post/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def edith(cast, client):
    client.force_login(cast.edith)
    return client


def listed(client, query: str = "", address: str = LIST) -> list[str]:
    response = client.get(f"{address}{query}")
    assert response.status_code == 200
    return [str(row) for row in response.context["cl"].result_list]


def test_newest_are_first_and_the_trash_is_out_of_sight(edith) -> None:
    make_post("Old", created_at=days_ago(3))
    make_post("New")
    make_post("Gone", status=Status.TRASH)
    assert listed(edith) == ["New", "Old"]
    assert listed(edith, "?status=trash") == ["Gone"]


def test_columns_show_state_names_and_comments(edith) -> None:
    post = make_post("Hello", authors=[make_author("Zed"), make_author("Amy")], published_at=days_ago(-1))
    Post.objects.filter(pk=post.pk).update(comment_count=17)
    html = edith.get(LIST).content.decode()
    for shown in ("Hello", "Zed, Amy", "scheduled", ">17<"):
        assert shown in html


def test_filters_by_state_category_author_and_period(edith) -> None:
    politics = make_category("Politics")
    iraq, amy = make_category("Iraq", parent=politics), make_author("Amy")
    make_post("In Iraq", categories=[iraq], published_at=days_ago(400))
    by_amy = make_post("By Amy", authors=[amy])
    make_post("Draft", status=Status.DRAFT)
    make_post("Later", published_at=days_ago(-2))
    make_post("Later, with a password", published_at=days_ago(-2), password="x")
    assert listed(edith, f"?category={politics.pk}") == ["In Iraq"]
    assert listed(edith, f"?author={amy.pk}") == ["By Amy"]
    assert listed(edith, "?status=draft") == ["Draft"]
    assert listed(edith, "?status=scheduled") == ["Later, with a password", "Later"]
    day = by_amy.published_on
    assert "By Amy" in listed(edith, f"?when={day:%Y}")
    assert "By Amy" in listed(edith, f"?when={day:%Y-%m}")
    assert "In Iraq" not in listed(edith, f"?when={day:%Y-%m}")


def test_search_finds_words_of_the_text_in_drafts_too(edith) -> None:
    make_post("Hello", source="About Baghdad.", status=Status.DRAFT)
    make_post("Other")
    assert listed(edith, "?q=baghdad") == ["Hello"]
    assert listed(edith, "?q=nowhere") == []


@pytest.mark.parametrize(
    "query",
    [
        "?category=x",
        "?author=-1",
        "?author=" + "9" * 30,
        "?when=2007-13",
        "?when=x",
        "?p=0",
        "?p=abc",
        "?p=" + "9" * 30,
    ],
)
def test_odd_queries_lead_back_to_the_list(edith, query: str) -> None:
    make_post()
    assert edith.get(LIST + query, follow=True).status_code == 200


@pytest.mark.parametrize("query", ["?q=%00", "?q=%22", "?status=bogus", "?o=1.2.3", "?_facets=True", "?all="])
def test_odd_words_are_no_errors(edith, query: str) -> None:
    make_post()
    assert edith.get(LIST + query, follow=True).status_code == 200


def test_pages_are_counted_only_a_little_ahead(edith, monkeypatch) -> None:
    admin = site._registry[Post]
    monkeypatch.setattr(admin, "list_per_page", 2)
    for number in range(2 * LOOK_AHEAD + 5):
        make_post(f"Post {number}", created_at=days_ago(number))
    response = edith.get(LIST)
    assert response.context["cl"].result_count == 2 * (1 + LOOK_AHEAD) + 1
    assert f"{2 * (1 + LOOK_AHEAD) + 1} or more" in response.content.decode()
    assert listed(edith, "?p=3") == ["Post 4", "Post 5"]
    last = edith.get(LIST + "?p=13")
    assert [str(row) for row in last.context["cl"].result_list] == ["Post 24"]
    assert "25 in all" in last.content.decode()


def test_the_list_reads_no_long_columns(cast) -> None:
    make_post()
    request = RequestFactory().get(LIST)
    request.user = cast.edith
    admin = site._registry[Post]
    sql = str(admin.get_changelist_instance(request).queryset.query)
    for column in ("source", "html", "toc", "password"):
        assert f'"blog_post"."{column}"' not in sql.split(" FROM ")[0]


QUERIES = {
    # session, user, permissions (2), site, years, scheduled (which the years are short of), categories,
    # authors, count, rows, bylines with their names
    LIST: 12,
    # without the filters
    "/admin/blog/page/": 7,
}


@pytest.mark.parametrize(("address", "count"), list(product(QUERIES, [1, 3])))
def test_queries_of_a_list_do_not_grow(edith, address: str, count: int, django_assert_num_queries) -> None:
    set_site()
    for _ in range(count):
        make_post(authors=[make_author(), make_author()], categories=[make_category()], tags=["a", "b"])
        make_page()
    with django_assert_num_queries(QUERIES[address]):
        assert len(listed(edith, address=address)) == count


# --- What is done to ticked posts


def act(client, action: str, *posts: Post, **more: str):
    data = {"action": action, "_selected_action": [post.pk for post in posts], **more}
    return client.post(LIST, data, follow=True)


def test_actions_call_the_verbs(cast, edith) -> None:
    posts = [make_post(status=Status.DRAFT, tags=["x"], source="Text.") for _ in range(2)]
    assert "2 were changed." in act(edith, "publish", *posts).content.decode()
    assert Post.objects.public().count() == 2
    assert all(post.revisions.first().by == cast.edith for post in posts)
    assert Post.objects.first().source == "Text."
    act(edith, "unpublish", *posts)
    assert set(Post.objects.values_list("status", flat=True)) == {Status.DRAFT}
    act(edith, "trash", *posts)
    assert set(Post.objects.values_list("status", flat=True)) == {Status.TRASH}


def test_actions_never_reach_beyond_what_was_ticked(edith) -> None:
    ticked, other = make_post(status=Status.DRAFT), make_post(status=Status.DRAFT)
    act(edith, "publish", ticked, select_across="1")
    other.refresh_from_db()
    assert other.status == Status.DRAFT


def test_the_trash_is_not_published_by_the_dozen(edith) -> None:
    post = make_post(status=Status.TRASH)
    edith.post(LIST + "?status=trash", {"action": "publish", "_selected_action": [post.pk]})
    post.refresh_from_db()
    assert post.status == Status.TRASH


def test_an_author_acts_on_their_own_only(cast, client) -> None:
    client.force_login(cast.arthur)
    own = make_post(status=Status.DRAFT, authors=[author_of(cast.arthur)])
    other = make_post(status=Status.DRAFT, authors=[author_of(cast.edith)])
    act(client, "publish", own, other)
    assert list(Post.objects.public()) == [own]


def test_a_contributor_has_no_action_that_publishes(cast, client) -> None:
    client.force_login(cast.connie)
    own = make_post(status=Status.DRAFT, authors=[author_of(cast.connie)])
    act(client, "publish", own)
    assert not Post.objects.public().exists()
