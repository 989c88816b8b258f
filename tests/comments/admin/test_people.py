"""The page of one person who comments."""

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client

from comments import dossier
from comments.admin import people
from comments.bans import ban
from comments.models import Ban, Comment, CommentStatus, PersonNote
from comments.notes import add_note
from tests.comment_factories import make_comment, set_discussion
from tests.factories import days_ago, make_post, make_user, set_site

pytestmark = pytest.mark.django_db

PAGE = "/admin/comments/comment/person/"
ANN = {"name": "Ann", "email": "ann@example.org"}
KEY = "?key=email%3Aann%40example.org"


@pytest.fixture(autouse=True)
def _no_flood(db) -> None:
    set_discussion(flood_seconds=0)


def text_of(client, query: str = KEY) -> str:
    response = client.get(PAGE + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_person_is_told_of_by_all_that_is_known(maud) -> None:
    make_comment(**ANN | {"name": "Annie"}, ip="192.0.2.1")
    make_comment(**ANN, text="Off <you> go", status=CommentStatus.SPAM, ip="192.0.2.1")
    make_comment(name="Bob", email="bob@example.org", ip="192.0.2.9")
    shown = text_of(maud)
    for words in (
        "<h1><bdi>Ann</bdi></h1>",
        "ann@example.org",
        "1 approved, 1 spam",
        "<bdi>Annie</bdi>",
        "192.0.2.0/24",
        "Off &lt;you&gt; go",
        'href="/admin/comments/comment/person/?key=email%3Abob%40example.org"><bdi>Bob</bdi>',
    ):
        assert words in shown


def test_an_account_and_a_name_alone_have_pages_too(maud) -> None:
    set_discussion(require_email=False)
    zoe = make_user("zoe", first_name="Zoe")
    make_comment(user=zoe)
    make_comment(name="Tom", email="")
    assert "the account zoe" in text_of(maud, f"?key=user:{zoe.pk}")
    assert "<h1><bdi>Tom</bdi></h1>" in text_of(maud, "?key=name:tom")


def test_somebody_who_has_written_nothing_still_has_notes(cast, maud) -> None:
    add_note(person="email:ann@example.org", text="Was erased.", by=cast.edith)
    shown = text_of(maud)
    assert "Was erased." in shown
    assert "There are none (any more)." in shown


@pytest.mark.parametrize(
    "query", ["", "?key=", "?key=ann", "?key=user:x", "?key=name:%00", f"?key=name:{'x' * 400}"]
)
def test_what_is_no_key_is_not_found(maud, query: str) -> None:
    assert maud.get(PAGE + query).status_code == 404


@pytest.mark.parametrize("query", ["&before=x", "&before=", f"&before={'9' * 30}", "&before=%D9%A3"])
def test_odd_pages_are_the_first(maud, query: str) -> None:
    make_comment(**ANN, text="Here I am")
    assert "Here I am" in text_of(maud, KEY + query)


def test_the_page_is_for_moderators(cast, client) -> None:
    make_comment(**ANN)
    cast.arthur.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(cast.arthur)
    assert client.get(PAGE + KEY).status_code == 403
    assert client.post(PAGE + KEY, {"note": "1", "note-text": "Mine"}).status_code == 403
    assert not PersonNote.objects.exists()
    assert "/admin/login/" in Client().get(PAGE + KEY).headers["Location"]


def test_older_comments_stand_on_further_pages(maud, monkeypatch) -> None:
    monkeypatch.setattr(people, "SHOWN", 2)
    for number in range(3):
        with time_machine.travel(days_ago(number)):
            make_comment(make_post(published_at=days_ago(9)), **ANN, text=f"Text of day {number}")
    first = maud.get(PAGE + KEY)
    shown = first.content.decode()
    assert "day 0" in shown and "day 1" in shown and "day 2" not in shown
    second = maud.get(first.context["next_address"])
    shown = second.content.decode()
    assert "day 2" in shown and "day 1" not in shown
    assert second.context["next_address"] == ""


def test_of_somebody_who_writes_all_the_time_so_many_are_looked_at(maud, monkeypatch) -> None:
    monkeypatch.setattr(dossier, "LOOKED_AT", 2)
    for _ in range(3):
        make_comment(**ANN)
    assert "There are more than 2 comments" in text_of(maud)


def test_title_of_a_post_that_is_a_draft_now_is_not_told(maud) -> None:
    comment = make_comment(make_post("Our plans"), **ANN)
    comment.post.status = "draft"
    comment.post.save()
    assert "Our plans" not in text_of(maud)


# --- Notes


def test_note_is_added_and_listed(cast, maud) -> None:
    make_comment(**ANN)
    answer = maud.post(PAGE + KEY, {"note": "1", "note-text": "Means <it> well"})
    assert answer.headers["Location"] == PAGE + KEY
    note = PersonNote.objects.get()
    assert (note.person, note.by) == ("email:ann@example.org", cast.maud)
    shown = text_of(maud)
    assert "Means &lt;it&gt; well" in shown
    assert "Maud" in shown


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\x00", "x" * 2001])
def test_odd_notes_come_back_with_a_reason(maud, text: str) -> None:
    make_comment(**ANN)
    answer = maud.post(PAGE + KEY, {"note": "1", "note-text": text})
    assert answer.status_code == 422
    assert 'class="errorlist' in answer.content.decode()
    assert not PersonNote.objects.exists()


# --- Bans


@pytest.mark.parametrize(
    ("what", "kind", "value"),
    [
        ("email:ann@example.org", "email", "ann@example.org"),
        ("domain:example.org", "domain", "example.org"),
        ("network:192.0.2.0/24", "network", "192.0.2.0/24"),
    ],
)
def test_a_person_is_banned_and_the_ban_lifted(cast, maud, what: str, kind: str, value: str) -> None:
    make_comment(**ANN, ip="192.0.2.1")
    maud.post(PAGE + KEY, {"ban": "1", "ban-what": what, "ban-days": "7", "ban-why": "Rude"})
    made = Ban.objects.get()
    assert (made.kind, made.value, made.by, made.reason) == (kind, value, cast.maud, "Rude")
    assert (made.until - made.created_at).days in (6, 7)
    assert "Lift the ban" in text_of(maud)
    maud.post(PAGE + KEY, {"lift": str(made.pk)})
    assert not Ban.objects.exists()
    assert "Lift the ban" not in text_of(maud)


def test_a_ban_of_somebody_else_is_not_lifted_here(cast, maud) -> None:
    make_comment(**ANN)
    other = ban(kind="email", value="bob@example.org", by=cast.edith)
    for pk in (str(other.pk), "x", ""):
        maud.post(PAGE + KEY, {"lift": pk})
    assert Ban.objects.get() == other


@pytest.mark.parametrize(
    ("what", "days"),
    [("", "7"), ("email:bob@example.org", "7"), ("email:ann@example.org", "8"), ("\x00", "x")],
)
def test_odd_bans_come_back_with_a_reason(maud, what: str, days: str) -> None:
    make_comment(**ANN)
    answer = maud.post(PAGE + KEY, {"ban": "1", "ban-what": what, "ban-days": days})
    assert answer.status_code == 422
    assert 'class="errorlist' in answer.content.decode()
    assert not Ban.objects.exists()


def test_who_decides_about_comments_is_not_banned(cast, maud) -> None:
    make_comment(user=cast.edith)
    key = f"?key=user:{cast.edith.pk}"
    answer = maud.post(PAGE + key, {"ban": "1", "ban-what": f"account:{cast.edith}", "ban-days": "0"})
    assert answer.status_code == 422
    assert "decides about comments" in answer.content.decode()


def test_nobody_can_be_banned_by_nothing(maud) -> None:
    comment = make_comment(**ANN)
    Comment.objects.filter(pk=comment.pk).delete()
    assert "Nothing is known by which this person could be banned." in text_of(maud)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_page_do_not_grow(cast, maud, count: int, django_assert_num_queries) -> None:
    set_site()
    for number in range(count):
        make_comment(**ANN, ip=f"192.0.{number}.1")
        make_comment(ip=f"192.0.{number}.2")
        add_note(person="email:ann@example.org", text=f"Note {number}", by=cast.maud)
    for number in range(count):
        ban(kind="network", value=f"192.0.{number}.0/24", by=cast.maud)
    # session, user, permissions (2), site, dossier, comments, their posts, bans, neighbours, notes
    with django_assert_num_queries(11):
        maud.get(PAGE + KEY)
