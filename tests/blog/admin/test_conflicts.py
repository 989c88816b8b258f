"""Two people write at once: nothing is lost, and each sees what the other has done."""

import re

import pytest
from django.test import Client

from blog import publishing
from blog.models import Post, Status
from tests.blog.admin.desk import DeskForm
from tests.cast import Cast, make_cast
from tests.factories import make_post

pytestmark = pytest.mark.django_db


def address(post: Post) -> str:
    return f"/admin/blog/post/{post.pk}/change/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def edith(cast, client) -> Client:
    client.force_login(cast.edith)
    return client


def test_a_conflict_keeps_both_texts_and_shows_theirs(cast, edith) -> None:
    post = make_post("Hello", source="One line.\nAnother.", by=cast.edith)
    form = DeskForm(edith, address(post))
    post.source = "One line.\nChanged by Ada."
    publishing.save_post(post=post, by=cast.ada)
    response = form.send("_save", source="One line.\nChanged by Edith.")
    html = response.content.decode()
    assert "Nothing of that was overwritten." in html
    assert "Ada saved this at" in html
    assert re.search(r'class="removed">-Changed by Ada\.', html)
    assert form.values["source"] == ["One line.\nChanged by Edith."]
    assert Post.objects.get().source == "One line.\nChanged by Ada."


def test_saving_again_after_a_conflict_replaces_theirs_and_keeps_it_in_the_history(cast, edith) -> None:
    post = make_post("Hello", source="First.", by=cast.edith)
    form = DeskForm(edith, address(post))
    post.source = "Ada's."
    publishing.save_post(post=post, by=cast.ada)
    form.send("_save", source="Edith's.")
    assert form.send("_save").status_code == 302
    post.refresh_from_db()
    assert post.source == "Edith's."
    assert [row.data["source"] for row in post.revisions.all()] == ["Edith's.", "Ada's.", "First."]


def test_a_conflict_in_the_very_moment_of_saving_is_shown_too(cast, edith, monkeypatch) -> None:
    post = make_post("Hello", source="First.", by=cast.edith)
    form = DeskForm(edith, address(post))
    locked, calls = publishing._locked, []

    def somebody_else_was_first(row: Post) -> Post | None:
        if not calls:
            calls.append(row)
            Post.objects.filter(pk=post.pk).update(version=7)
        return locked(row)

    monkeypatch.setattr(publishing, "_locked", somebody_else_was_first)
    response = form.send("_save", source="Mine.")
    assert response.status_code == 200
    assert "Nothing of that was overwritten." in response.content.decode()
    assert form.values["source"] == ["Mine."]
    assert Post.objects.get().source == "First."


def test_somebody_elses_publication_is_no_surprise_to_who_saves_a_draft(cast, edith) -> None:
    post = make_post(status=Status.DRAFT)
    form = DeskForm(edith, address(post))
    publishing.publish(post=post, by=cast.ada)
    response = form.send("_draft", title="Still a draft")
    assert response.status_code == 200
    assert Post.objects.get().is_public


def test_an_action_does_not_undo_what_was_saved_while_it_runs(cast, edith, monkeypatch) -> None:
    """The first post's verb stands for the time that all of them take."""
    first, second = (make_post(status=Status.DRAFT) for _ in range(2))
    publish = publishing.publish

    def slow(*, post: Post, **kwargs) -> Post:
        other = Post.objects.get(pk=first.pk + second.pk - post.pk)
        if other.version == 1:
            other.source = "Saved meanwhile."
            publishing.save_post(post=other, by=cast.ada)
        return publish(post=post, **kwargs)

    monkeypatch.setattr(publishing, "publish", slow)
    edith.post("/admin/blog/post/", {"action": "publish", "_selected_action": [first.pk, second.pk]})
    posts = Post.objects.all()
    assert {post.status for post in posts} == {Status.PUBLISHED}
    assert "Saved meanwhile." in {post.source for post in posts}
