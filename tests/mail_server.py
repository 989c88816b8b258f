"""A mail server on this machine, to which the settings point while a test runs."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event, Thread
from typing import Any

from aiosmtpd.smtp import SMTP


class MailServer:
    """Keeps what it is handed; refuses addresses that begin with ``refused``, as ``answer`` says."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refused, self.answer = "nobody", "550 no such mailbox"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.startswith(self.refused):
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    @property
    def told(self) -> list[str]:
        """To whom mails went, in their order."""
        return [message["To"].partition("@")[0] for message in self.messages]


@contextmanager
def serving(settings: Any) -> Iterator[MailServer]:
    """Serve on a free port; ``settings`` is pytest-django's fixture, which puts back what is set here."""
    server, listening, stop = MailServer(), Event(), Event()
    address: list[Any] = []

    async def serve() -> None:
        # All of it in this thread: that of the tests has a loop running, once it has driven a browser.
        sockets = await asyncio.get_running_loop().create_server(lambda: SMTP(server), "127.0.0.1", 0)
        address.extend(sockets.sockets[0].getsockname())
        listening.set()
        await asyncio.to_thread(stop.wait)
        sockets.close()

    thread = Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    listening.wait()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = address
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    try:
        yield server
    finally:
        stop.set()
        thread.join()
