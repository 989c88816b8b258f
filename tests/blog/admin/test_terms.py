"""Categories, tags, authors, redirects and settings at the desk."""

import pytest
from django.test import Client

from blog.models import Author, Category, Post, Redirect, SiteSettings, Stamp, Tag
from tests.blog.admin.desk import DeskForm, errors_of
from tests.cast import make_cast
from tests.factories import make_author, make_category, make_post, set_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def edith(client) -> Client:
    client.force_login(make_cast().edith)
    return client


def change(model: str, row) -> str:
    return f"/admin/blog/{model}/{row.pk}/change/"


def token(key: str) -> str:
    return Stamp.objects.get(key=key).token


# --- Categories


def test_a_category_is_made_below_another(edith) -> None:
    politics = make_category("Politics")
    DeskForm(edith, "/admin/blog/category/add/").send(name="Iraq War", parent=politics.pk)
    assert Category.objects.get(slug="iraq-war").path == "politics/iraq-war/"


def test_renaming_a_category_moves_what_is_below_and_leaves_redirects(edith) -> None:
    politics = make_category("Politics")
    make_category("Iraq", parent=politics)
    DeskForm(edith, change("category", politics)).send(slug="power")
    assert Category.objects.get(name="Iraq").path == "power/iraq/"
    assert Redirect.objects.get(path="/category/politics/iraq/").target == "/category/power/iraq/"


def test_a_category_is_not_offered_a_place_below_itself(edith) -> None:
    politics = make_category("Politics")
    iraq = make_category("Iraq", parent=politics)
    form = DeskForm(edith, change("category", politics))
    assert "Iraq</option>" not in form.html
    assert form.send(parent=iraq.pk).status_code == 200


@pytest.mark.parametrize("hangs_on_it", ["a post", "a draft", "a category"])
def test_a_category_in_use_is_not_deleted_and_says_why(edith, hangs_on_it: str) -> None:
    politics = make_category("Politics")
    if hangs_on_it == "a category":
        make_category("Iraq", parent=politics)
    else:
        make_post(categories=[politics], status="draft" if hangs_on_it == "a draft" else "published")
    answer = edith.post(f"/admin/blog/category/{politics.pk}/delete/", {"post": "yes"}, follow=True)
    assert ("1 post still uses" in answer.content.decode()) == (hangs_on_it != "a category")
    assert ("categories below" in answer.content.decode()) == (hangs_on_it == "a category")
    assert Category.objects.filter(pk=politics.pk).exists()


@pytest.mark.parametrize("model", ["category", "tag", "author"])
def test_what_nothing_uses_is_deleted_and_its_address_says_so(edith, model: str) -> None:
    post = make_post(tags=["old"])
    post.tag_rows.all().delete()
    term = {"category": make_category("Old"), "tag": Tag.objects.get(), "author": make_author("Old")}[model]
    url = term.get_absolute_url()
    assert edith.get(f"/admin/blog/{model}/{term.pk}/delete/").status_code == 200
    edith.post(f"/admin/blog/{model}/{term.pk}/delete/", {"post": "yes"})
    assert not type(term).objects.filter(pk=term.pk).exists()
    assert Redirect.objects.get(path=url).target == ""


def ticked(client: Client, model: str, *rows):
    data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    return client.post(f"/admin/blog/{model}/", data)


def test_ticked_terms_are_deleted_by_their_verb(edith) -> None:
    old, older = make_category("Old"), make_category("Older")
    ticked(edith, "category", old, older)
    assert not Category.objects.exists()
    gone = {(row.path, row.target) for row in Redirect.objects.all()}
    assert gone == {("/category/old/", ""), ("/category/older/", "")}


def test_ticked_terms_stay_while_one_is_in_use(edith) -> None:
    make_post(tags=["used"])
    tags = [Tag.objects.get(), Tag.objects.create(name="unused", slug="unused")]
    assert "1 post still uses “used”" in ticked(edith, "tag", *tags).content.decode()
    assert Tag.objects.count() == 2


# --- Tags


def test_tags_are_found_by_part_of_the_name_in_any_case(edith) -> None:
    make_post(tags=["Café Society", "Other"])
    rows = edith.get("/admin/blog/tag/?q=SOCI").context["cl"].result_list
    assert [tag.name for tag in rows] == ["Café Society"]


