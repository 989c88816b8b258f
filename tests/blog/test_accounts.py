"""Invitations and new passwords: mails with links that are good for a while, and once."""

import datetime
import re
from collections.abc import Iterator
from email.message import EmailMessage
from html.parser import HTMLParser
from smtplib import SMTPException

import pytest
import time_machine
from django.core import mail
from django.test import Client

from blog import accounts
from blog.models import User
from blog.roles import Role
from tests.factories import make_user, set_site
from tests.mail_server import MailServer, serving

pytestmark = pytest.mark.django_db

NEW = {"new_password1": "correct horse battery", "new_password2": "correct horse battery"}


def link_in(body: str) -> str:
    """The path of the link in a mail."""
    return re.search(r"https://parley\.example(/\S+)", body)[1]


def open_link(client: Client, path: str):
    """Follow the link to the form; the secret part is then no longer in the address."""
    return client.get(path, follow=True)


def invite(**fields):
    fields = {"name": "Zoë Writer", "email": "zoe@example.org", "role": Role.AUTHOR, **fields}
    return accounts.invite(by=make_user("ada", first_name="Ada"), **fields)


def test_invitation_makes_an_account_with_a_role_and_no_password() -> None:
    user = invite()
    assert (user.username, user.get_full_name(), user.is_staff) == ("zoe-writer", "Zoë Writer", True)
    assert [group.name for group in user.groups.all()] == ["Author"]
    assert not user.has_usable_password()


def test_invitation_mail_names_the_blog_who_invites_and_the_user_name() -> None:
    set_site(title="Whiskey & Bar")
    invite()
    (sent,) = mail.outbox
    assert sent.to == ["zoe@example.org"]
    assert sent.subject == "Your account at Whiskey & Bar"
    assert "Ada has made you an account at Whiskey & Bar." in sent.body
    assert "Your user name is zoe-writer." in sent.body
    assert "good for 7 days" in sent.body


def test_invitation_link_sets_a_password_and_signs_in(client) -> None:
    user = invite()
    page = open_link(client, link_in(mail.outbox[0].body))
    assert "zoe-writer" in page.content.decode()
    token = link_in(mail.outbox[0].body).rstrip("/").rpartition("/")[2]
    assert token not in page.request["PATH_INFO"]
    response = client.post(page.request["PATH_INFO"], NEW)
    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    user.refresh_from_db()
    assert user.check_password(NEW["new_password1"])
    assert accounts.DEVICE_COOKIE in client.cookies


@pytest.mark.parametrize(("days", "is_good"), [(6.9, True), (7.1, False)])
def test_invitation_is_good_for_seven_days(client, days: float, is_good: bool) -> None:
    invite()
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)):
        page = open_link(client, link_in(mail.outbox[0].body))
    assert ("Choose a password" in page.content.decode()) == is_good
    assert ("This link is no longer good" in page.content.decode()) != is_good


def test_invitation_works_once() -> None:
    invite()
    path = link_in(mail.outbox[0].body)
    first = Client()
    page = open_link(first, path)
    first.post(page.request["PATH_INFO"], NEW)
    assert "This link is no longer good" in open_link(Client(), path).content.decode()


def test_an_invitation_for_another_address_ends_the_first() -> None:
    user = invite()
    user.email = "other@example.org"
    user.save()
    assert "no longer good" in open_link(Client(), link_in(mail.outbox[0].body)).content.decode()


def test_a_reset_link_is_no_invitation_and_the_other_way_about() -> None:
    user = invite()
    path = link_in(mail.outbox[0].body)
    assert "no longer good" in open_link(Client(), path.replace("invitation", "password")).content.decode()
    assert not accounts.invitation_tokens.check_token(user, accounts.invitation_tokens.make_token(user) + "x")


def test_nobody_is_made_when_the_mail_cannot_be_sent(monkeypatch) -> None:
    def fail(self, *args, **kwargs) -> None:
        raise SMTPException("try later")

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", fail)
    with pytest.raises(SMTPException):
        invite()
    assert not User.objects.filter(email="zoe@example.org").exists()


def test_names_that_are_taken_get_the_next_number() -> None:
    make_user("zoe-writer")
    assert invite().username == "zoe-writer-2"


def test_invitation_again_only_without_a_password() -> None:
    user = invite()
    accounts.send_invitation(user=user, by=user)
    assert len(mail.outbox) == 2
    with pytest.raises(ValueError, match="password already"):
        accounts.send_invitation(user=make_user(), by=user)


def test_a_line_break_in_the_sites_title_adds_no_header() -> None:
    set_site(title="Whiskey\r\nBcc: everybody@example.org")
    invite()
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert message["Subject"] == "Your account at Whiskey"


def test_a_line_break_in_an_address_sends_nothing() -> None:
    with pytest.raises(ValueError, match="newlines"):
        invite(email="zoe@example.org\nBcc: everybody@example.org")
    assert mail.outbox == []
    assert not User.objects.filter(first_name="Zoë Writer").exists()


# --- New passwords


