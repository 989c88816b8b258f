"""Banning the writer of a comment from its row of the queue."""

import datetime
import re

import pytest
from django.utils import timezone

from comments import bans
from comments.models import Ban, Comment, CommentStatus
from comments.moderation import approve
from tests.comment_factories import make_comment

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/comment/"


@pytest.fixture
def comment() -> Comment:
    return make_comment(status=CommentStatus.PENDING, name="Brutus", email="b@spam.example", ip="192.0.2.77")


def sent(client, comment: Comment, **fields):
    data = {"what": "email:b@spam.example", "days": "7", "why": "", "then": "", "seen": comment.version}
    data = {f"ban-{name}": value for name, value in (data | fields).items()}
    return client.post(f"{LIST}{comment.pk}/ban/", data, follow=True)


def status_of(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).status


@pytest.mark.parametrize(
    ("what", "kind", "value"),
    [
        ("email:b@spam.example", "email", "b@spam.example"),
        ("domain:spam.example", "domain", "spam.example"),
        ("network:192.0.2.77", "network", "192.0.2.77/32"),
        ("network:192.0.2.0/24", "network", "192.0.2.0/24"),
        ("name:Brutus", "name", "brutus"),
    ],
)
def test_by_whatever_the_writer_is_known(cast, maud, comment, what: str, kind: str, value: str) -> None:
    assert f'value="{what}"' in maud.get(LIST).content.decode()
    sent(maud, comment, what=what, why="Sells pills")
    ban = Ban.objects.get()
    assert (ban.kind, ban.by, ban.reason) == (kind, cast.maud, "Sells pills")
    assert bans.bans_on(comment, timezone.now()) == [ban]
    assert ban.value == bans.normalise(kind, value)


def test_an_end_is_kept_or_none(maud, comment) -> None:
    sent(maud, comment, days="1")
    left = Ban.objects.get().until - timezone.now()
    assert datetime.timedelta(hours=23) < left <= datetime.timedelta(days=1)
    html = sent(maud, comment, days="0").content.decode()
    assert Ban.objects.get().until is None
    assert "Banned for good: b@spam.example." in html


@pytest.mark.parametrize(
    ("then", "status"),
    [("", CommentStatus.PENDING), ("_spam", CommentStatus.SPAM), ("_remove", CommentStatus.TRASH)],
)
def test_the_comment_is_put_away_if_that_is_chosen(maud, comment, then: str, status) -> None:
    sent(maud, comment, then=then)
    assert status_of(comment) == status


def test_both_are_taken_back_at_once(maud, comment) -> None:
    html = sent(maud, comment, then="_spam").content.decode()
    undone = maud.post(LIST, {"undo": re.search(r'name="undo" value="([^"]+)"', html)[1]}, follow=True)
    assert "what it was before. The ban is lifted." in undone.content.decode()
    assert status_of(comment) == CommentStatus.PENDING
    assert not Ban.objects.exists()


def test_a_ban_that_was_there_before_is_not_lifted(cast, maud, comment) -> None:
    bans.ban(kind="email", value="b@spam.example", by=cast.edith)
    html = sent(maud, comment, then="_spam").content.decode()
    maud.post(LIST, {"undo": re.search(r'name="undo" value="([^"]+)"', html)[1]})
    assert status_of(comment) == CommentStatus.PENDING
    assert Ban.objects.exists()


def test_what_somebody_has_decided_meanwhile_stays_and_the_ban_counts(cast, maud, comment) -> None:
    approve(comment=comment, by=cast.edith)
    html = sent(maud, comment, then="_spam").content.decode()
    assert "Edith approved this comment a moment ago." in html
    assert status_of(comment) == CommentStatus.APPROVED
    assert Ban.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"what": ""},
        {"what": "email:somebody@else.example"},
        {"what": "everybody"},
        {"days": "-1"},
        {"days": "x"},
        {"then": "_burn"},
        {"seen": "x"},
        {"why": "x" * 501},
    ],
)
def test_odd_fields_ban_nobody(maud, comment, fields) -> None:
    response = sent(maud, comment, **fields)
    assert response.status_code == 422
    assert not Ban.objects.exists()
    assert status_of(comment) == CommentStatus.PENDING


def test_who_decides_about_comments_is_not_banned_and_that_is_said(cast, maud) -> None:
    comment = make_comment(user=cast.edith)
    response = sent(maud, comment, what="account:edith", then="_spam")
    assert response.status_code == 422
    assert "edith decides about comments" in response.content.decode()
    assert status_of(comment) == CommentStatus.APPROVED


def test_from_the_page_of_a_comment_leads_back_to_it(maud, comment) -> None:
    page = f"{LIST}{comment.pk}/change/"
    assert 'name="ban-back" value="its-page"' in maud.get(page).content.decode()
    assert sent(maud, comment, back="its-page").redirect_chain == [(page, 302)]
    refused = sent(maud, comment, what="email:nobody@example.org", back="its-page")
    assert refused.status_code == 422
    assert f'<a href="{page}">Back</a>' in refused.content.decode()