def test_a_tag_of_the_same_name_is_refused_with_a_sentence(edith) -> None:
    make_post(tags=["Café"])
    response = DeskForm(edith, "/admin/blog/tag/add/").send(name="CAFE\u0301")
    assert "There is a tag “Café” already" in errors_of(response)


def test_a_tag_whose_key_has_no_room_is_refused(edith) -> None:
    response = DeskForm(edith, "/admin/blog/tag/add/").send(name="ß" * 60)
    assert "too long" in errors_of(response)


def test_renaming_a_tag_leaves_a_redirect(edith) -> None:
    make_post(tags=["Irak"])
    DeskForm(edith, change("tag", Tag.objects.get())).send(name="Iraq", slug="iraq")
    assert Redirect.objects.get(path="/tag/irak/").target == "/tag/iraq/"


def suggested(client: Client, start: str) -> list[str]:
    return [row["name"] for row in client.get("/admin/blog/post/tags/", {"q": start}).json()["tags"]]


def test_suggestions_begin_as_typed_the_most_used_first_and_not_too_many(edith) -> None:
    make_post(tags=["Iraq", "Iran", "CIA"])
    make_post(tags=["iraq"])
    assert suggested(edith, "IR") == ["Iraq", "Iran"]
    make_post(tags=[f"tag {number}" for number in range(30)])
    assert len(suggested(edith, "tag")) == 20
    assert suggested(edith, "") == suggested(edith, "\0") == suggested(edith, "%") == []


def test_a_suggestion_with_a_comma_is_typed_in_quotes(edith) -> None:
    make_post(tags=["Smith, John"])
    (row,) = edith.get("/admin/blog/post/tags/", {"q": "smith"}).json()["tags"]
    assert row == {"name": "Smith, John", "text": '"Smith, John"'}


def test_suggestions_are_for_those_who_write(client) -> None:
    assert client.get("/admin/blog/post/tags/?q=a").status_code == 302
    client.force_login(make_cast().maud)
    assert client.get("/admin/blog/post/tags/?q=a").status_code == 403


# --- Merging


def test_a_tag_is_merged_by_the_name_of_the_other_however_it_is_typed(edith) -> None:
    post = make_post(tags=["Irak"])
    make_post(tags=["Iraq"])
    old, new = Tag.objects.get(name="Irak"), Tag.objects.get(name="Iraq")
    address = f"/admin/blog/tag/{old.pk}/merge/"
    assert address in edith.get(change("tag", old)).content.decode()
    page = edith.get(address).content.decode()
    assert "1 public post and every draft with “Irak” get the other" in page
    assert "/tag/irak/ and its feeds" in page
    answer = edith.post(address, {"into": " IRAQ"}, follow=True)
    assert answer.redirect_chain == [(change("tag", new), 302)]
    assert "“Irak” is merged into “Iraq”." in answer.content.decode()
    assert [row.tag for row in post.tag_rows.all()] == [new]


def test_a_category_is_merged_into_one_of_the_others(edith) -> None:
    old, new = make_category("Old"), make_category("New")
    page = edith.get(f"/admin/blog/category/{old.pk}/merge/").content.decode()
    assert "New</option>" in page
    assert "Old</option>" not in page
    edith.post(f"/admin/blog/category/{old.pk}/merge/", {"into": new.pk})
    assert [category.name for category in Category.objects.all()] == ["New"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "required"), ("none such", "There is no tag “none such”."), ("irak", "merged into itself")],
)
def test_what_is_not_merged_comes_back_with_a_sentence(edith, typed: str, said: str) -> None:
    make_post(tags=["Irak"])
    answer = edith.post(f"/admin/blog/tag/{Tag.objects.get().pk}/merge/", {"into": typed})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode() or not typed
    assert Tag.objects.count() == 1


def test_merging_is_for_those_who_may_delete_terms(client) -> None:
    make_post(tags=["Irak", "Iraq"])
    old, cast = Tag.objects.get(name="Irak"), make_cast()
    may = {}
    for name in ("ada", "edith", "arthur", "connie", "maud"):
        client.force_login(cast[name])
        may[name] = client.post(f"/admin/blog/tag/{old.pk}/merge/", {"into": "none such"}).status_code
    assert may == {"ada": 200, "edith": 200, "arthur": 403, "connie": 403, "maud": 403}
    client.logout()
    assert client.post(f"/admin/blog/tag/{old.pk}/merge/", {"into": "Iraq"}).status_code == 302
    assert Tag.objects.count() == 2


