"""The lists of the desk: what they show, find and filter, and how often they ask the database."""

from itertools import product
from urllib.parse import quote

import pytest
from django.contrib.admin.sites import site
from django.test import RequestFactory

from blog.admin import lists
from blog.models import Post, Redirect, Status
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


def test_cells_are_no_markup_have_the_names_of_their_columns_and_lead_on_with_what_was_asked(edith) -> None:
    post = make_post('<b>"Bell"', status=Status.DRAFT, published_at=None)
    html = edith.get(f"{LIST}?status=draft").content.decode()
    said, asked = "&lt;b&gt;&quot;Bell&quot;", "?_changelist_filters=status%3Ddraft"
    box = (
        f'<input type="checkbox" name="_selected_action" value="{post.pk}" class="action-select"'
        f' aria-label="Select this object for an action - {said}">'
    )
    cells = [
        f'<tr><td class="action-checkbox">{box}</td>',
        '<td data-name="Date" class="field-when">–</td>',
        '<th data-name="Title" class="field-title_or_none">'
        f'<a href="{LIST}{post.pk}/change/{asked}">{said}</a></th>',
        '<td data-name="Status" class="field-state">draft</td>',
    ]
    assert "".join(cells) in html


def test_cells_of_fields_show_what_they_hold(cast, edith) -> None:
    make_author("Amy")
    html = edith.get("/admin/blog/author/").content.decode()
    for name, account in (("Amy", "–"), (author_of(cast.edith).name, str(cast.edith))):
        row = html.partition(f">{name}</a></th>")[2].partition("</tr>")[0]
        assert f'<td data-name="Account" class="field-user">{account}</td>' in row
        assert '<td data-name="Post count" class="field-post_count">0</td>' in row


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
        "?p=after:x",
        "?p=after:" + quote('["2024-01-01T00:00:00Z", "%s"]' % ("9" * 30)),
        "?p=after:" + quote('["\\u0000", "1"]'),
        "?p=before:" + quote('["0001-01-01T00:00:00+14:00", "1"]'),
    ],
)
def test_odd_queries_lead_back_to_the_list(edith, query: str) -> None:
    make_post()
    assert edith.get(LIST + query, follow=True).status_code == 200


@pytest.mark.parametrize("query", ["?q=%00", "?q=%22", "?status=bogus", "?o=1.2.3", "?_facets=True", "?all="])
def test_odd_words_are_no_errors(edith, query: str) -> None:
    make_post()
    assert edith.get(LIST + query, follow=True).status_code == 200


def steps(client, query: str = "", address: str = LIST) -> dict[str, str]:
    """The links to other pages, by their labels."""
    return {str(step.label): step.query_string for step in client.get(address + query).context["cl"].steps}


def test_pages_lead_to_each_other_and_keep_what_was_asked(edith, monkeypatch) -> None:
    monkeypatch.setattr(site._registry[Post], "list_per_page", 2)
    for number in range(5):
        make_post(f"Post {number}", created_at=days_ago(number), status=Status.DRAFT)
    make_post("Other")
    first = steps(edith, "?status=draft")
    assert list(first) == ["Next page", "Last page"]
    assert listed(edith, first["Next page"]) == ["Post 2", "Post 3"]
    assert listed(edith, first["Last page"]) == ["Post 3", "Post 4"]
    second = steps(edith, first["Next page"])
    assert list(second) == ["First page", "Previous page", "Next page", "Last page"]
    assert listed(edith, second["Next page"]) == ["Post 4"]
    assert (
        listed(edith, second["Previous page"]) == listed(edith, second["First page"]) == ["Post 0", "Post 1"]
    )
    assert list(steps(edith, first["Last page"])) == ["First page", "Previous page"]
    found = steps(edith, "?q=post&status=draft")
    assert listed(edith, found["Next page"]) == ["Post 2", "Post 3"]


def test_a_filter_begins_at_the_first_page(edith, monkeypatch) -> None:
    monkeypatch.setattr(site._registry[Post], "list_per_page", 1)
    for _ in range(3):
        make_post()
    html = edith.get(LIST + steps(edith)["Next page"]).content.decode()
    assert 'href="?status=draft"' in html


def test_ticked_rows_of_a_later_page_are_acted_upon(edith, monkeypatch) -> None:
    monkeypatch.setattr(site._registry[Post], "list_per_page", 1)
    make_post("New", created_at=days_ago(1), status=Status.DRAFT)
    old = make_post("Old", created_at=days_ago(2), status=Status.DRAFT)
    address = LIST + steps(edith)["Next page"]
    response = edith.post(address, {"action": "publish", "_selected_action": [old.pk]})
    assert response["Location"].endswith(address)
    assert list(Post.objects.public()) == [old]


def test_no_more_rows_are_counted_than_are_told(edith, monkeypatch) -> None:
    monkeypatch.setattr(site._registry[Post], "list_per_page", 1)
    monkeypatch.setattr(lists, "MOST_COUNTED", 2)
    for _ in range(2):
        make_post()
    assert "2 in all" in edith.get(LIST).content.decode()
    make_post()
    assert "more than 2" in edith.get(LIST).content.decode()


def test_the_list_reads_no_long_columns(cast) -> None:
    make_post()
    request = RequestFactory().get(LIST)
    request.user = cast.edith
    admin = site._registry[Post]
    sql = str(admin.get_changelist_instance(request).queryset.query)
    for column in ("source", "html", "toc", "password", "excerpt_html", "listed_at"):
        assert f'"blog_post"."{column}"' not in sql.split(" FROM ")[0]


QUERIES = {
    # session, user, permissions (2), site, years, scheduled (which the years are short of), categories,
    # authors, rows, bylines with their names
    LIST: 11,
    # without the filters
    "/admin/blog/page/": 6,
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


# --- What has no index


def test_a_search_without_an_index_looks_through_the_newest(edith, monkeypatch) -> None:
    for name in ("/old-bell/", "/mill/", "/new-bell/"):
        Redirect.objects.create(path=name, target="/")
    found = ["/new-bell/ → /", "/old-bell/ → /"]
    assert listed(edith, "?q=bell", "/admin/blog/redirect/") == found
    monkeypatch.setattr(lists, "LOOKED_THROUGH", 2)
    assert listed(edith, "?q=bell", "/admin/blog/redirect/") == found[:1]


def test_history_of_what_nobody_has_saved_here(edith) -> None:
    post = make_post()
    post.revisions.all().delete()
    assert edith.get(f"{LIST}{post.pk}/history/").status_code == 200
