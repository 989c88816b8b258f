"""What a line of the log holds."""

import logging


def without_traceback(record: logging.LogRecord) -> bool:
    """A page that is refused or not there is an answer and no accident: one line says enough."""
    if record.levelno < logging.ERROR:
        record.exc_info = None
        record.exc_text = None
    return True
