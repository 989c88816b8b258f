"""Make a backup."""

import json
import tarfile
import tempfile
import tomllib
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from . import archive
from .databases import database_member, dump_database


def back_up(*, to: Path) -> int:
    """Write database and uploads to the file `to`, compressed when its name ends in gz; return their number.

    The database first: a picture that is uploaded meanwhile is then in the backup without its row, which
    does no harm, and not the other way round. Raises BackupError; there is then no file of that name.
    """
    with archive.written(to) as tar:
        sums = _add_database(tar, to.parent) | _add_media(tar)
        _add_manifest(tar, sums, to.parent)
    return len(sums)


def _add_database(tar: tarfile.TarFile, scratch: Path) -> dict[str, str]:
    name = database_member()
    with tempfile.TemporaryDirectory(dir=scratch, prefix=".parley-backup-") as directory:
        dump = Path(directory) / name
        dump_database(dump)
        return {name: archive.add_file(tar, dump, name)}


def _add_media(tar: tarfile.TarFile) -> dict[str, str]:
    root = Path(settings.MEDIA_ROOT)
    sums = {}
    for path in sorted(root.rglob("*")):
        name = f"{archive.MEDIA}/{path.relative_to(root).as_posix()}"
        try:
            if path.is_file() and not path.is_symlink():
                sums[name] = archive.add_file(tar, path, name)
        except FileNotFoundError:
            continue  # removed since it was listed
    return sums


def _add_manifest(tar: tarfile.TarFile, sums: dict[str, str], scratch: Path) -> None:
    manifest = {
        "application": "parley",
        "format": archive.FORMAT,
        "version": _version(),
        "made_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "files": sums,
    }
    with tempfile.TemporaryDirectory(dir=scratch, prefix=".parley-backup-") as directory:
        path = Path(directory) / archive.MANIFEST
        path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False))
        archive.add_file(tar, path, archive.MANIFEST)


def _version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return str(project["version"])
