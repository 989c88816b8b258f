#!/usr/bin/env python
"""Django's command line for Parley."""

import os
import sys
from errno import EACCES, EDQUOT, EEXIST, EFBIG, EISDIR, ENOSPC, ENOTDIR, EPERM, EROFS

SETTINGS = "DJANGO_SETTINGS_MODULE"
# What a disk or its rights are to blame for.
UNUSABLE = {EACCES, EDQUOT, EEXIST, EFBIG, EISDIR, ENOSPC, ENOTDIR, EPERM, EROFS}


def main() -> None:
    if not os.environ.get(SETTINGS, "").strip():
        os.environ[SETTINGS] = "config.settings.development"
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        line = "" if "--traceback" in sys.argv else in_one_line(error)
        if not line:
            raise
        sys.exit(line)


def in_one_line(error: Exception) -> str:
    """Say what is wrong where it isn't the code, and what to do; nothing for any other error."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, ProgrammingError

    reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    match error:
        case OperationalError() | ProgrammingError():  # it doesn't answer, or has no tables yet
            return f"DATABASE_URL: the database says: {reason}. `manage.py migrate` makes missing tables."
        case ModuleNotFoundError(name=str(name)) if f"{os.environ[SETTINGS]}.".startswith(f"{name}."):
            return (
                f"Parley did not start: {SETTINGS} must be config.settings.production or "
                f"config.settings.development; there is no {name} (set it in the environment)."
            )
        case ImproperlyConfigured():
            return f"Parley did not start: {reason.rstrip('.')} ({SETTINGS} is {os.environ[SETTINGS]})."
        case OSError(errno=number) if number in UNUSABLE:
            return (
                f"{error.filename or 'A file'} can't be used: {error.strerror}. "
                f"What Parley writes is kept in DATA_DIR, {settings.DATA_DIR}."
            )
    return ""


if __name__ == "__main__":
    main()
