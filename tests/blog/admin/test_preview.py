"""What is typed, as it will stand: for those who write, and for nobody else."""

import pytest
from django.test import Client

from blog.admin import preview
from blog.models import Post, Status
from tests.blog.admin.desk import DeskForm
from tests.cast import Cast, author_of, make_cast
from tests.factories import make_post, make_user

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/blog/post/text/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def connie(cast, client) -> Client:
    client.force_login(cast.connie)
    return client


def test_text_is_rendered_as_it_will_be_and_not_stored(connie) -> None:
    answer = connie.post(ADDRESS, {"source": "## A\n\n*Some* words.", "format": "markdown"}).json()
    assert "<em>Some</em> words." in answer["html"]
    post = make_post(source="## A\n\n*Some* words.")
    assert answer["html"] == post.html.replace(f"p{post.pk}-", "draft-")
    assert answer["length"] == "3 words"
    assert Post.objects.count() == 1


def test_html_is_cleaned(connie) -> None:
    answer = connie.post(ADDRESS, {"source": "<b onclick=x>B</b><script>y</script>", "format": "html"}).json()
    assert "<b>B</b>" in answer["html"]
    assert "script" not in answer["html"]
    assert "onclick" not in answer["html"]


def test_unknown_formats_are_taken_for_markdown(connie) -> None:
    assert "<em>a</em>" in connie.post(ADDRESS, {"source": "*a*", "format": "x"}).json()["html"]


@pytest.mark.parametrize(
    ("words", "said"),
    [(1, "1 word"), (100, "100 words"), (240, "240 words, 1 minute"), (2_304, "2,304 words, 10 minutes")],
)
def test_length_is_said_in_words_and_minutes(words: int, said: str) -> None:
    assert preview.length_of(Post(word_count=words)) == said


def test_what_is_too_long_is_refused_with_a_sentence(connie, monkeypatch) -> None:
    monkeypatch.setattr(preview, "LONGEST", 10)
    answer = connie.post(ADDRESS, {"source": "x" * 11})
    assert answer.status_code == 413
    assert "too long" in answer.json()["problem"]
    assert connie.post(ADDRESS, {"source": "x" * 10}).status_code == 200


@pytest.mark.parametrize(
    ("name", "status"), [("connie", 200), ("arthur", 200), ("edith", 200), ("ada", 200), ("maud", 403)]
)
def test_only_those_who_write_are_answered(cast, client, name: str, status: int) -> None:
    client.force_login(cast[name])
    for address in (ADDRESS, "/admin/blog/page/text/"):
        assert client.post(address, {"source": "a"}).status_code == status


def test_strangers_readers_and_other_sites_are_not_answered(cast) -> None:
    reader, strict = Client(), Client(enforce_csrf_checks=True)
    assert reader.post(ADDRESS, {"source": "a"}).status_code == 302
    reader.force_login(make_user("rita"))
    assert reader.post(ADDRESS, {"source": "a"}).status_code == 302
    strict.force_login(cast.edith)
    assert strict.post(ADDRESS, {"source": "a"}).status_code == 403
    assert strict.get(ADDRESS).status_code == 405


def test_the_editor_says_how_long_the_saved_text_is_and_where_it_is_seen(cast, connie) -> None:
    draft = make_post(source="One two three.", status=Status.DRAFT, authors=[author_of(cast.connie)])
    html = DeskForm(connie, f"/admin/blog/post/{draft.pk}/change/").html
    assert "<span data-length>3 words</span>" in html
    assert "<b>Draft</b>" in html
    assert f'<a href="/preview/{draft.pk}/">Preview</a>' in html
    assert 'data-address="/admin/blog/post/text/"' in html


def test_what_is_out_is_viewed_on_the_site(cast, client) -> None:
    client.force_login(cast.edith)
    post = make_post()
    html = DeskForm(client, f"/admin/blog/post/{post.pk}/change/").html
    assert f'<a href="{post.get_absolute_url()}">View on site</a>' in html
