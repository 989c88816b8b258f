"""Answering a comment from its row of the queue."""

import pytest
from django.contrib.auth.models import Permission

from blog import publishing
from blog.models import CommentSwitch
from comments.closing import close_below, set_comment_switch
from comments.models import Comment, CommentStatus
from comments.moderation import approve, mark_spam
from tests.comment_factories import make_comment
from tests.factories import make_post

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/comment/"


def held(**fields) -> Comment:
    return make_comment(status=CommentStatus.PENDING, **fields)


def answer(client, comment: Comment, text: str = "Welcome.", **fields):
    data = {"text": text, "seen": comment.version, "back": "status=pending&p=1", **fields}
    return client.post(f"{LIST}{comment.pk}/reply/", data)


def replies_to(comment: Comment) -> list[Comment]:
    return list(Comment.objects.filter(parent=comment))


def test_a_comment_that_waits_is_approved_and_answered_as_oneself(cast, maud) -> None:
    comment = held(name="Zoë")
    response = answer(maud, comment)
    assert response.headers["Location"] == f"{LIST}?status=pending&p=1"
    html = maud.get(response.headers["Location"]).content.decode()
    assert "The comment by Zoë is approved. Your reply stands there as #2." in html
    (reply,) = replies_to(comment)
    assert (reply.user, reply.source, reply.is_visible) == (cast.maud, "Welcome.", True)
    assert Comment.objects.get(pk=comment.pk).number == 1


def test_a_public_comment_is_answered(maud) -> None:
    comment = make_comment()
    assert answer(maud, comment).status_code == 302
    assert replies_to(comment)[0].is_visible


def test_pressed_twice_it_is_posted_once(maud) -> None:
    comment = held()
    answer(maud, comment)
    answer(maud, comment)
    assert len(replies_to(comment)) == 1


@pytest.mark.parametrize("text", ["", " \n ", "x" * 10_001])
def test_what_cannot_be_posted_comes_back_and_approves_nothing(maud, text: str) -> None:
    comment = held()
    response = answer(maud, comment, text)
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert text.strip() in response.content.decode()
    assert Comment.objects.get(pk=comment.pk).status == CommentStatus.PENDING
    assert replies_to(comment) == []


def test_a_closed_post_is_not_answered_and_the_text_is_kept(cast, maud) -> None:
    comment = held()
    set_comment_switch(post=comment.post, switch=CommentSwitch.CLOSED, by=cast.ada)
    response = answer(maud, comment, "My careful answer.")
    assert response.status_code == 422
    html = response.content.decode()
    assert "Comments on this post are closed." in html
    assert "My careful answer." in html
    assert Comment.objects.get(pk=comment.pk).status == CommentStatus.PENDING


def test_below_a_closed_comment_the_text_is_kept_and_the_approval_told(cast, maud) -> None:
    comment = held(name="Zoë")
    close_below(comment=comment, by=cast.ada)
    response = answer(maud, comment, "My careful answer.")
    assert response.status_code == 422
    html = response.content.decode()
    assert "My careful answer." in html
    assert "The comment by Zoë is approved." in html
    assert replies_to(comment) == []


def test_what_somebody_has_put_away_is_not_answered(cast, maud) -> None:
    comment = held()
    mark_spam(comment=comment, by=cast.edith)
    response = answer(maud, comment, "My careful answer.")
    assert response.status_code == 422
    assert "so it can’t be answered. Your text is kept here." in response.content.decode()
    assert replies_to(comment) == []


def test_what_somebody_has_approved_meanwhile_is_answered(cast, maud) -> None:
    comment = held()
    approve(comment=comment, by=cast.edith)
    assert answer(maud, comment).status_code == 302
    assert len(replies_to(comment)) == 1


def test_what_was_changed_is_read_again_before_it_is_approved(cast, maud) -> None:
    comment = held()
    Comment.objects.filter(pk=comment.pk).update(version=comment.version + 1)
    response = answer(maud, comment)
    assert response.status_code == 422
    assert "Please read it again" in response.content.decode()
    assert Comment.objects.get(pk=comment.pk).status == CommentStatus.PENDING


def test_the_form_is_a_page_of_its_own_and_stands_in_the_row(maud) -> None:
    comment = held(text="May I <ask>?")
    html = maud.get(f"{LIST}{comment.pk}/reply/").content.decode()
    assert "May I &lt;ask&gt;?" in html
    assert f'action="{LIST}{comment.pk}/reply/"' in html
    assert f'action="{LIST}{comment.pk}/reply/"' in maud.get(LIST).content.decode()


def test_the_title_of_a_draft_is_not_told(cast, maud) -> None:
    post = make_post("Secret plans")
    comment = held(post=post)
    publishing.unpublish(post=post, by=cast.ada)
    assert "Secret plans" not in maud.get(f"{LIST}{comment.pk}/reply/").content.decode()


@pytest.mark.parametrize("fields", [{"seen": "x"}, {"seen": ""}, {"seen": "0"}, {"seen": "9" * 40}])
def test_odd_fields_are_no_errors(maud, fields) -> None:
    assert answer(maud, held(), **fields).status_code == 422


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/", "?status=spam", "\0", "x" * 1_999]
)
def test_the_way_back_leads_to_the_list_only(maud, back: str) -> None:
    response = answer(maud, make_comment(), back=back)
    assert response.headers.get("Location", LIST).startswith(LIST)


@pytest.mark.parametrize("form", ["reply", "ban"])
def test_the_forms_are_for_those_who_moderate(cast, client, form: str) -> None:
    comment = held()
    cast.arthur.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(cast.arthur)
    assert client.get(f"{LIST}{comment.pk}/{form}/").status_code == 403
    assert client.post(f"{LIST}{comment.pk}/{form}/", {"text": "Ha.", "seen": "1"}).status_code == 403
    assert not Comment.objects.filter(source="Ha.").exists()


@pytest.mark.parametrize("form", ["reply", "ban"])
def test_a_comment_that_is_gone_has_no_forms(maud, form: str) -> None:
    assert maud.get(f"{LIST}99999/{form}/").status_code == 404
    assert maud.get(f"{LIST}{'9' * 30}/{form}/").status_code == 404