def test_merging_what_is_not_there_is_not_found(edith) -> None:
    assert edith.get("/admin/blog/tag/7/merge/").status_code == 404


# --- Authors


def test_an_author_is_changed_with_links(edith) -> None:
    author = make_author("Billmon")
    DeskForm(edith, change("author", author)).send(
        name="Billmon the Elder",
        slug="billmon-elder",
        source="Wrote *much*.",
        **{"links-0-label": "Elsewhere", "links-0-url": "example.org/me", "links-0-position": "1"},
    )
    author = Author.objects.get(pk=author.pk)
    assert (author.slug, author.links.get().url) == ("billmon-elder", "https://example.org/me")
    assert "<em>much</em>" in author.html
    assert Redirect.objects.get(path="/author/billmon/").target == "/author/billmon-elder/"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("model", "queries"), [("category", 6), ("tag", 6), ("author", 6)])
def test_queries_of_the_lists_do_not_grow(
    edith, model: str, queries: int, count: int, django_assert_num_queries
) -> None:
    set_site()
    Author.objects.all().delete()
    for number in range(count):
        make_post(tags=[f"tag {number}"])
        make_category()
        make_author()
    with django_assert_num_queries(queries):
        response = edith.get(f"/admin/blog/{model}/")
    assert len(response.context["cl"].result_list) == count


# --- Redirects


def test_a_redirect_is_made_by_its_verb_so_that_no_chain_appears(edith) -> None:
    Redirect.objects.create(path="/older/", target="/old/")
    DeskForm(edith, "/admin/blog/redirect/add/").send(path="/old/", target="/new/")
    assert Redirect.objects.get(path="/older/").target == "/new/"


def test_a_redirect_is_changed_and_may_say_gone(edith) -> None:
    row = Redirect.objects.create(path="/old/", target="/new/")
    DeskForm(edith, change("redirect", row)).send(path="/older/", target="")
    assert list(Redirect.objects.values_list("path", "target")) == [("/older/", "")]


def test_a_redirect_does_not_lead_to_another_which_it_would_replace(edith) -> None:
    Redirect.objects.create(path="/one/", target="/post/")
    answer = DeskForm(edith, "/admin/blog/redirect/add/").send(path="/two/", target="/one/")
    assert "/one/ → /post/" in errors_of(answer)
    assert list(Redirect.objects.values_list("path", flat=True)) == ["/one/"]


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("old", "/new/"),
        ("/old/", "https://elsewhere.example/"),
        ("/old/", "//elsewhere.example/"),
        ("/a/", "/a/"),
    ],
)
def test_redirects_stay_in_the_house(edith, path: str, target: str) -> None:
    assert DeskForm(edith, "/admin/blog/redirect/add/").send(path=path, target=target).status_code == 200
    assert not Redirect.objects.exists()


# --- Settings


@pytest.fixture
def ada(client) -> Client:
    client.force_login(make_cast().ada)
    return client


@pytest.mark.parametrize("is_stored", [False, True])
def test_settings_have_one_row_and_no_list(ada, is_stored: bool) -> None:
    if is_stored:
        set_site(title="Before")
    make_post()
    answer = ada.get("/admin/blog/sitesettings/")
    form = DeskForm(ada, answer.headers["Location"])
    assert form.send("_save", title="Whiskey Bar", time_zone="Europe/Paris").status_code == 302
    assert (SiteSettings.objects.get().title, SiteSettings.objects.get().time_zone) == (
        "Whiskey Bar",
        "Europe/Paris",
    )
    assert "Whiskey Bar" in ada.get("/admin/").content.decode()


def test_settings_make_every_page_stale(ada) -> None:
    DeskForm(ada, "/admin/blog/sitesettings/1/change/").send("_save", title="A")
    before = token("site")
    DeskForm(ada, "/admin/blog/sitesettings/1/change/").send("_save", title="B")
    assert token("site") != before


def test_a_zone_that_does_not_exist_is_refused_with_an_example(ada) -> None:
    response = DeskForm(ada, "/admin/blog/sitesettings/1/change/").send("_save", time_zone="Mars/Olympus")
    assert "Europe/Paris" in errors_of(response)


@pytest.mark.parametrize("address", ["add/", "2/change/", "1/delete/"])
def test_settings_are_neither_added_nor_deleted(ada, address: str) -> None:
    assert ada.get(f"/admin/blog/sitesettings/{address}").status_code in (302, 403)
    assert not Post.objects.exists()
