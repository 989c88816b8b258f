"""Mails to ADMINS say what went wrong where, hold nothing secret or private, and hold up nobody."""

import logging
import socket
from collections.abc import Callable, Iterator
from queue import Queue
from threading import Event

import pytest
from django.core import mail
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config.error_mails import ErrorMails, _after

TEXT = "What nobody but the readers of a blog should get to see."
SOON = 20  # seconds, for what comes at once unless it never does


class Lazy:
    """As a query that waits for a database when somebody looks at it."""

    def __repr__(self) -> str:
        raise AssertionError("looked at")


def _fault(request: HttpRequest, token: str) -> HttpResponse:
    _password, _lazy = "a local secret", Lazy()
    try:
        return HttpResponse(request.POST["nothing"])
    except KeyError:
        raise ArithmeticError(f"wrong: {request.POST['text']}") from None


def _without_database(request: HttpRequest) -> HttpResponse:
    try:
        raise ConnectionError("postgres://parley:p@ss")
    except ConnectionError as error:
        raise OperationalError("no answer") from error


urlpatterns = [path("decide/<token>/", _fault), path("without/", _without_database)]
handler500 = "blog.views.faults.fault"


class Pauses:
    """Between two mails; each is begun by the handler, and ended by the test."""

    def __init__(self) -> None:
        self._begun: Queue[float] = Queue()
        self._end: Queue[None] = Queue()
        self._over = Event()

    def __call__(self, seconds: float) -> None:
        self._begun.put(seconds)
        if not self._over.is_set():
            self._end.get()

    def next(self) -> float:
        """Wait for one, before which a mail went out or didn't; return its seconds."""
        return self._begun.get(timeout=SOON)

    @property
    def has_begun(self) -> bool:
        return not self._begun.empty()

    def end(self) -> None:
        self._end.put(None)

    def end_all(self) -> None:
        self._over.set()
        self.end()


@pytest.fixture
def reader(settings) -> Client:
    settings.ROOT_URLCONF = __name__
    settings.ADMINS = [("ada", "ada@example.org")]
    return Client(raise_request_exception=False)


@pytest.fixture
def attach() -> Iterator[Callable[[ErrorMails], ErrorMails]]:
    """Put a handler in the place of the one that the settings name, which would send from here on."""
    django = logging.getLogger("django")
    kept, attached = django.handlers[:], []

    def attach(handler: ErrorMails) -> ErrorMails:
        handler.setLevel(logging.ERROR)
        attached.append(handler)
        django.handlers[:] = [handler]
        return handler

    yield attach
    django.handlers[:] = kept
    for handler in attached:
        handler.close()


@pytest.fixture
def pauses(attach) -> Iterator[Pauses]:
    pauses = Pauses()
    attach(ErrorMails(pause=pauses))
    yield pauses
    pauses.end_all()


def test_settings_name_it() -> None:
    (handler,) = logging.getLogger("django").handlers
    assert isinstance(handler, ErrorMails)
    assert handler.level == logging.ERROR


def test_mail_says_what_went_wrong_where(reader: Client, pauses: Pauses) -> None:
    reader.post("/decide/WzFd:1abc:x-Y_z/", {"text": TEXT})
    pauses.next()
    [message] = mail.outbox
    assert (message.to, message.subject) == (["ada@example.org"], "[Parley] Error 500: ArithmeticError")
    assert "django.request: POST /decide/.../\n" in message.body
    assert 'test_error_mails.py", line' in message.body
    assert "in _fault\n" in message.body
    assert "builtins.ArithmeticError\n" in message.body


def test_mail_holds_nothing_secret_or_private(reader: Client, pauses: Pauses, settings) -> None:
    environ = {"DATABASE_URL": "postgres://parley:p%40ss@db", "HTTP_X_NOTE": "a header"}
    reader.cookies["comments_mine"] = "a cookie"
    reader.post("/decide/WzFd:1abc:x-Y_z/?q=query", {"text": TEXT, "email": "b@example.org"}, **environ)
    pauses.next()
    told = str(mail.outbox[0].message())
    secrets = [
        "p%40ss",
        "a header",
        "a cookie",
        TEXT,
        "b@example.org",
        "1abc",
        "q=query",
        settings.SECRET_KEY,
    ]
    assert [secret for secret in secrets if secret in told] == []
    assert "a local secret" not in told.replace('_password, _lazy = "a local secret"', "")  # the line of code


