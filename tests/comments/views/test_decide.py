"""Behind the links of mails to moderators: a page, a button, and what they say when it is too late."""

import pytest
import time_machine
from django.test import Client

from blog.models import Status
from comments import decision_links
from comments.models import Comment, CommentStatus
from comments.moderation import approve, delete_for_good, hold, mark_spam, remove
from tests.cast import Cast, make_cast
from tests.comment_factories import make_comment
from tests.factories import days_ago, set_site

pytestmark = pytest.mark.django_db

STATUS = {"approve": "approved", "spam": "spam", "trash": "trash"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def held(cast) -> Comment:
    return make_comment(
        text="Let *me* in", status=CommentStatus.PENDING, name="Ann <b>", email="ann@example.org"
    )


def address(comment: Comment, user, wish: str = "approve") -> str:
    return decision_links.address(comment=comment, wish=wish, user=user)


def said(response) -> str:
    return response.content.decode()


def state(comment: Comment) -> tuple:
    comment = Comment.objects.get(pk=comment.pk)
    return comment.status, comment.version, comment.moderation_log.count()


# --- The page


def test_page_shows_the_comment_the_post_and_why_it_waits(client, cast, held) -> None:
    response = client.get(address(held, cast.maud))
    html = said(response)
    assert response.status_code == 200
    assert "Approve this comment?" in html
    assert "Let <em>me</em> in" in html
    assert "Ann &lt;b&gt;" in html
    assert f"It was written below “{held.post.title}”" in html
    assert "This is your first comment here" in html
    assert "It is decided as Maud" in html
    assert f'href="/admin/comments/comment/{held.pk}/change/"' in html
    assert "ann@example.org" not in html


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_page_is_kept_by_nobody_and_its_address_told_to_nobody(client, cast, held, method) -> None:
    response = getattr(client, method)(address(held, cast.maud))
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert method == "head" or '<meta name="robots" content="noindex, nofollow">' in said(response)


@pytest.mark.parametrize("wish", STATUS)
def test_following_a_link_changes_nothing(client, cast, held, wish) -> None:
    before = state(held)
    for _ in range(3):
        client.get(address(held, cast.maud, wish))
        client.head(address(held, cast.maud, wish))
    assert client.options(address(held, cast.maud, wish)).status_code == 405
    assert state(held) == before


def test_title_of_a_draft_is_not_told_to_who_may_not_know_it(client, cast, held) -> None:
    held.post.title, held.post.status = "The secret plan", Status.DRAFT
    held.post.save()
    assert "The secret plan" not in said(client.get(address(held, cast.maud)))
    assert "The secret plan" in said(client.get(address(held, cast.edith)))


@pytest.mark.parametrize("links", [1, 3])
def test_page_takes_the_same_queries_for_any_comment(client, cast, django_assert_num_queries, links) -> None:
    text = " ".join(f"https://{number}.example.net/" for number in range(links))
    held = make_comment(text=text, status=CommentStatus.PENDING)
    with django_assert_num_queries(8):
        client.get(address(held, cast.maud))


# --- The button


@pytest.mark.parametrize("wish", STATUS)
def test_button_decides_as_the_moderator_without_a_session(cast, held, wish) -> None:
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(address(held, cast.maud, wish), {"version": "1"})
    assert response.status_code == 200
    assert "undo it at the desk" in said(response)
    assert f'href="/admin/comments/comment/{held.pk}/change/"' in said(response)
    assert not browser.cookies
    held.refresh_from_db()
    entry = held.moderation_log.get()
    assert (held.status, entry.by, entry.reason) == (STATUS[wish], cast.maud, "by mail")


def test_second_click_says_the_same_and_changes_nothing(client, cast, held) -> None:
    first = client.post(address(held, cast.maud))
    after = state(held)
    second = client.post(address(held, cast.maud))
    assert (first.status_code, second.status_code) == (200, 200)
    assert said(first) == said(second)
    assert state(held) == after


def test_what_somebody_else_decided_stays_and_is_told(client, cast, held) -> None:
    set_site(time_zone="Asia/Tokyo")
    with time_machine.travel("2030-03-01T20:00:00Z"):
        mark_spam(comment=held, by=cast.edith)
        before = state(held)
        for response in (client.get(address(held, cast.maud)), client.post(address(held, cast.maud))):
            assert "This has been decided already" in said(response)
            assert "The comment has been spam since 2 March 2030, 05:00, as Edith decided." in said(response)
            assert "Let <em>me</em> in" not in said(response)
    assert response.status_code == 409
    assert state(held) == before


def test_what_a_moderator_decided_otherwise_is_not_changed_by_their_older_mail(client, cast, held) -> None:
    client.post(address(held, cast.maud, "trash"))
    before = state(held)
    response = client.post(address(held, cast.maud, "approve"))
    assert "as Maud decided" in said(response)
    assert state(held) == before


def test_comment_that_changes_between_page_and_button_is_shown_again(client, cast, held) -> None:
    Comment.objects.filter(pk=held.pk).update(html="<p>Other words</p>", version=2)
    page = said(client.get(address(held, cast.maud)))
    assert "has changed since the mail was sent" in page
    assert "Other words" in page
    response = client.post(address(held, cast.maud), {"version": "1"})
    assert response.status_code == 409
    assert "nothing was decided" in said(response)
    assert 'name="version" value="2"' in said(response)
    assert state(held)[0] == "pending"
    assert client.post(address(held, cast.maud), {"version": "2"}).status_code == 200
    assert state(held)[0] == "approved"


def test_comment_held_again_can_be_decided_by_who_has_seen_it(client, cast, held) -> None:
    link = address(held, cast.maud)
    approve(comment=held, by=cast.edith)
    hold(comment=held, by=cast.edith)
    assert client.post(link).status_code == 409
    assert client.post(link, {"version": "3"}).status_code == 200
    assert state(held)[0] == "approved"


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 40, "1\x00", "\udcff"])
def test_odd_version_is_a_page_and_no_fault(client, cast, held, version) -> None:
    response = client.post(address(held, cast.maud), {"version": version.encode("utf-8", "surrogateescape")})
    assert response.status_code in (200, 409)


