"""How comments are called at the desk, and who reads below which post they stand."""

import pytest

from blog import publishing
from blog.models import Post
from comments.admin import panels, wording
from comments.models import Comment, CommentStatus
from tests.cast import Cast, author_of, make_cast
from tests.comment_factories import make_comment
from tests.factories import make_page, make_post

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/comment/"
HIDDEN = "post that isn&#x27;t public"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def withdrawn(cast) -> Post:
    """A post by Connie with a comment and one that waits, which is a draft of another title now."""
    post = make_post("Known to all", authors=[author_of(cast.connie)])
    make_comment(post, "Hear, hear.")
    make_comment(post, "May I?", status=CommentStatus.PENDING)
    publishing.unpublish(post=post, by=cast.edith)
    post.title, post.slug = "Secret plans", "secret-plans"
    return publishing.save_post(post=post, by=cast.edith)


def page(client, address: str = "/admin/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("source", "excerpt"),
    [
        ("One\n\n  two ", "One two"),
        (" \n", "(no text)"),
        ("x" * 91, f"{'x' * 89}…"),
        ("> What you said\n\nWhat I say", "What I say"),
        ("> Only what you said", "> Only what you said"),
    ],
)
def test_a_comment_is_told_by_its_beginning(source: str, excerpt: str) -> None:
    assert wording.excerpt_of(Comment(source=source)) == excerpt


@pytest.mark.parametrize(("name", "shown"), [("Zoë", "Zoë"), ("", "Anonymous")])
def test_who_gave_no_name_is_called_alike_everywhere(cast, client, name: str, shown: str) -> None:
    comment = make_comment(status=CommentStatus.SPAM)
    Comment.objects.update(author_name=name)
    client.force_login(cast.maud)
    for address in (f"{LIST}?status=all", f"{LIST}{comment.pk}/change/", "/admin/comments/moderationlog/"):
        assert shown in page(client, address)


def test_panels_keep_the_titles_of_drafts_from_moderators(cast, client, withdrawn) -> None:
    make_comment(make_post("Open Forum"), "Good morning.")
    client.force_login(cast.maud)
    html = page(client)
    assert "Secret" not in html
    assert "Hear, hear." not in html
    assert "Good morning." in html
    assert f"on a {HIDDEN}" in html.partition("Newest comments")[0]


@pytest.mark.parametrize("name", ["edith", "ada"])
def test_editors_read_all_titles(cast, client, withdrawn, name: str) -> None:
    client.force_login(cast[name])
    html = page(client)
    assert html.count("on Secret plans") == 2
    assert HIDDEN not in html
    assert "Secret plans" in page(client, LIST)


def test_moderators_who_write_read_their_own_titles(cast, client, withdrawn) -> None:
    cast.connie.groups.add(*cast.maud.groups.all())
    cast.arthur.groups.add(*cast.maud.groups.all())
    for name, is_own in (("connie", True), ("arthur", False)):
        client.force_login(cast[name])
        assert ("Secret plans" in page(client, LIST)) == is_own


@pytest.mark.parametrize("fields", [{"password": "x"}, {"status": "private"}, {"status": "trash"}])
def test_what_is_not_public_is_not_named(cast, client, fields: dict[str, str]) -> None:
    comment = make_comment(make_post("Known to all"), status=CommentStatus.PENDING)
    post = make_post("Secret plans", **fields)
    type(comment).objects.update(post=post)
    client.force_login(cast.maud)
    for address in ("/admin/", LIST, f"{LIST}{comment.pk}/change/"):
        assert "Secret" not in page(client, address)


def test_queue_and_comment_of_a_draft_are_judged_without_its_title(cast, client, withdrawn) -> None:
    client.force_login(cast.maud)
    for query in ("", "?status=all", "?status=all&q=hear", f"?status=all&post={withdrawn.pk}"):
        html = page(client, LIST + query)
        assert "ecret" not in html
        assert HIDDEN in html
    for comment in withdrawn.comments.all():
        html = page(client, f"{LIST}{comment.pk}/change/")
        assert "ecret" not in html
        assert f"<dd>A {HIDDEN}</dd>" in html


def test_public_pages_are_known_to_moderators(cast, client) -> None:
    comment = make_comment(make_page("About us"), "Hear, hear.")
    client.force_login(cast.maud)
    assert "on About us" in page(client)
    assert "About us" in page(client, f"{LIST}{comment.pk}/change/")


def test_only_the_newest_comments_are_looked_through(cast, client, withdrawn, monkeypatch) -> None:
    make_comment(make_post(), "Older.")
    withdrawn.comments.update(created_at="2030-01-01T00:00Z")
    client.force_login(cast.maud)
    assert "Older." in page(client)
    monkeypatch.setattr(panels, "LOOKED_AT", 1)
    assert "Older." not in page(client)