def test_reset_link_changes_the_password_once(client) -> None:
    user = make_user("edith", is_staff=True)
    response = client.post("/admin/password/", {"email": "EDITH@example.org"}, follow=True)
    assert "is on its way" in response.content.decode()
    (sent,) = mail.outbox
    assert sent.subject == "A new password for Parley"
    path = link_in(sent.body)
    page = open_link(client, path)
    assert client.post(page.request["PATH_INFO"], NEW).headers["Location"] == "/admin/"
    user.refresh_from_db()
    assert user.check_password(NEW["new_password1"])
    assert "no longer good" in open_link(Client(), path).content.decode()


@pytest.mark.parametrize(("hours", "is_good"), [(23, True), (25, False)])
def test_reset_link_is_good_for_one_day(client, hours: int, is_good: bool) -> None:
    make_user("edith", is_staff=True)
    client.post("/admin/password/", {"email": "edith@example.org"})
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)):
        page = open_link(client, link_in(mail.outbox[0].body))
    assert ("no longer good" not in page.content.decode()) == is_good


def test_reset_says_the_same_for_an_address_nobody_has(client) -> None:
    make_user("edith", is_staff=True)
    known = client.post("/admin/password/", {"email": "edith@example.org"}, follow=True)
    unknown = client.post("/admin/password/", {"email": "nobody@example.org"}, follow=True)
    assert known.content == unknown.content
    assert len(mail.outbox) == 1


def test_reset_refuses_a_weak_password_and_says_why(client) -> None:
    make_user("edith", is_staff=True)
    client.post("/admin/password/", {"email": "edith@example.org"})
    page = open_link(client, link_in(mail.outbox[0].body))
    weak = {"new_password1": "12345678", "new_password2": "12345678"}
    answer = client.post(page.request["PATH_INFO"], weak).content.decode()
    assert "This password is too common." in answer


def test_one_address_is_not_flooded_with_mail(client) -> None:
    make_user("edith", is_staff=True)
    for number in range(9):
        client.post("/admin/password/", {"email": "edith@example.org"}, REMOTE_ADDR=f"10.0.{number}.1")
    assert len(mail.outbox) == 3


def test_one_network_cannot_ask_for_ever(client) -> None:
    for number in range(12):
        answer = client.post("/admin/password/", {"email": f"user{number}@example.org"}, follow=True)
    assert "too many attempts" in answer.content.decode()
    assert "user11@example.org" in answer.content.decode()


def test_reset_ignores_the_host_the_browser_names(client) -> None:
    make_user("edith", is_staff=True)
    client.post("/admin/password/", {"email": "edith@example.org"}, HTTP_HOST="localhost")
    assert "localhost" not in mail.outbox[0].body


# --- Over a real connection


@pytest.fixture
def mailbox(settings) -> Iterator[MailServer]:
    with serving(settings) as received:
        yield received


class _Letter(HTMLParser):
    """What the HTML of a mail says, where it leads, and all that it would load or style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.links, self.loads = "", [], []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if name == "href"]
        self.loads += [name for name, _value in attrs if name in ("src", "background", "style", "class")]
        self.loads += [tag] if tag in ("link", "style", "script", "img", "iframe", "object") else []

    def handle_data(self, data: str) -> None:
        self.words += " ".join(data.split()) + " "


def parts_of(message: EmailMessage) -> tuple[str, _Letter]:
    """The two forms of a mail: plain text first, as the last is what clients prefer."""
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    return plain.get_content(), _Letter(html.get_content())


def test_invitation_arrives_over_smtp_as_text_and_as_html(mailbox, client) -> None:
    set_site(title="Café <Müller>")
    invite()
    (message,) = mailbox.messages
    assert message["To"] == "zoe@example.org"
    assert message["Subject"] == "Your account at Café <Müller>"
    plain, letter = parts_of(message)
    assert "Hello Zoë Writer," in plain
    assert "Hello Zoë Writer," in letter.words
    assert "Café <Müller>" in letter.words
    assert "Your user name is zoe-writer." in letter.words
    assert "Choose a password" in letter.words
    assert "https://parley.example" + link_in(plain) in letter.links
    assert "Choose a password" in open_link(client, link_in(plain)).content.decode()


def test_html_of_a_mail_loads_nothing_and_leads_nowhere_else(mailbox, client) -> None:
    make_user("edith", is_staff=True)
    invite()
    client.post("/admin/password/", {"email": "edith@example.org"})
    for message in mailbox.messages:
        _plain, letter = parts_of(message)
        assert letter.loads == []
        assert all(link.startswith("https://parley.example/") for link in letter.links)
    assert len(mailbox.messages) == 2


def test_a_new_password_arrives_over_smtp(mailbox, client) -> None:
    make_user("edith", is_staff=True)
    client.post("/admin/password/", {"email": "edith@example.org"})
    (message,) = mailbox.messages
    plain, letter = parts_of(message)
    assert "/admin/password/" in link_in(plain)
    assert "Choose a new password" in letter.words


def test_a_mail_server_that_is_down_is_not_told_to_strangers(no_mail, client, caplog) -> None:
    make_user("edith", is_staff=True)
    answer = client.post("/admin/password/", {"email": "edith@example.org"}, follow=True)
    assert "is on its way" in answer.content.decode()
    assert "could not be sent" in caplog.text
