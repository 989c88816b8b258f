"""What readers meet where comments are closed: the whole blog, one post, or what is below one comment."""

import re

import pytest
from django.utils.html import escape

from blog.models import CommentSwitch
from comments.closing import close_below, reopen_below, set_comment_switch
from comments.models import Comment
from comments.settings import save_settings
from tests.comment_factories import make_comment, set_discussion
from tests.comments.discussions import make_thread
from tests.factories import make_post

pytestmark = pytest.mark.django_db

SENTENCE = "We are at the harbour until Monday."


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def send(client, post, **fields):
    data = {"name": "Zoë", "email": "zoe@example.org", "text": "But I have more to say."} | fields
    return client.post(f"/comments/post/{post.pk}/", data, headers={"sec-fetch-site": "same-origin"})


@pytest.fixture(autouse=True)
def _no_flood(db) -> None:
    set_discussion(flood_seconds=0, hold_first=False)


@pytest.mark.parametrize("message", ["", SENTENCE])
def test_closed_everywhere_is_said_everywhere_and_loses_no_text(client, message: str) -> None:
    comment = make_comment()
    settings = set_discussion(comments_open=False, site_closed_message=message)
    save_settings(settings=settings)
    reason = message or "Comments are closed on the whole blog for now."
    post = comment.post
    for address in (post.get_absolute_url(), f"/c/{comment.pk}/reply/"):
        shown = text_of(client.get(address))
        assert reason in shown
        assert "data-comment-form" not in shown
    assert 'data-reply="' not in text_of(client.get(post.get_absolute_url()))
    answer = send(client, post)
    assert answer.status_code == 422
    assert reason in text_of(answer)
    assert "But I have more to say." in text_of(answer)
    assert Comment.objects.count() == 1


def test_message_is_a_sentence_and_not_html(client) -> None:
    post = make_post()
    save_settings(settings=set_discussion(comments_open=False, site_closed_message="<b>Gone</b> & away"))
    assert escape("<b>Gone</b> & away") in text_of(client.get(post.get_absolute_url()))


def test_a_post_that_is_switched_open_stays_open_while_the_blog_is_closed(client) -> None:
    post = make_post()
    save_settings(settings=set_discussion(comments_open=False))
    set_comment_switch(post=post, switch=CommentSwitch.OPEN, by=None)
    assert "data-comment-form" in text_of(client.get(post.get_absolute_url()))
    assert send(client, post).status_code == 303


def test_a_discussion_that_a_moderator_closed_takes_nothing_until_it_is_open_again(client) -> None:
    comment = make_comment()
    set_comment_switch(post=comment.post, switch=CommentSwitch.CLOSED, by=None)
    assert "Comments on this post are closed." in text_of(client.get(comment.post.get_absolute_url()))
    assert send(client, comment.post).status_code == 422
    set_comment_switch(post=comment.post, switch=CommentSwitch.DEFAULT, by=None)
    assert send(client, comment.post).status_code == 303


def test_below_a_closed_comment_nobody_answers_and_beside_it_everybody(client) -> None:
    root = make_comment()
    child = make_comment(parent=root)
    beside = make_comment(root.post)
    close_below(comment=root, by=None)
    shown = text_of(client.get(root.post.get_absolute_url()))
    assert set(re.findall(r'data-reply="(\d+)"', shown)) == {str(beside.pk)}
    for closed in (root, child):
        page = client.get(f"/c/{closed.pk}/reply/")
        assert "data-comment-form" not in text_of(page)
        answer = send(client, root.post, parent=str(closed.pk))
        assert answer.status_code == 422
        assert "But I have more to say." in text_of(answer)
    assert send(client, root.post, parent=str(beside.pk)).status_code == 303
    reopen_below(comment=root, by=None)
    assert send(client, root.post, parent=str(child.pk), text="And now?").status_code == 303


@pytest.mark.parametrize("way", ["thread/1/page/2/", "flat/3/"])
def test_what_is_closed_far_above_on_another_page_offers_no_reply(client, way: str) -> None:
    post = make_post()
    root, *_between, closed, below = make_thread(post, replies=205)[:102]
    close_below(comment=closed, by=None)
    shown = text_of(client.get(f"{post.get_absolute_url()}comments/{way}"))
    assert re.findall(r'data-reply="(\d+)"', shown) == ([str(root.pk)] if "thread" in way else [])
    reopen_below(comment=closed, by=None)
    assert f'data-reply="{below.pk + 100}"' in text_of(client.get(f"{post.get_absolute_url()}comments/{way}"))
