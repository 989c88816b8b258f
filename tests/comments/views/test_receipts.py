"""The receipt of a held comment: read by itself where cookies are off, else in the comment's own place."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from blog.models import Post, Status
from comments.editing import withdraw
from comments.models import Comment, CommentStatus
from comments.moderation import approve, delete_for_good, hold, remove
from comments.views.receipts import RECEIPT_AGE, receipt_address
from tests.cast import make_cast
from tests.comment_factories import make_comment
from tests.comments.discussions import make_threads
from tests.factories import days_ago, make_post

pytestmark = pytest.mark.django_db


def held(client: Client, **fields: str) -> tuple[Comment, str]:
    """Let somebody new write; their first comment is held. Return it, and where they were sent."""
    post = make_post("The bridge")
    data = {"name": "Ann", "email": "ann@example.org", "text": "My *words*"} | fields
    response = client.post(f"/comments/post/{post.pk}/", data, headers={"sec-fetch-site": "same-origin"})
    assert response.status_code == 303
    return Comment.objects.get(), response.url


@pytest.fixture
def client() -> Client:
    """A browser that keeps no cookies."""

    class Forgetful(Client):
        def request(self, **request: Any) -> Any:
            self.cookies.clear()
            return super().request(**request)

    return Forgetful()


def test_receipt_leads_on_to_the_place_of_the_comment_where_cookies_are_kept() -> None:
    browser = Client()
    comment, address = held(browser)
    response = browser.get(address)
    place = f"{comment.post.get_absolute_url()}#comment-{comment.pk}"
    assert (response.status_code, response.url) == (303, place)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert Client().get(address).status_code == 200


def test_receipt_of_an_answer_leads_to_what_it_answers() -> None:
    browser, post = Client(), make_post()
    make_threads(post, 30)
    parent = Comment.objects.get(post=post, number=28)
    data = {"name": "Ann", "email": "ann@example.org", "text": "Mine", "parent": parent.pk}
    response = browser.post(f"/comments/post/{post.pk}/", data, headers={"sec-fetch-site": "same-origin"})
    reply = Comment.objects.latest("pk")
    response = browser.get(response.url)
    assert response.url == f"{post.get_absolute_url()}comments/2/#comment-{reply.pk}"
    assert "Only you see this" in browser.get(response.url).content.decode()


def test_permanent_address_of_a_comment_that_waits_leads_its_author_to_it_and_nobody_else() -> None:
    browser = Client()
    comment, _receipt = held(browser)
    place = f"{comment.post.get_absolute_url()}#comment-{comment.pk}"
    response = browser.get(comment.get_absolute_url())
    assert (response.status_code, response.url) == (303, place)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert Client().get(comment.get_absolute_url()).status_code == 404
    Post.entries.filter(pk=comment.post_id).update(status=Status.DRAFT)
    assert browser.get(comment.get_absolute_url()).status_code == 404


def test_permanent_address_of_a_comment_that_waits_leads_its_account_to_it() -> None:
    cast, browser = make_cast(), Client()
    own = make_comment(user=cast.maud, status=CommentStatus.PENDING)
    other = make_comment(user=cast.edith, status=CommentStatus.PENDING)
    browser.force_login(cast.maud)
    assert browser.get(own.get_absolute_url()).url.endswith(f"#comment-{own.pk}")
    assert browser.get(other.get_absolute_url()).status_code == 404


def test_permanent_address_of_what_waits_again_leads_its_author_past_the_tombstone() -> None:
    cast, browser = make_cast(), Client()
    own = hold(comment=make_comment(user=cast.maud), by=None)
    browser.force_login(cast.maud)
    assert browser.get(own.get_absolute_url()).url.endswith(f"#comment-{own.pk}")
    assert Client().get(own.get_absolute_url()).status_code == 404


def test_receipt_of_a_comment_withdrawn_offers_its_author_to_put_it_back() -> None:
    browser = Client()
    comment, address = held(browser)
    withdraw(comment=comment)
    put_back = f'<a href="/c/{comment.pk}/delete/">Put it back</a>'
    html = browser.get(address).content.decode()
    assert "You have deleted this comment" in html
    assert put_back in html
    assert put_back not in Client().get(address).content.decode()


def test_receipt_shows_the_text_the_reason_and_what_happens_next(client: Client) -> None:
    comment, address = held(client)
    response = client.get(address)
    html = response.content.decode()
    assert "My <em>words</em>" in html
    assert "This is your first comment here" in html
    assert "Once it is approved" in html
    assert f'href="{comment.post.get_absolute_url()}"' in html
    assert '<meta name="robots" content="noindex">' in html
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ann@example.org" not in html


def test_held_comment_sent_again_leads_to_the_same_receipt(client: Client) -> None:
    comment, _ = held(client)
    response = client.post(
        f"/comments/post/{comment.post_id}/",
        {"name": "Ann", "email": "ann@example.org", "text": "My *words*"},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert client.get(response.url).status_code == 200
    assert Comment.objects.count() == 1


def test_spam_is_told_like_any_held_comment(client: Client) -> None:
    _, address = held(client, again="filled in")
    html = client.get(address).content.decode()
    assert "waits for a moderator" in html
    assert "spam" not in html


def test_receipt_leads_to_the_comment_once_it_is_approved(client: Client) -> None:
    comment, address = held(client)
    approve(comment=comment, by=None)
    response = client.get(address)
    assert response.url == f"/c/{comment.pk}/"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_receipt_of_a_removed_comment_says_so(client: Client) -> None:
    comment, address = held(client)
    remove(comment=comment, by=None)
    html = client.get(address).content.decode()
    assert "was not published" in html
    assert "My <em>words</em>" in html


def test_receipt_of_a_comment_removed_after_it_was_public_says_so(client: Client) -> None:
    comment, address = held(client)
    remove(comment=approve(comment=comment, by=None), by=None)
    html = client.get(address).content.decode()
    assert "Your comment was removed" in html
    assert "was not published" not in html


def test_receipt_of_a_comment_deleted_for_good_promises_no_text(client: Client) -> None:
    comment, address = held(client)
    delete_for_good(comment=approve(comment=comment, by=None), by=None)
    assert client.get(address, follow=True).status_code == 404


def test_receipt_ends_after_thirty_days(client: Client) -> None:
    comment, _ = held(client)
    with time_machine.travel(days_ago(31)):
        address = receipt_address(comment)
    assert RECEIPT_AGE == 30 * 24 * 3600
    assert client.get(address, follow=True).status_code == 404


@pytest.mark.parametrize("token", ["1", "x:y:z", "MQ:1vMabc:forged", "%00", "é"])
def test_forged_receipt_is_404(client: Client, token: str) -> None:
    held(client)
    assert client.get(f"/comments/receipt/{token}/", follow=True).status_code == 404


def test_receipt_shows_nothing_of_a_post_that_is_hidden_now(client: Client) -> None:
    comment, address = held(client)
    comment.post.status = Status.DRAFT
    comment.post.save()
    assert client.get(address, follow=True).status_code == 404