def test_what_led_to_an_error_is_told_first(reader: Client, pauses: Pauses) -> None:
    assert reader.get("/without/").status_code == 503
    pauses.next()
    [message] = mail.outbox
    assert message.subject == "[Parley] Error 503: OperationalError"
    before, after = message.body.split("builtins.ConnectionError\n")
    assert "_without_database" in before
    assert "django.db.utils.OperationalError" in after
    assert "p@ss" not in message.body.replace('raise ConnectionError("postgres://parley:p@ss")', "")


def test_error_beside_requests_is_mailed_too(reader: Client, pauses: Pauses) -> None:
    logging.getLogger("django.dispatch").error("Error calling %s (%s)", "a job", "p@ss")
    pauses.next()
    [message] = mail.outbox
    assert message.subject == "[Parley] Error"
    assert "django.dispatch: Error calling %s (%s)\n" in message.body
    assert "p@ss" not in message.body


def test_errors_in_a_pause_are_one_mail_after_it(reader: Client, pauses: Pauses) -> None:
    reader.get("/without/")
    pauses.next()
    for _ in range(4):
        reader.get("/without/")
    assert len(mail.outbox) == 1
    pauses.end()
    pauses.next()
    assert len(mail.outbox) == 2
    assert "more came" not in mail.outbox[0].body
    assert "\n3 more came before this mail was sent.\n" in mail.outbox[1].body


def test_pauses_grow_to_an_hour_while_errors_go_on(reader: Client, pauses: Pauses) -> None:
    seconds = []
    for _ in range(8):
        reader.get("/without/")
        seconds.append(pauses.next())
        reader.get("/without/")
        pauses.end()
    assert seconds == [60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_pause_is_short_again_after_one_without_errors() -> None:
    assert _after(1920, goes_on=False) == 60


def test_nobody_waits_for_a_mail_server_that_says_nothing(
    reader: Client, pauses: Pauses, settings, caplog
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(SOON)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = SOON
        answer = reader.get("/without/")
        link, _address = silent.accept()
        assert answer.status_code == 503
        assert not pauses.has_begun
        link.close()
    pauses.next()
    [said] = [record for record in caplog.records if record.name == "config.error_mails"]
    assert said.getMessage().startswith("No mail about an error could be sent to ADMINS: SMTPServerDisc")
    assert (said.exc_info, "\n" in said.getMessage()) == (None, False)


def test_unusable_directory_for_mails_does_not_take_the_answer(
    reader: Client, pauses: Pauses, settings, caplog, tmp_path
) -> None:
    (tmp_path / "file").touch()
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "file" / "mail")
    answer = reader.post("/without/", {"text": TEXT})
    assert answer.status_code == 503
    assert TEXT in answer.text
    pauses.next()
    assert "No mail about an error could be sent to ADMINS: ImproperlyConfigured: Could not" in caplog.text


def test_what_waits_when_a_process_ends_is_sent(reader: Client, attach) -> None:
    handler = attach(ErrorMails())
    reader.get("/without/")
    reader.get("/without/")
    handler.close()
    assert len(mail.outbox) == 2


def test_log_that_is_set_up_anew_ends_no_pause_to_come(reader: Client, attach) -> None:
    """As granian does it in a worker, where the handler is in use all the same."""
    ended: Queue[bool] = Queue()
    handler = attach(ErrorMails(pause=lambda _seconds: ended.put(handler._closing.wait(0))))
    handler.close()
    reader.get("/without/")
    assert not ended.get(timeout=SOON)
    assert len(mail.outbox) == 1


def test_without_admins_there_is_no_mail(reader: Client, attach, settings) -> None:
    settings.ADMINS = []
    handler = attach(ErrorMails())
    reader.get("/without/")
    handler.close()
    assert mail.outbox == []
