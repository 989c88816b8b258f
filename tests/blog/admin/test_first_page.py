"""The first page of the desk, its menu, and its way of saying no."""

import pytest
from django.test import Client

from blog.admin.panels import SHOWN
from blog.models import Status
from comments.models import CommentStatus
from tests.cast import Cast, author_of, make_cast
from tests.comment_factories import make_comment, set_discussion
from tests.factories import days_ago, make_post, make_user, set_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def first_page(client: Client, user):
    client.force_login(user)
    response = client.get("/admin/")
    assert response.status_code == 200
    return response


def panels(response) -> dict[str, list[str]]:
    return {str(panel.heading): [row.title for row in panel.rows] for panel in response.context["panels"]}


def menu(response) -> dict[str, list[str]]:
    return {
        str(section.heading): [link.label for link in section.links] for section in response.context["menu"]
    }


def some_of_everything(cast: Cast, count: int = 1) -> None:
    """``count`` of each kind of post by each who writes, and ``count`` comments that wait."""
    set_discussion(flood_seconds=0)
    for _number in range(count):
        for writer in (cast.edith, cast.connie):
            name, authors = writer.first_name, [author_of(writer)]
            make_post(f"Draft of {name}", status=Status.DRAFT, authors=authors)
            make_post(f"Review of {name}", status=Status.REVIEW, authors=authors)
            make_post(f"Later by {name}", authors=authors, published_at=days_ago(-2))
        make_comment(make_post(), "May I?", status=CommentStatus.PENDING)
        make_comment(make_post(), "Hear, hear.")


def test_what_waits_stands_first_and_ones_own_below(cast, client) -> None:
    some_of_everything(cast)
    assert panels(first_page(client, cast.edith)) == {
        "Waiting for review": ["Review of Connie", "Review of Edith"],
        "1 comment is waiting": ["May I?"],
        "Your drafts": ["Draft of Edith"],
        "Scheduled": ["Later by Edith", "Later by Connie"],
        "Newest comments": ["Hear, hear."],
    }


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("ada", ["Waiting for review", "1 comment is waiting", "Scheduled", "Newest comments"]),
        ("arthur", []),
        ("connie", ["Waiting for review", "Your drafts", "Scheduled"]),
        ("maud", ["1 comment is waiting", "Newest comments"]),
    ],
)
def test_each_role_sees_what_is_theirs(cast, client, name: str, headings: list[str]) -> None:
    some_of_everything(cast)
    shown = panels(first_page(client, cast[name]))
    assert list(shown) == headings
    if name == "connie":
        assert not [title for titles in shown.values() for title in titles if "Edith" in title]


def test_who_has_nothing_to_do_is_told_so(cast, client) -> None:
    assert "Nothing is waiting for you" in first_page(client, cast.connie).content.decode()


@pytest.mark.parametrize(("name", "may"), [("connie", True), ("edith", True), ("maud", False)])
def test_those_who_write_are_asked_to(cast, client, name: str, may: bool) -> None:
    assert ("Write a post" in first_page(client, cast[name]).content.decode()) == may


def test_panels_lead_to_the_rows_and_to_all_of_them(cast, client) -> None:
    post = make_post("Mine", status=Status.DRAFT, authors=[author_of(cast.connie)])
    html = first_page(client, cast.connie).content.decode()
    assert f'href="/admin/blog/post/{post.pk}/change/"' in html
    assert 'href="/admin/blog/post/?status=draft"' in html
    assert client.get("/admin/blog/post/?status=draft").context["cl"].result_count == 1


def test_a_panel_shows_the_newest_few(cast, client) -> None:
    for number in range(SHOWN + 2):
        make_post(
            f"Draft {number}",
            status=Status.DRAFT,
            authors=[author_of(cast.connie)],
            created_at=days_ago(number),
        )
    assert panels(first_page(client, cast.connie))["Your drafts"] == [f"Draft {n}" for n in range(SHOWN)]


@pytest.mark.parametrize("name", ["edith", "connie"])
def test_what_is_protected_is_scheduled_too(cast, client, name: str) -> None:
    mine = {"authors": [author_of(cast.connie)]}
    make_post("Later, for everybody", published_at=days_ago(-3), **mine)
    make_post("Later, with a password", published_at=days_ago(-2), password="x", **mine)
    make_post("Out", password="x", **mine)
    shown = panels(first_page(client, cast[name]))["Scheduled"]
    assert shown == ["Later, with a password", "Later, for everybody"]


# session, user, permissions (2) and site; then their name over posts, which posts are scheduled, a query for
# the rows of each panel and one for their authors, and for moderators the count of what waits, those rows,
# the newest, and the posts of both.
QUERIES = {"connie": 5 + 8, "edith": 5 + 8 + 5, "maud": 5 + 5, "ada": 3 + 7 + 5}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("count", [1, 4])
def test_queries_of_the_first_page_do_not_grow(
    cast, client, name: str, count: int, django_assert_num_queries
) -> None:
    set_site()
    some_of_everything(cast, count)
    client.force_login(cast[name])
    with django_assert_num_queries(QUERIES[name]):
        client.get("/admin/")


# --- The menu

WRITERS = {"Words": ["Posts", "Media files"]}
ALL_WORDS = {"Words": ["Posts", "Pages", "Media files", "Categories", "Tags", "Authors", "Redirects"]}
READERS = ["Waiting comments", "All comments", "Spam", "Moderation log", "Bans", "Blocked and held words"]


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        ("connie", WRITERS),
        ("arthur", WRITERS),
        ("maud", {"Words": ["Posts"], "Readers": READERS}),
        ("edith", {**ALL_WORDS, "Readers": READERS}),
        (
            "ada",
            {
                **ALL_WORDS,
                "Readers": [*READERS, "Discussion settings"],
                "House": ["Accounts", "Site settings"],
            },
        ),
    ],
)
def test_the_menu_has_what_each_role_may_open(
    cast, client, name: str, sections: dict[str, list[str]]
) -> None:
    response = first_page(client, cast[name])
    assert menu(response) == sections
    for section in response.context["menu"]:
        for link in section.links:
            assert client.get(link.address, follow=True).status_code == 200, link.address


def test_the_menu_marks_where_one_is(cast, client) -> None:
    client.force_login(cast.edith)
    for address, label in (
        ("/admin/blog/tag/", "Tags"),
        ("/admin/comments/comment/", "Waiting comments"),
        ("/admin/comments/comment/?status=spam", "Spam"),
    ):
        sections = client.get(address).context["menu"]
        assert [link.label for section in sections for link in section.links if link.is_current] == [label]


def test_an_app_has_no_page_of_its_own(cast, client) -> None:
    client.force_login(cast.ada)
    assert client.get("/admin/blog/").headers["Location"] == "/admin/"


# --- Saying no


@pytest.mark.parametrize(("address", "status"), [("/admin/blog/user/", 403), ("/admin/nowhere/", 404)])
def test_the_desk_says_no_in_its_own_page(cast, client, address: str, status: int) -> None:
    client.force_login(cast.connie)
    response = client.get(address)
    assert response.status_code == status
    assert "Back to the desk" in response.content.decode()
    assert 'id="menu"' in response.content.decode()


def test_strangers_learn_nothing_from_an_address(client) -> None:
    client.force_login(make_user("rita"))
    assert client.get("/admin/nowhere/").status_code == 302
