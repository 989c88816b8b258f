"""The file: a tar archive of the database, the uploads, and a manifest with the sum of each.

manifest.json comes last, since the sums are known when everything else has been written.
"""

import hashlib
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from .errors import BackupError

FORMAT = 1
MANIFEST = "manifest.json"
MEDIA = "media"
MANIFEST_LIMIT = 256 * 1024 * 1024  # bytes: a million uploads; more than that is no manifest of ours
_CHUNK = 1024 * 1024
_UNREADABLE = (tarfile.TarError, OSError, EOFError, zlib.error)


class _Summing:
    """A file that sums up what is read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self.sum.update(chunk)
        return chunk


def add_file(archive: tarfile.TarFile, path: Path, name: str) -> str:
    """Add the file under `name`; return its SHA-256 sum."""
    with path.open("rb") as file:
        member = tarfile.TarInfo(name)
        status = os.fstat(file.fileno())
        member.size, member.mtime, member.mode = status.st_size, int(status.st_mtime), 0o644
        summing = _Summing(file)
        archive.addfile(member, summing)
    return summing.sum.hexdigest()


@contextmanager
def written(path: Path) -> Iterator[tarfile.TarFile]:
    """Open a new archive, compressed when its name ends in gz; it gets that name when all has gone well.

    It holds addresses and password hashes, so only its owner may read it. Raises BackupError when the file
    exists or can't be written.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}.partial")
    if path.exists():
        raise BackupError(f"{path} exists already; choose another name.")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            mode = "w:gz" if path.suffix in (".gz", ".tgz") else "w:"
            with tarfile.open(fileobj=file, mode=mode, format=tarfile.PAX_FORMAT) as archive:  # type: ignore[call-overload]
                yield archive
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError as error:
        raise BackupError(f"{path} can't be written: {error.strerror or error}.") from None
    finally:
        draft.unlink(missing_ok=True)


def _check_name(member: tarfile.TarInfo) -> None:
    """Refuse whatever a backup of ours never holds, so that no archive can write outside of its place."""
    path = PurePosixPath(member.name)
    top = path.parts[0] if path.parts else ""
    is_ours = (len(path.parts) == 1 and (top == MANIFEST or top.startswith("database."))) or (
        len(path.parts) > 1 and top == MEDIA
    )
    is_plain = not path.is_absolute() and ".." not in path.parts and str(path) == member.name
    if not (member.isreg() and is_ours and is_plain and "\\" not in member.name and "\0" not in member.name):
        raise BackupError(f"The backup holds {member.name!r}, which no backup of Parley does.")


def _copy(source: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    summing = _Summing(source)
    with target.open("xb") as file:
        while chunk := summing.read(_CHUNK):
            file.write(chunk)
    return summing.sum.hexdigest()


def unpack(path: Path, into: Path) -> dict[str, Any]:
    """Unpack the archive into an empty directory; return its manifest when every sum has been found right.

    Raises BackupError when anything is missing, too much, or not what it was.
    """
    sums: dict[str, str] = {}
    try:
        with tarfile.open(path, "r:*") as archive:
            for member in archive:
                _check_name(member)
                source = archive.extractfile(member)
                if source is None or member.name in sums:
                    raise BackupError(f"The backup holds {member.name!r} in a way no backup of Parley does.")
                sums[member.name] = _copy(source, into / member.name)
        manifest = _read_manifest(into / MANIFEST)
    except _UNREADABLE as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(":")
        raise BackupError(f"{path} is not a whole backup: {reason}.") from None
    _compare(sums, manifest)
    return manifest


def _read_manifest(path: Path) -> dict[str, Any]:
    if not path.exists() or path.stat().st_size > MANIFEST_LIMIT:
        raise BackupError("The backup has no manifest, so it is cut short or not a backup of Parley.")
    try:
        manifest = json.loads(path.read_bytes())
        if manifest["application"] != "parley" or not isinstance(manifest["files"], dict):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise BackupError("The manifest of the backup can't be read.") from None
    if manifest.get("format") != FORMAT:
        raise BackupError("The backup was made by a later version of Parley; install that one first.")
    return dict(manifest)


def _compare(sums: dict[str, str], manifest: dict[str, Any]) -> None:
    expected = manifest["files"]
    found = {name: value for name, value in sums.items() if name != MANIFEST}
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    if wrong:
        raise BackupError(
            f"The backup is damaged: {wrong[0]} and {len(wrong) - 1} more are not what they were."
        )
