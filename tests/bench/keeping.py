"""The corpus is built once and kept; every run gets a copy, so that none starts where another has written.

A SQLite file is copied as a file, a PostgreSQL database as a template. What was kept is built anew when the
corpus or the tables have changed since.
"""

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from tests.bench.server import ROOT, environment, manage

SIZES = {"small": (2_000, 40_000), "large": (60_000, 1_000_000)}  # posts, comments


def fresh_copy(data_dir: Path, size: str, server: str = "") -> str:
    """Return the URL of a database that holds the corpus and nothing else; ``data_dir`` is for its files.

    It is on the PostgreSQL server whose URL is given, under names that begin with that of its database, or
    in a SQLite file.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    kept, copy = _urls(data_dir, size, server)
    marker, wanted = data_dir / "corpus.txt", f"{_version(size)} {kept}"
    if not (marker.exists() and marker.read_text() == wanted and _exists(kept)):
        marker.unlink(missing_ok=True)
        _remove(kept)
        _create(kept)
        _fill(data_dir, size, kept)
        marker.write_text(wanted)
    _remove(copy)
    _create(copy, like=kept)
    os.sync()  # gigabytes that are still being written would be charged to the pages asked for first
    return copy


def _urls(data_dir: Path, size: str, server: str) -> tuple[str, str]:
    """Where the corpus is kept, and where its copy is."""
    if not server:
        place = f"sqlite:///{quote(str(data_dir))}"
        return f"{place}/corpus.sqlite3", f"{place}/parley.sqlite3"
    name = urlsplit(server).path.lstrip("/")
    return _named(server, f"{name}_{size}_corpus"), _named(server, f"{name}_{size}")


def _version(size: str) -> str:
    """A sum of all that decides what the corpus looks like."""
    migrations = [
        path.name for app in ("blog", "comments") for path in (ROOT / app / "migrations").glob("0*")
    ]
    sources = [Path(__file__).with_name(name).read_text() for name in ("corpus.py", "filling.py")]
    return sha256("\0".join((size, *sorted(migrations), *sources)).encode()).hexdigest()


def _fill(data_dir: Path, size: str, url: str) -> None:
    manage(data_dir, "migrate", database_url=url)
    subprocess.run(
        [sys.executable, "-m", "tests.bench.filling", size],
        cwd=ROOT,
        env=environment(data_dir, url),
        check=True,
    )


# --- of either kind: there, gone, made


def _exists(url: str) -> bool:
    if _is_file(url):
        return _path(url).exists()
    with _postgres(url) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_name(url)])
        return found.fetchone() is not None


def _remove(url: str) -> None:
    if _is_file(url):
        for ending in ("", "-wal", "-shm"):
            Path(f"{_path(url)}{ending}").unlink(missing_ok=True)
        return
    with _postgres(url) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')


def _create(url: str, like: str = "") -> None:
    if _is_file(url):
        if like:
            shutil.copyfile(_path(like), _path(url))
        return
    template = f'TEMPLATE "{_name(like)}" STRATEGY file_copy' if like else ""
    with _postgres(url) as connection:
        connection.execute(f'CREATE DATABASE "{_name(url)}" {template}')


def _is_file(url: str) -> bool:
    return url.startswith("sqlite:")


def _path(url: str) -> Path:
    return Path(unquote(url.removeprefix("sqlite:///")))


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _named(url: str, name: str) -> str:
    scheme, place, _, query, _ = urlsplit(url)
    # By hand: urlunsplit leaves out the slashes of an empty place.
    return f"{scheme}://{place}/{name}" + (f"?{query}" if query else "")


def _postgres(url: str) -> Any:
    import psycopg

    return psycopg.connect(_named(url, "postgres"), autocommit=True)
