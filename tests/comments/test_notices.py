"""Mails to moderators about held comments: sent by real SMTP, parsed, followed; none lost, none twice."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from threading import Barrier

import pytest
import time_machine
from django.core import mail
from django.db import connection, connections
from django.test import Client

from blog.models import Status, User
from comments import notices
from comments.models import Comment, CommentStatus, HeldNotice
from comments.moderation import approve, hold
from tests.blog.test_accounts import parts_of
from tests.cast import Cast, make_cast
from tests.comment_factories import make_comment, set_discussion
from tests.factories import days_ago, make_post, set_site
from tests.mail_server import MailServer, serving

pytestmark = pytest.mark.django_db

DECIDING = ["ada", "edith", "maud"]


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    with serving(settings) as received:
        yield received


@pytest.fixture
def cast() -> Cast:
    set_discussion(flood_seconds=0)
    return make_cast()


def held(text: str = "", **fields) -> Comment:
    """A first comment of somebody, which is held."""
    comment = make_comment(text=text, status=CommentStatus.PENDING, **fields)
    assert HeldNotice.objects.filter(comment=comment).exists()
    return comment


def in_minutes(minutes: float):
    return time_machine.travel(days_ago(-minutes / 24 / 60))


def told() -> list[str]:
    """Who got a mail, by user name."""
    return sorted(message.to[0].partition("@")[0] for message in mail.outbox)


def read(message: EmailMessage):
    """The plain form, and the HTML."""
    plain, letter = parts_of(message)
    return plain.replace("\r\n", "\n"), letter


def links(text: str) -> dict[str, str]:
    """The paths of the links of the first comment in the plain form of a mail."""
    found = re.findall(
        r"^(Approve|Spam|Trash|Look at it at the desk): https://parley\.example(\S+)", text, re.M
    )
    return dict(reversed(found))


# --- Which comments, and to whom


def test_held_comment_is_noted_in_the_transaction_that_holds_it(cast) -> None:
    comment = held()
    assert HeldNotice.objects.get().comment_id == comment.pk
    notices.note(comment)
    assert HeldNotice.objects.count() == 1


def test_published_comment_spam_and_what_a_moderator_holds_are_not_noted(cast) -> None:
    make_comment(honeypot="x", status=CommentStatus.SPAM)
    set_discussion(hold_first=False)
    hold(comment=make_comment(), by=cast.maud)
    assert not HeldNotice.objects.exists()


def test_nothing_is_noted_or_mailed_when_the_setting_is_off(cast) -> None:
    held()
    set_discussion(mail_moderators=False)
    make_comment(status=CommentStatus.PENDING)
    assert HeldNotice.objects.count() == 1
    assert notices.tell() == 0
    assert mail.outbox == []
    assert not HeldNotice.objects.exists()


def test_one_mail_to_each_who_decides_and_has_an_address(cast) -> None:
    User.objects.filter(username="edith").update(email="")
    User.objects.filter(username="ada").update(is_active=False)
    for _ in range(3):
        held()
    assert notices.tell() == 1
    assert told() == ["maud"]
    assert mail.outbox[0].subject == "3 comments wait at Parley"
    assert not HeldNotice.objects.exists()
    assert notices.tell() == 0
    assert len(mail.outbox) == 1


def test_nobody_is_told_of_their_own_comment(cast) -> None:
    held(name="Maud at home", email="MAUD@example.org")
    Comment.objects.update(author_email="MAUD@example.org")
    mine = held()
    Comment.objects.filter(pk=mine.pk).update(user=cast.edith)
    notices.tell()
    assert {message.to[0]: message.subject.split()[0] for message in mail.outbox} == {
        "ada@example.org": "2",
        "edith@example.org": "A",
        "maud@example.org": "A",
    }


def test_comment_decided_meanwhile_is_left_out(cast) -> None:
    approve(comment=held("Let me in"), by=cast.maud)
    held("Still here")
    notices.tell()
    assert all("Let me in" not in message.body and "Still here" in message.body for message in mail.outbox)
    approve(comment=held(), by=cast.maud)
    assert notices.tell() == 0
    assert not HeldNotice.objects.exists()


def test_title_of_a_draft_is_not_mailed_to_who_may_not_know_it(cast) -> None:
    comment = held()
    comment.post.title, comment.post.status = "The secret plan", Status.DRAFT
    comment.post.save()
    notices.tell()
    knowing = {message.to[0] for message in mail.outbox if "The secret plan" in str(message.message())}
    assert knowing == {"ada@example.org", "edith@example.org"}


def test_ten_thousand_held_comments_are_one_mail_of_twenty(cast) -> None:
    first = held()
    same = {"post_id": first.post_id, "status": "pending", "source": "word " * 50}
    Comment.objects.bulk_create([Comment(**same) for _ in range(9_999)])
    waiting = Comment.objects.exclude(pk=first.pk).values_list("pk", flat=True)
    HeldNotice.objects.bulk_create([HeldNotice(comment_id=pk) for pk in waiting])
    assert notices.tell() == len(DECIDING)
    body = mail.outbox[0].body
    assert mail.outbox[0].subject == "10000 comments wait at Parley"
    assert body.count("Approve: ") == notices.TOLD_WHOLE == 20
    assert "And 9980 more, in the queue: https://parley.example/admin/comments/comment/" in body
    assert len(mail.outbox[0].message().as_bytes()) < 60_000
    assert not HeldNotice.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_round_do_not_hang_on_the_comments(cast, django_assert_num_queries, count: int) -> None:
    for _ in range(count):
        held()
    with django_assert_num_queries(32):
        notices.tell()


# --- What arrives


def test_mail_arrives_as_text_and_as_html_in_the_sites_zone(server, cast) -> None:
    set_site(title="Café <Müller>", time_zone="Asia/Tokyo")
    User.objects.exclude(username="maud").update(email="")
    with time_machine.travel("2026-03-01T20:00:00Z", tick=False):
        post = make_post("Bridge & <b>tunnel</b>", published_at=days_ago(1))
        comment = held("First *line*\n\n<script>alert(1)</script>", name="Zoë <Ann>", post=post)
        notices.tell()
    (message,) = server.messages
    assert message["To"] == "maud@example.org"
    assert (
        message["Subject"].strip()
        == "A comment waits at Café <Müller>: Zoë <Ann> on “Bridge & <b>tunnel</b>”"
    )
    plain, letter = read(message)
    assert "Hello Maud," in plain
    assert "> First *line*\n>\n> <script>alert(1)</script>\n" in plain
    for said in (plain, letter.words):
        assert "Zoë <Ann> on “Bridge & <b>tunnel</b>”, 2 March 2026, 05:00" in said
        assert "This is your first comment here" in said
    assert "<script>alert(1)</script>" in letter.words
    assert letter.loads == []
    assert all(link.startswith("https://parley.example/") for link in letter.links)
    paths = {f"https://parley.example{path}" for path in links(plain).values()}
    assert len(paths) == 4
    assert paths < {*letter.links}
    assert f"https://parley.example/admin/comments/comment/{comment.pk}/change/" in paths


def test_no_mail_program_answers_and_every_mail_has_a_number(server, cast) -> None:
    held()
    notices.tell()
    assert {message["Auto-Submitted"] for message in server.messages} == {"auto-generated"}
    assert {message["List-Id"] for message in server.messages} == {"<moderation.parley.example>"}
    numbers = {message["Message-ID"] for message in server.messages}
    assert len(numbers) == len(DECIDING)
    assert all(re.fullmatch(r"<held\.[0-9a-f]{32}@parley\.example>", number) for number in numbers)


def test_address_and_network_of_the_writer_are_not_mailed(server, cast) -> None:
    held(email="ann@writers.example", ip="203.0.113.77", user_agent="Lynx/2.9")
    notices.tell()
    for message in server.messages:
        plain, letter = read(message)
        for secret in ("ann@writers.example", "203.0.113", "Lynx"):
            assert secret not in plain + letter.words + str(message)


def test_line_breaks_in_name_address_and_titles_add_no_header(server, cast) -> None:
    evil = "\r\nBcc: everybody@example.org\r\n\r\nBody"
    set_site(title=f"Blog{evil}")
    comment = held(name=f"Ann{evil}", text="Approve: https://evil.example/\n.\nQUIT")
    Comment.objects.filter(pk=comment.pk).update(author_name=f"Ann{evil}", author_email=f"a@b.example{evil}")
    type(comment.post).objects.filter(pk=comment.post_id).update(title=f"Title{evil}\x01\x0b\u2028")
    notices.tell()
    assert len(server.messages) == len(DECIDING)
    for message in server.messages:
        assert message["Bcc"] is None
        assert "\n" not in message["Subject"]
        said = "A comment waits at Blog Bcc: everybody@example.org Body: Ann Bcc:"
        assert message["Subject"].strip().startswith(said)
        plain, _letter = read(message)
        assert "> Approve: https://evil.example/\n> .\n> QUIT" in plain
        assert links(plain)["Approve"].startswith("/comments/decide/")


def test_followed_links_change_nothing_until_the_button_is_pressed(server, cast) -> None:
    comment = held("Let me in")
    notices.tell()
    message = next(message for message in server.messages if message["To"] == "maud@example.org")
    paths = links(read(message)[0])
    scanner = Client()
    for _ in range(2):
        for name in ("Approve", "Spam", "Trash"):
            assert scanner.get(paths[name]).status_code == scanner.head(paths[name]).status_code == 200
    comment.refresh_from_db()
    assert (comment.status, comment.version) == ("pending", 1)
    assert not comment.moderation_log.exists()
    assert Client(enforce_csrf_checks=True).post(paths["Approve"]).status_code == 200
    comment.refresh_from_db()
    assert (comment.status, comment.number) == ("approved", 1)
    entry = comment.moderation_log.get()
    assert (entry.by, entry.reason) == (cast.maud, "by mail")


# --- When it doesn't work


def test_server_that_is_down_keeps_the_notices_and_is_asked_at_growing_intervals(
    server,
    cast,
    settings,
    caplog,
) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    held()
    waits = []
    for _ in range(9):
        notice = HeldNotice.objects.get()
        with time_machine.travel(notice.due_at, tick=False):
            assert notices.tell() == 0
            assert notices.tell() == 0
            waits.append((HeldNotice.objects.get().due_at - notice.due_at).total_seconds() / 60)
    assert [round(wait) for wait in waits] == [5, 10, 20, 40, 80, 160, 240, 240, 240]
    assert len(caplog.records) == 9
    assert all("\n" not in record.getMessage() and not record.exc_info for record in caplog.records)
    settings.EMAIL_PORT = port
    with time_machine.travel(HeldNotice.objects.get().due_at):
        assert notices.tell() == len(DECIDING)
    assert not HeldNotice.objects.exists()


def test_directory_that_cannot_be_made_keeps_the_notices_and_is_one_line(
    cast, settings, caplog, tmp_path
) -> None:
    (tmp_path / "file").touch()
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "file" / "mail")
    held()
    assert notices.tell() == 0
    assert HeldNotice.objects.count() == 1
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "Could not create directory" in record.getMessage()
    assert not record.exc_info


def test_refused_address_is_logged_and_does_not_keep_the_others(cast, server, caplog) -> None:
    server.refused = "edith"
    held()
    assert notices.tell() == 2
    assert server.told == ["ada", "maud"]
    assert not HeldNotice.objects.exists()
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert record.getMessage().startswith("No mail about held comments could be sent to edith: ")


def test_server_that_refuses_everybody_keeps_the_notices(cast, server) -> None:
    server.refused, server.answer = "", "451 try later"
    held()
    assert notices.tell() == 0
    assert HeldNotice.objects.count() == 1


def test_round_that_breaks_off_goes_on_where_it_was(cast, server) -> None:
    server.refused, server.answer = "maud", "421 too many mails, good bye"
    held()
    assert notices.tell() == 2
    server.refused = "nobody"
    server.messages.clear()
    held()  # comes later, and is for all of them
    with in_minutes(6):
        assert notices.tell() == 3
    assert server.told == DECIDING
    assert not HeldNotice.objects.exists()


def test_address_that_would_break_a_header_is_passed_over(cast, caplog) -> None:
    User.objects.filter(username="ada").update(email="ada@example.org\nBcc: all@example.org")
    held()
    assert notices.tell() == 2
    assert told() == ["edith", "maud"]


def test_crash_between_two_mails_loses_none(cast, monkeypatch) -> None:
    held()
    send, calls = mail.EmailMessage.send, []

    def die_at_the_second(self, **kwargs) -> int:
        calls.append(self.to[0])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return send(self, **kwargs)

    monkeypatch.setattr(mail.EmailMessage, "send", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        notices.tell()
    assert notices.tell() == 0
    with in_minutes(6):
        assert notices.tell() == 2
    assert told() == DECIDING


def test_what_could_not_be_mailed_for_a_week_is_dropped(cast) -> None:
    with time_machine.travel(days_ago(6.9)):
        held()
    with time_machine.travel(days_ago(7.1)):
        held()
    assert notices.forget() == 1
    assert HeldNotice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_rounds_of_several_processes_at_once_send_each_mail_once(server) -> None:
    make_cast()
    set_discussion(flood_seconds=0)
    for _ in range(5):
        held()
    start = Barrier(4)

    def round_of_mails(_number: int) -> int:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return notices.tell()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(round_of_mails, range(4))) == len(DECIDING)
    assert sorted(server.told) == DECIDING
    assert not HeldNotice.objects.exists()