# --- Links that don't work


def gone_and_told(client, link: str, status: int, words: str, desk: str) -> None:
    for response in (client.get(link), client.post(link)):
        assert response.status_code == status
        assert words in said(response)
        assert f'href="{desk}"' in said(response)


@pytest.mark.parametrize(("days", "is_good"), [(6.9, True), (7.1, False)])
def test_link_is_good_for_seven_days(client, cast, held, days, is_good) -> None:
    with time_machine.travel(days_ago(days)):
        link = address(held, cast.maud)
    if is_good:
        assert client.post(link).status_code == 200
    else:
        gone_and_told(client, link, 410, "good for seven days", f"/admin/comments/comment/{held.pk}/change/")
        assert state(held)[0] == "pending"


@pytest.mark.parametrize("token", ["1", "x:y:z", "MQ:1vMabc:forged", "%00", "é", "a" * 3000])
def test_forged_link_is_a_page_that_leads_to_the_desk(client, cast, token) -> None:
    gone_and_told(
        client, f"/comments/decide/{token}/", 404, "This link isn’t complete", "/admin/comments/comment/"
    )


def test_signature_of_another_purpose_is_no_link(client, cast, held) -> None:
    from comments.views.receipts import receipt_address

    token = receipt_address(held).rstrip("/").rpartition("/")[2]
    assert client.get(f"/comments/decide/{token}/").status_code == 404


def test_link_outlasts_a_hash_that_is_made_anew_at_a_sign_in(client, cast, held) -> None:
    link = address(held, cast.maud)
    type(cast.maud).objects.filter(pk=cast.maud.pk).update(password="another hash")
    assert client.get(link).status_code == 200


def test_link_ends_with_the_right_the_account_and_the_address(client, cast, held) -> None:
    desk = f"/admin/comments/comment/{held.pk}/change/"
    changes = {
        "ada": {"is_active": False},
        "edith": {"email": "new@example.org"},
    }
    for name, change in changes.items():
        link = address(held, cast[name])
        type(cast[name]).objects.filter(pk=cast[name].pk).update(**change)
        gone_and_told(client, link, 403, "no longer good", desk)
    cast.maud.refresh_from_db()
    link = address(held, cast.maud)
    cast.maud.groups.clear()
    gone_and_told(client, link, 403, "no longer good", desk)
    link = address(held, cast.connie)
    gone_and_told(client, link, 403, "no longer good", desk)
    assert state(held)[0] == "pending"


def test_comment_deleted_for_good_is_said_to_be_gone(client, cast, held) -> None:
    link = address(held, cast.maud)
    delete_for_good(comment=held, by=None)
    gone_and_told(client, link, 410, "deleted for good", "/admin/comments/comment/")


def test_erased_comment_is_decided_already(client, cast, held) -> None:
    link = address(held, cast.maud)
    delete_for_good(comment=approve(comment=held, by=cast.edith), by=cast.edith)
    before = state(held)
    assert client.post(link).status_code == 409
    assert state(held) == before


def test_comment_withdrawn_by_its_author_names_nobody(client, cast, held) -> None:
    remove(comment=held, by=None)
    assert "The comment has been in the trash since" in said(client.get(address(held, cast.maud)))


def test_link_decides_whoever_is_signed_in(client, cast, held) -> None:
    client.force_login(cast.ada)
    client.post(address(held, cast.maud))
    assert held.moderation_log.get().by == cast.maud
