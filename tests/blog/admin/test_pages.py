"""Pages at the desk: their place in the tree and in the menu."""

import pytest

from blog.models import Page, Redirect, Status
from tests.blog.admin.desk import DeskForm
from tests.cast import make_cast
from tests.factories import days_ago, make_category, make_page, make_post

pytestmark = pytest.mark.django_db

ADD = "/admin/blog/page/add/"


@pytest.fixture
def edith(client):
    client.force_login(make_cast().edith)
    return client


def address(page: Page) -> str:
    return f"/admin/blog/page/{page.pk}/change/"


def test_a_page_is_published_below_another_and_in_the_menu(edith) -> None:
    about = make_page("About")
    form = DeskForm(edith, ADD)
    form.send(
        "_publish", title="Comment policy", source="Be kind.", parent=about.pk, in_menu="on", menu_order="2"
    )
    page = Page.objects.get(slug="comment-policy")
    assert page.get_absolute_url() == "/about/comment-policy/"
    assert (page.in_menu, page.menu_order, page.is_live) == (True, 2, True)
    assert edith.get(page.get_absolute_url()).status_code == 200


def test_a_page_is_not_offered_itself_or_what_is_below_it_as_parent(edith) -> None:
    about = make_page("About")
    below = make_page("Below", parent=about)
    form = DeskForm(edith, address(about))
    assert "Below</option>" not in form.html
    assert form.send("_save", parent=below.pk).status_code == 200
    about.refresh_from_db()
    assert about.parent is None


def test_moving_a_page_moves_what_is_below_and_leaves_redirects(edith) -> None:
    about, house = make_page("About"), make_page("House")
    make_page("Below", parent=about)
    DeskForm(edith, address(about)).send("_save", parent=house.pk)
    assert Page.objects.get(slug="below").path == "house/about/below/"
    assert Redirect.objects.get(path="/about/below/").target == "/house/about/below/"


def test_saving_a_page_unchanged_changes_nothing(edith) -> None:
    page = make_page("About", parent=make_page("House"), menu_order=3)
    DeskForm(edith, address(page)).send("_save")
    saved = Page.objects.get(pk=page.pk)
    assert (saved.path, saved.published_at, saved.menu_order) == (page.path, page.published_at, 3)
    assert saved.revisions.count() == 1


def test_scheduled_pages_are_found(edith) -> None:
    make_page("Now")
    make_page("Later", published_at=days_ago(-2))
    rows = edith.get("/admin/blog/page/?status=scheduled").context["cl"].result_list
    assert [str(page) for page in rows] == ["Later"]


def test_pages_have_no_terms(edith) -> None:
    make_category("Politics")
    assert "Politics" not in DeskForm(edith, ADD).html


def test_view_on_site_leads_to_the_preview_of_what_does_not_answer_at_its_address(edith) -> None:
    page = make_page(status=Status.DRAFT)
    taken_back = make_post(status=Status.DRAFT, published_at=days_ago(1))
    scheduled = make_post(published_at=days_ago(-1))
    for entry, model in ((page, "page"), (taken_back, "post"), (scheduled, "post")):
        form = DeskForm(edith, f"/admin/blog/{model}/{entry.pk}/change/")
        assert f'href="/preview/{entry.pk}/"' in form.html
    assert edith.get(f"/preview/{page.pk}/").status_code == 200
