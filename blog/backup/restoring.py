"""Restore a backup."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from blog.models import Post

from . import archive
from .databases import check_dump, database_member, dump_database, load_database
from .errors import BackupError


@dataclass(frozen=True)
class Restored:
    """What a restore has done: when the backup was made, and where the state before it lies now."""

    made_at: str
    aside: Path


def database_is_empty() -> bool:
    """Tell if there is nothing to lose: no tables, or no post, page or account."""
    try:
        with transaction.atomic():
            return not (Post.entries.exists() or get_user_model().objects.exists())
    except DatabaseError:
        return True


def restore(*, source: Path, confirm: Callable[[], bool]) -> Restored:
    """Replace database and uploads by those of the backup `source`.

    Every sum is checked before anything is touched. `confirm` is asked only when there is something to
    lose. What was there before is kept in a directory of its own. Raises BackupError; the database is then
    as it was.
    """
    data = Path(settings.DATA_DIR)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix="restore-") as directory:
        unpacked = Path(directory)
        manifest = archive.unpack(source, unpacked)
        dump = _find_dump(unpacked, manifest)
        if not database_is_empty() and not confirm():
            raise BackupError("Nothing was restored.")
        aside = _make_aside(data)
        dump_database(aside / database_member())
        load_database(dump)
        _swap_media(unpacked / archive.MEDIA, Path(settings.MEDIA_ROOT), aside)
    return Restored(made_at=str(manifest.get("made_at", "")), aside=aside)


def _find_dump(unpacked: Path, manifest: dict[str, Any]) -> Path:
    if manifest.get("database") != connection.vendor:
        raise BackupError(
            f"The backup holds a database of {manifest.get('database')}, and DATABASE_URL names one of "
            f"{connection.vendor}: it can be restored only into the same kind."
        )
    dump = unpacked / database_member()
    if not dump.exists():
        raise BackupError("The backup holds no database.")
    check_dump(dump)
    return dump


def _make_aside(data: Path) -> Path:
    """Make the directory for what is there now; its name says when that was."""
    path = data / f"before-restore-{timezone.now():%Y%m%d-%H%M%S-%f}"
    path.mkdir(mode=0o700)
    return path


def _swap_media(unpacked: Path, root: Path, aside: Path) -> None:
    unpacked.mkdir(exist_ok=True)
    if root.exists():
        shutil.move(root, aside / archive.MEDIA)
    root.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(unpacked, root)
