"""What tests of the blog share."""

import pytest


@pytest.fixture(params=["smtp", "filebased"])
def no_mail(request, settings, tmp_path) -> None:
    """A mail server that is down, or a directory for mails that is a file."""
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{request.param}.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_FILE_PATH = tmp_path / "mails"
    settings.EMAIL_FILE_PATH.write_text("no directory")
