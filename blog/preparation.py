"""What has to be done before the site can be served: tables, static files, something to read."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from .models import Post


def is_migrated() -> bool:
    """Tell if the database has every table as the code wants it."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def migrate() -> bool:
    """Bring the tables up to date; return False when they were."""
    if is_migrated():
        return False
    call_command("migrate", interactive=False, verbosity=0)
    analyze()
    return True


def analyze() -> None:
    """Let the database look at its tables anew, without which it guesses when it plans a query."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def collect_static() -> bool:
    """Collect and compress the static files; return False when they are the ones collected last time."""
    stamp = Path(settings.STATIC_ROOT).with_name("static.sha256")
    state = _state_of_static_files()
    if stamp.exists() and stamp.read_text() == state:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state)
    return True


def _state_of_static_files() -> str:
    lines = [settings.STORAGES["staticfiles"]["BACKEND"], *sorted(_describe_static_files())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _describe_static_files() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            yield f"{name} {file.st_mtime_ns} {file.st_size}"


def load_demo() -> bool:
    """Fill an empty database of a local installation with the demo; return False when it is not empty."""
    if not settings.PARLEY_LOCAL or "demo" not in get_commands():
        return False
    if Post.entries.exists() or get_user_model().objects.exists():
        return False
    call_command("demo", verbosity=0)
    analyze()
    return True
