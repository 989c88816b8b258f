"""`manage.py send_test_email` sends by real SMTP, or says in one line why not."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.mail_server import MailServer, serving


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def mailbox(settings) -> Iterator[MailServer]:
    with serving(settings) as received:
        yield received


def test_mail_arrives_and_the_route_is_named(mailbox: MailServer, settings, capsys):
    settings.DEFAULT_FROM_EMAIL = "Blog <blog@example.org>"
    call_command("send_test_email", "ada@example.org")
    message = mailbox.messages[0]
    assert (message["To"], message["From"]) == ("ada@example.org", "Blog <blog@example.org>")
    assert settings.SITE_URL in message.get_payload()
    assert f"127.0.0.1:{settings.EMAIL_PORT} (no encryption)" in capsys.readouterr().out


def test_refused_recipient_is_one_line(mailbox: MailServer):
    with pytest.raises(CommandError, match=r"^EMAIL_URL: no mail left by 127\.0\.0\.1.*550") as refused:
        call_command("send_test_email", "nobody@example.org")
    assert "\n" not in str(refused.value)
    assert mailbox.messages == []


def test_server_that_does_not_answer_is_one_line_without_password(mailbox: MailServer, settings):
    settings.EMAIL_PORT = free_port()
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "ada", "s3cret"
    with pytest.raises(CommandError, match=r"^EMAIL_URL: no mail left by ada@127\.0\.0\.1") as refused:
        call_command("send_test_email", "ada@example.org")
    assert "s3cret" not in str(refused.value)


def test_directory_that_cannot_be_made_is_one_line(settings, tmp_path: Path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    (tmp_path / "file").touch()
    settings.EMAIL_FILE_PATH = str(tmp_path / "file" / "mail")
    with pytest.raises(CommandError, match=r"^EMAIL_URL: no mail left by the filebased backend: .*/mail"):
        call_command("send_test_email", "ada@example.org")


def test_what_is_no_address_is_refused():
    with pytest.raises(CommandError, match="not-an-address is not an e-mail address"):
        call_command("send_test_email", "not-an-address")
