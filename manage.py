#!/usr/bin/env python
"""Django's command line for Parley."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, ProgrammingError) as error:  # it doesn't answer, or has no tables yet
        if "--traceback" in sys.argv:
            raise
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        sys.exit(f"DATABASE_URL: the database says: {reason}. `manage.py migrate` makes missing tables.")


if __name__ == "__main__":
    main()
