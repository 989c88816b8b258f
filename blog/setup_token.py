"""The key to `/setup/`: made when the server starts while the blog has nobody to run it, gone afterwards.

It proves that whoever opens the page can read this installation's terminal or files.
"""

import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model

from .models import SiteSettings

BYTES = 24  # of randomness: nobody guesses it, so nobody has to be kept from trying


def token_path() -> Path:
    return Path(settings.DATA_DIR) / "setup-token"


def accounts_path() -> Path:
    """Where the demo keeps its accounts: a line each, of role, user name and password."""
    return Path(settings.DATA_DIR) / "demo-accounts.txt"


def is_setup_open() -> bool:
    """Tell if the blog still has nobody to run it: it is the demo, or there is no administrator."""
    if SiteSettings.current().is_demo:
        return True
    return not get_user_model().objects.filter(is_superuser=True, is_active=True).exists()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, from its first moment on."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def make_token() -> str:
    """Make a token, and so put an end to the one before."""
    token = secrets.token_urlsafe(BYTES)
    write_private(token_path(), token)
    return token


def drop_token() -> None:
    token_path().unlink(missing_ok=True)


def is_right_token(given: str) -> bool:
    """Compare in constant time; without a token in the file nothing is right."""
    try:
        kept = token_path().read_bytes().strip()
    except FileNotFoundError:
        return False
    return bool(kept) and hmac.compare_digest(kept, given.encode())
