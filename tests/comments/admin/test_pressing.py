"""The buttons of the queue: about one comment, about many, and back."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from comments import moderation
from comments.admin import pressing
from comments.admin.overtaken import ago
from comments.editing import edit_comment, withdraw
from comments.models import Comment, CommentStatus, ModerationLog
from tests.cast import Cast, make_cast
from tests.comment_factories import make_comment, set_discussion

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/comment/"
UNDO = re.compile(r'name="undo" value="([^"]+)"')


@pytest.fixture
def cast() -> Cast:
    set_discussion(flood_seconds=0)
    return make_cast()


@pytest.fixture
def maud(cast, client):
    client.force_login(cast.maud)
    return client


@pytest.fixture
def edith(cast):
    client = Client()
    client.force_login(cast.edith)
    return client


def held(**fields) -> Comment:
    return make_comment(status=CommentStatus.PENDING, **fields)


def withdrawn() -> Comment:
    return withdraw(comment=make_comment())


def status_of(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).status


def seen(comment: Comment) -> str:
    return f"{comment.pk}:{comment.version}"


def sent(client, query: str = "", **fields) -> str:
    """Press a button; return the page that follows."""
    answer = client.post(LIST + query, fields, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def press(client, name: str, comment: Comment, query: str = "") -> str:
    return sent(client, query, decide=f"{name}:{seen(comment)}")


def undo(client, html: str, query: str = "") -> str:
    return sent(client, query, undo=UNDO.search(html)[1])


# --- One


@pytest.mark.parametrize(
    ("name", "status", "told"),
    [
        ("_approve", CommentStatus.APPROVED, "The comment by Zoë is approved."),
        ("_spam", CommentStatus.SPAM, "The comment by Zoë is among the spam."),
        ("_remove", CommentStatus.TRASH, "The comment by Zoë is in the trash."),
    ],
)
def test_a_button_of_a_row_decides_about_that_comment_alone(
    cast, maud, name: str, status: CommentStatus, told: str
) -> None:
    comment, other = held(name="Zoë"), held()
    assert f'name="decide" value="{name}:{seen(comment)}"' in maud.get(LIST).content.decode()
    html = press(maud, name, comment, "?q=&p=1")
    assert f'{told} <a href="{LIST}{comment.pk}/change/">' in html
    assert list(Comment.objects.filter(status=status)) == [comment]
    assert ModerationLog.objects.get(by=cast.maud).comment == comment
    assert status_of(other) == CommentStatus.PENDING


def test_what_somebody_else_has_decided_meanwhile_is_left_alone_and_told(cast, maud, edith) -> None:
    comment = held()
    press(edith, "_approve", comment)
    html = press(maud, "_spam", comment)
    assert "Edith approved this comment a moment ago. Nothing was changed now." in html
    assert "Undo" not in html
    assert status_of(comment) == CommentStatus.APPROVED


def test_two_who_agree_are_told_so_too(maud, edith) -> None:
    comment = held()
    press(edith, "_spam", comment)
    assert "Edith marked this comment as spam a moment ago." in press(maud, "_spam", comment)
    assert ModerationLog.objects.filter(comment=comment, verb="spam").count() == 1


def test_text_that_was_changed_meanwhile_is_read_again_first(cast, maud) -> None:
    comment = held()
    edit_comment(comment=comment, source="Something else.", by=cast.edith)
    assert "Edith changed the text of this comment a moment ago." in press(maud, "_approve", comment)
    assert status_of(comment) == CommentStatus.PENDING


def test_a_second_click_says_what_the_first_did(maud) -> None:
    comment = held(name="Zoë")
    press(maud, "_approve", comment)
    html = press(maud, "_approve", comment)
    assert "The comment by Zoë is approved." in html
    assert UNDO.search(html)
    assert ModerationLog.objects.filter(comment=comment, verb="approve").count() == 1


def test_what_is_gone_is_told(cast, maud) -> None:
    comment = held()
    moderation.delete_for_good(comment=Comment.objects.get(pk=comment.pk), by=cast.maud)
    assert "deleted for good meanwhile" in press(maud, "_approve", comment)


@pytest.mark.parametrize(
    "pressed",
    ["", "_approve", "_approve:x", "_approve:1", f"_approve:{'9' * 30}:1", "_burn:1:1", "_approve:1:1:1"],
)
def test_odd_buttons_decide_nothing(maud, pressed: str) -> None:
    comment = held()
    assert maud.post(LIST, {"decide": pressed}).status_code in (302, 403)
    assert status_of(comment) == CommentStatus.PENDING


def test_buttons_are_for_those_who_moderate(cast, client) -> None:
    comment = held()
    entry = moderation.approve(comment=held(), by=cast.arthur).moderation_log.first()
    cast.arthur.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(cast.arthur)
    for fields in (
        {"decide": f"_approve:{seen(comment)}"},
        {"bulk": "_approve", "tick": seen(comment)},
        {"undo": str(entry.pk)},
    ):
        assert client.post(LIST, fields).status_code == 403
    assert status_of(comment) == CommentStatus.PENDING
    assert status_of(entry.comment) == CommentStatus.APPROVED


@pytest.mark.parametrize("name", ["decide", "bulk", "undo"])
def test_buttons_need_the_token_of_their_form(cast, name: str) -> None:
    strict, comment = Client(enforce_csrf_checks=True), held()
    strict.force_login(cast.maud)
    assert strict.post(LIST, {name: f"_approve:{seen(comment)}"}).status_code == 403
    assert status_of(comment) == CommentStatus.PENDING


# --- Back


@pytest.mark.parametrize("name", ["_approve", "_spam", "_remove"])
def test_a_decision_is_taken_back(maud, name: str) -> None:
    comment = held()
    html = undo(maud, press(maud, name, comment))
    assert "Taken back: the comment is what it was before." in html
    assert status_of(comment) == CommentStatus.PENDING


def test_undo_leads_to_the_comment_in_the_same_list(maud) -> None:
    comment = held()
    entry = UNDO.search(press(maud, "_spam", comment))[1]
    answer = maud.post(f"{LIST}?status=pending", {"undo": entry})
    assert answer.headers["Location"] == f"{LIST}?status=pending#c{comment.pk}"


def test_what_somebody_decided_since_is_not_taken_back(maud, edith) -> None:
    comment = held()
    html = press(maud, "_spam", comment)
    press(edith, "_approve", Comment.objects.get(pk=comment.pk))
    assert "Edith approved this comment a moment ago." in undo(maud, html)
    assert status_of(comment) == CommentStatus.APPROVED


def test_a_second_click_on_undo_changes_nothing(maud) -> None:
    comment = held()
    html = press(maud, "_spam", comment)
    undo(maud, html)
    assert "You took the last decision about this comment back a moment ago." in undo(maud, html)
    assert status_of(comment) == CommentStatus.PENDING


def test_only_ones_own_decisions_are_taken_back(maud, edith) -> None:
    comment = held()
    html = press(edith, "_spam", comment)
    undo(maud, html)
    assert status_of(comment) == CommentStatus.SPAM


@pytest.mark.parametrize(
    "value", ["", "x", "0", "1-", "-1", "1-99999", "1-1000", "1,,2", "1 b", "1 bx", "9" * 30, "\0"]
)
def test_odd_undos_are_no_errors(maud, value: str) -> None:
    assert maud.post(LIST, {"undo": value}).status_code in (302, 403)


@pytest.mark.parametrize(
    ("keys", "ranges"),
    [([], ""), ([5], "5"), ([3, 1, 2], "1-2"), ([1, 2, 9, 11, 12], "1-1,9,11-1")],
)
def test_keys_are_written_as_ranges(keys: list[int], ranges: str) -> None:
    assert pressing.ranges_of(keys) == ranges
    assert pressing.keys_of(ranges) == sorted(keys)


def test_no_more_is_taken_back_than_one_press_decides() -> None:
    assert len(pressing.keys_of("1-199")) == 200
    assert pressing.keys_of("1-200") is None
    assert pressing.keys_of(",".join(f"{n}00000-9999" for n in range(1, 500))) is None


# --- Many


@pytest.mark.parametrize(
    ("name", "status", "told"),
    [
        ("_approve", CommentStatus.APPROVED, "2 comments are approved."),
        ("_spam", CommentStatus.SPAM, "2 comments are among the spam."),
        ("_remove", CommentStatus.TRASH, "2 comments are in the trash."),
    ],
)
def test_ticked_comments_are_decided_by_the_verbs(
    cast, maud, name: str, status: CommentStatus, told: str
) -> None:
    ticked, other = [held(), held()], held()
    html = sent(maud, bulk=name, tick=[seen(comment) for comment in ticked])
    assert told in html
    assert set(Comment.objects.filter(status=status)) == set(ticked)
    assert ModerationLog.objects.filter(by=cast.maud).count() == 2
    assert status_of(other) == CommentStatus.PENDING
    assert "Taken back: 2 comments are what they were before." in undo(maud, html)
    assert not Comment.objects.exclude(status=CommentStatus.PENDING).exists()


def test_of_the_ticked_those_that_somebody_changed_are_left_alone(maud, edith) -> None:
    ticked = [held() for _ in range(3)]
    press(edith, "_approve", ticked[0])
    html = sent(maud, bulk="_spam", tick=[seen(comment) for comment in ticked])
    assert "2 comments are among the spam. 1 was left alone" in html
    assert status_of(ticked[0]) == CommentStatus.APPROVED


def test_without_a_tick_nothing_is_decided_and_that_is_told(maud) -> None:
    comment = held()
    assert "Please tick the comments first." in sent(maud, bulk="_spam")
    assert status_of(comment) == CommentStatus.PENDING


def test_all_that_match_are_decided_beyond_the_page_too(maud, monkeypatch) -> None:
    monkeypatch.setattr("comments.admin.comments.CommentAdmin.list_per_page", 2)
    found = [held(text=f"About Baghdad, {number}.") for number in range(3)]
    other = held(text="Something else.")
    page = maud.get(f"{LIST}?q=baghdad").content.decode()
    until = re.search(r'name="until" value="([^"]+)"', page)[1]
    html = sent(maud, "?q=baghdad", bulk="_spam", matching="1", until=until)
    assert "3 comments are among the spam." in html
    assert {status_of(comment) for comment in found} == {CommentStatus.SPAM}
    assert status_of(other) == CommentStatus.PENDING


@pytest.mark.parametrize("button", ["_approve", "_restore"])
def test_what_its_author_deleted_is_not_brought_back_among_all_that_match(maud, button) -> None:
    removed, taken_back, ticked = make_comment(), withdrawn(), withdrawn()
    moderation.remove(comment=removed, by=None)
    fields = {"matching": "1", "until": timezone.now().isoformat(), "tick": seen(ticked)}
    html = sent(maud, "?status=trash", bulk=button, **fields)
    assert "1 was left out: its own author has deleted it." in html
    assert status_of(taken_back) == CommentStatus.TRASH
    assert {status_of(removed), status_of(ticked)} == {CommentStatus.APPROVED}
    html = sent(maud, "?status=trash", bulk=button, matching="1", until=timezone.now().isoformat())
    assert "1 was left out" in html
    assert "Please tick" not in html


def test_what_its_author_deleted_can_be_spam_among_all_that_match(maud) -> None:
    taken_back = withdrawn()
    sent(maud, "?status=trash", bulk="_spam", matching="1", until=timezone.now().isoformat())
    assert status_of(taken_back) == CommentStatus.SPAM


def test_what_came_after_the_page_was_made_is_not_among_all_that_match(maud) -> None:
    first = held()
    until = timezone.now().isoformat()
    later = held()
    sent(maud, bulk="_spam", matching="1", until=until)
    assert (status_of(first), status_of(later)) == (CommentStatus.SPAM, CommentStatus.PENDING)


def test_so_many_at_once_and_the_next_ones_by_the_next_press(maud, monkeypatch) -> None:
    monkeypatch.setattr(pressing, "MOST_AT_ONCE", 2)
    for _ in range(3):
        held()
    until = timezone.now().isoformat()
    html = sent(maud, bulk="_remove", matching="1", until=until)
    assert "2 comments are in the trash. There are more: press the button again" in html
    html = sent(maud, bulk="_remove", matching="1", until=until)
    assert "1 comment is in the trash." in html
    assert "There are more" not in html


def test_a_comment_on_the_page_that_somebody_changed_is_left_alone_among_all_too(maud, edith) -> None:
    shown, other = held(), held()
    press(edith, "_spam", shown)
    press(edith, "_hold", Comment.objects.get(pk=shown.pk))
    moderation.hold(comment=shown, by=None)
    html = sent(maud, bulk="_approve", matching="1", until=timezone.now().isoformat(), tick=seen(shown))
    assert "1 comment is approved. 1 was left alone" in html
    assert (status_of(shown), status_of(other)) == (CommentStatus.PENDING, CommentStatus.APPROVED)


@pytest.mark.parametrize(
    "fields",
    [
        {"bulk": "_burn", "tick": "1:1"},
        {"bulk": "_spam", "tick": "x"},
        {"bulk": "_spam", "tick": ["1:1"] * 201},
        {"bulk": "_spam", "matching": "1"},
        {"bulk": "_spam", "matching": "1", "until": "2026-13-45T00:00:00Z"},
        {"bulk": "_spam", "matching": "1", "until": "2026-01-01"},
        {"bulk": "_spam", "matching": "1", "until": "9999-12-31T23:59:59-23:59"},
        {"bulk": "_spam", "matching": "1", "until": "0001-01-01T00:00:00+23:59"},
    ],
)
def test_odd_ticks_decide_nothing(maud, fields) -> None:
    comment = held()
    assert maud.post(LIST, fields).status_code == 403
    assert status_of(comment) == CommentStatus.PENDING


def test_all_that_match_an_odd_list_are_none(maud) -> None:
    held()
    until = timezone.now().isoformat()
    assert "Please tick" in sent(maud, "?post=x", bulk="_spam", matching="1", until=until)


def test_how_long_ago_is_said_in_one_measure() -> None:
    now = timezone.now()
    assert ago(now) == "a moment ago"
    assert ago(now - timedelta(minutes=125)).replace("\xa0", " ") == "2 hours ago"
