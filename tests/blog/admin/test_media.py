"""Files at the desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from blog import media
from blog.models import Media
from tests.blog.admin.desk import DeskForm, errors_of, picture
from tests.cast import Cast, make_cast
from tests.factories import make_user, set_site

pytestmark = pytest.mark.django_db

ADD = "/admin/blog/media/add/"


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def stored(by) -> Media:
    return media.store(file=picture(), by=by, name="a.jpg")


def test_an_upload_is_stored_clean_with_its_words(cast, client) -> None:
    client.force_login(cast.arthur)
    response = DeskForm(client, ADD).send(upload=picture(), alt="A café", credit="Arthur")
    row = Media.objects.get()
    own_page = f"/admin/blog/media/{row.pk}/change/"
    assert (response.status_code, response.headers["Location"]) == (302, own_page)
    assert (row.uploaded_by, row.alt, row.credit, row.width) == (cast.arthur, "A café", "Arthur", 30)
    with row.file.open() as file, Image.open(file) as image:
        assert not image.getexif().get_ifd(0x8825)


def test_a_refused_file_is_told_why_and_the_words_stay(cast, client) -> None:
    client.force_login(cast.edith)
    form = DeskForm(client, ADD)
    response = form.send(upload=SimpleUploadedFile("a.png", b"<svg/>", "image/png"), alt="A drawing")
    assert "SVG pictures can hold programs" in errors_of(response)
    assert form.values["alt"] == ["A drawing"]
    assert not Media.objects.exists()


def test_words_are_changed_by_editors_and_by_who_uploaded(cast, client) -> None:
    row = stored(cast.arthur)
    for user, may in ((cast.arthur, True), (cast.edith, True), (make_author_user(), False)):
        client.force_login(user)
        response = client.post(f"/admin/blog/media/{row.pk}/change/", {"alt": user.username})
        assert (response.status_code == 302) == may
    row.refresh_from_db()
    assert row.alt == "edith"


def make_author_user():
    from blog.accounts import set_role
    from blog.roles import Role

    return set_role(user=make_user("otto"), role=Role.AUTHOR)


def test_a_file_is_shown_in_its_form(cast, client) -> None:
    client.force_login(cast.edith)
    row = stored(cast.edith)
    html = client.get(f"/admin/blog/media/{row.pk}/change/").content.decode()
    assert f'src="{row.file.url}"' in html
    assert f"<code>![a.jpg]({row.file.url})</code>" in html
    assert "style=" not in html


def test_only_editors_delete_files(cast, client) -> None:
    row = stored(cast.arthur)
    client.force_login(cast.arthur)
    assert client.post(f"/admin/blog/media/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    client.force_login(cast.edith)
    client.post(f"/admin/blog/media/{row.pk}/delete/", {"post": "yes"})
    assert not Media.objects.exists()


def test_ticked_files_are_deleted_with_what_they_hold(
    cast, client, django_capture_on_commit_callbacks
) -> None:
    row = stored(cast.arthur)
    client.force_login(cast.edith)
    ticked = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/admin/blog/media/", ticked)
    assert not Media.objects.exists() and not row.file.storage.exists(row.file.name)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(cast, client, count: int, django_assert_num_queries) -> None:
    set_site()
    client.force_login(cast.edith)
    for _ in range(count):
        stored(cast.edith)
    with django_assert_num_queries(6):
        client.get("/admin/blog/media/")
