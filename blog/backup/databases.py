"""Dump and load the database: SQLite by its own online backup, PostgreSQL by pg_dump, pg_restore and psql."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

from .errors import BackupError

# All tables go before the old ones come back, also those of a later version, which the dump knows nothing
# about.
_DROP_TABLES = """
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', found.tablename);
    END LOOP;
END $$;
"""
# Options of a database URL that the client programs know under another name.
_CLIENT_OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "service", "passfile")


def database_member(vendor: str | None = None) -> str:
    """Return the name that the database has in an archive."""
    return {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}[vendor or connection.vendor]


def dump_database(to: Path) -> None:
    """Write one state of the database to a new file, while others read and write."""
    if connection.vendor == "sqlite":
        _copy_sqlite(_sqlite_path(), to)
        _leave_wal(to)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}")


def load_database(dump: Path) -> None:
    """Replace what the database holds, in one transaction: others see all of it or nothing."""
    connection.close()
    if connection.vendor == "sqlite":
        _copy_sqlite(dump, _sqlite_path())
    else:
        _load_postgres(dump)


def check_dump(dump: Path) -> None:
    """Raise BackupError when the dump can't be a whole database, whatever its sum."""
    if connection.vendor != "sqlite":
        _run("pg_restore", "--list", str(dump))
        return
    try:
        with closing(sqlite3.connect(dump)) as database:
            answer = database.execute("PRAGMA quick_check").fetchone()
    except sqlite3.DatabaseError as error:
        answer = (str(error),)
    if answer != ("ok",):
        raise BackupError(f"The database in the backup is damaged: {answer[0]}.")


def _sqlite_path() -> Path:
    return Path(connection.settings_dict["NAME"])


def _copy_sqlite(source: Path, target: Path) -> None:
    # In one step (pages=-1): in several, every write of the site in between would make it start again.
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            closing(sqlite3.connect(source.absolute().as_uri() + "?mode=ro", uri=True, timeout=60)) as old,
            closing(sqlite3.connect(target, timeout=60)) as new,
        ):
            old.backup(new, pages=-1)
    except sqlite3.Error as error:
        raise BackupError(f"The database could not be copied: {error}.") from None


def _leave_wal(path: Path) -> None:
    # A database in WAL mode is up to three files; an archive wants one.
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=DELETE")


def _load_postgres(dump: Path) -> None:
    script = dump.with_suffix(".sql")
    _run(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", f"--file={script}", str(dump)
    )
    _run(
        *(
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            "--output=/dev/null",
        ),
        *(f"--command={_DROP_TABLES}", f"--file={script}"),
    )


def _client_environment() -> dict[str, str]:
    """Say by the environment where to connect: a password has no place in a list of processes."""
    wanted = connection.settings_dict
    options = wanted.get("OPTIONS", {})
    given = {
        "PGHOST": wanted["HOST"],
        "PGPORT": wanted["PORT"],
        "PGUSER": wanted["USER"],
        "PGPASSWORD": wanted["PASSWORD"],
        "PGDATABASE": wanted["NAME"],
    } | {f"PG{name.upper()}": options.get(name) for name in _CLIENT_OPTIONS}
    inherited = {name: value for name, value in os.environ.items() if name != "PGOPTIONS"}
    return inherited | {name: str(value) for name, value in given.items() if value}


def _run(program: str, *arguments: str) -> None:
    if not shutil.which(program):
        raise BackupError(f"{program} was not found; install the PostgreSQL client programs.")
    done = subprocess.run(  # noqa: S603
        [program, *arguments], env=_client_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"{program} failed"]
        raise BackupError(f"{program} says: {lines[0]}")
