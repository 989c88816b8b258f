"""Static files as they are served: names with a hash, compressed, and style sheets in one piece."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Sheets that only list others. Browsers would ask for those one after the other.
LISTS = ("css/site.css", "css/desk.css")
_IMPORT = re.compile(r'@import url\("([\w./-]+)"\);\n')

Paths = dict[str, tuple[Storage, str]]


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Puts the sheets that a list imports into it, where a development server leaves them apart."""

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            for name in LISTS:
                if name in paths:
                    paths[name] = _in_one_piece(name, paths)
        yield from super().post_process(paths, dry_run, **options)


def _in_one_piece(name: str, paths: Paths) -> tuple[Storage, str]:
    """Return where ``name`` stands with every import replaced by the sheet itself.

    The sheets lie in the folder of the list or below it, and address fonts and pictures as if they were
    the list. Raises KeyError for one that doesn't exist.
    """
    folder = PurePosixPath(name).parent
    text = _IMPORT.sub(lambda match: _read(str(folder / match[1]), paths), _read(name, paths))
    storage = InMemoryStorage()
    storage.save(name, ContentFile(text.encode()))
    return storage, name


def _read(name: str, paths: Paths) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        text: str = file.read().decode()
    return text
