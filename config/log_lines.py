"""What a line of the log holds."""

import logging
import re
from urllib.parse import quote

# As django.core.signing and the links for a new password make them.
_SIGNED = re.compile(r"[^/]*:[^/]*|[0-9a-z]+-[0-9a-f]{32}(?=/|$)")


def without_rights(path: str) -> str:
    """Quote a path for a log or a mail, without what gives a right: the signed parts of links."""
    return quote(_SIGNED.sub("...", path))


def without_signed_paths(record: logging.LogRecord) -> bool:
    """What Django says of a request names its path."""
    request = getattr(record, "request", None)
    if request is not None and isinstance(record.args, tuple):
        record.args = tuple(
            without_rights(request.path) if isinstance(said, str) and said.startswith("/") else said
            for said in record.args
        )
    return True


def without_traceback(record: logging.LogRecord) -> bool:
    """A page that is refused or not there is an answer and no accident: one line says enough."""
    if record.levelno < logging.ERROR:
        record.exc_info = None
        record.exc_text = None
    return True
