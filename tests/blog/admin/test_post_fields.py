"""The fields of a post's form: passwords, tags, languages, updates, names."""

import pytest
from django.test import Client

from blog.models import Author, Post, Status, Tag
from tests.blog.admin.desk import DeskForm, errors_of
from tests.cast import Cast, author_of, make_cast
from tests.factories import make_category, make_post, set_site

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


def test_password_is_set_changed_kept_and_taken_away(edith) -> None:
    post = make_post()
    DeskForm(edith, address(post)).send("_save", new_password="open sesame")
    post.refresh_from_db()
    assert post.check_password("open sesame")
    form = DeskForm(edith, address(post))
    assert "open sesame" not in form.html
    assert post.password not in form.html
    form.send("_save", title="Other title")
    post.refresh_from_db()
    assert post.check_password("open sesame")
    DeskForm(edith, address(post)).send("_save", remove_password="on")
    assert Post.objects.public().exists()


def test_tags_are_compared_as_readers_compare_them(edith) -> None:
    make_post(tags=["Café"])
    DeskForm(edith, ADD).send("_draft", title="New", tag_names="cafe\u0301,  CAFÉ , c#, C++,")
    assert set(Tag.objects.values_list("name", flat=True)) == {"Café", "c#", "C++"}


@pytest.mark.parametrize(
    ("line", "words"), [("x" * 101, "100 characters"), (",".join(map(str, range(101))), "100 tags")]
)
def test_too_much_in_the_tags_is_refused_with_what_was_typed(edith, line: str, words: str) -> None:
    form = DeskForm(edith, ADD)
    assert words in errors_of(form.send("_draft", title="New", tag_names=line))
    assert form.values["tag_names"] == [line]


def test_categories_stand_as_deep_as_they_are(edith) -> None:
    make_category("Iraq War", parent=make_category("Politics"))
    assert "\u2003Iraq War" in DeskForm(edith, ADD).html


@pytest.mark.parametrize(
    ("language", "is_good"), [("pt_BR", True), ("", True), ("<script>", False), ("english!", False)]
)
def test_language_is_a_code(edith, language: str, is_good: bool) -> None:
    response = DeskForm(edith, ADD).send("_draft", title="New", language=language)
    assert (response.status_code == 302) == is_good
    assert not is_good or Post.objects.get().language == language.replace("_", "-")


def test_update_notes_are_written_signed_and_found(cast, edith) -> None:
    post = make_post()
    note = {
        "update_notes-TOTAL_FORMS": "1",
        "update_notes-0-noted_at_0": "2026-03-01",
        "update_notes-0-noted_at_1": "17:02",
        "update_notes-0-author": author_of(cast.edith).pk,
        "update_notes-0-source": "They have *answered*.",
    }
    DeskForm(edith, address(post)).send("_save", **note)
    written = post.update_notes.get()
    assert written.author == author_of(cast.edith)
    assert "<em>answered</em>" in written.html
    assert edith.get("/admin/blog/post/?q=answered").context["cl"].result_count == 1


def test_an_author_signs_their_own_updates(cast, client) -> None:
    client.force_login(cast.arthur)
    post = make_post(authors=[author_of(cast.arthur)])
    form = DeskForm(client, address(post))
    form.send(
        "_save",
        **{
            "update_notes-TOTAL_FORMS": "1",
            "update_notes-0-noted_at_0": "2026-03-01",
            "update_notes-0-noted_at_1": "17:02",
            "update_notes-0-source": "More.",
            "update_notes-0-author": author_of(cast.edith).pk,
        },
    )
    assert post.update_notes.get().author == author_of(cast.arthur)


def test_who_has_no_profile_yet_gets_one_with_the_first_post(cast, client) -> None:
    Author.objects.filter(user=cast.connie).delete()
    client.force_login(cast.connie)
    DeskForm(client, ADD).send("_review", title="From Connie")
    post = Post.objects.get()
    assert post.status == Status.REVIEW
    assert post.authors.get().user == cast.connie
    assert post.authors.get().name == "Connie"


@pytest.mark.parametrize("name", ["published_at", "sticky_until"])
def test_a_date_beyond_the_calendar_is_refused(edith, name: str) -> None:
    set_site(time_zone="America/New_York")
    form = DeskForm(edith, address(make_post()))
    response = form.send("_save", **{f"{name}_0": "9999-12-31", f"{name}_1": "23:59"})
    assert "Choose a date between" in errors_of(response)
