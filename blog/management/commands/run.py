"""One command from an unpacked archive to a blog that answers: `make run` is little more than this."""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from blog import preparation, serving, setup_token
from blog.models import SiteSettings

from .serve import add_server_arguments, site_address


def first_line(error: Exception) -> str:
    """Return the first line of what a database has to say, which is sometimes long."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


class Command(BaseCommand):
    help = "Prepares the database and static files as far as needed, then serves the site."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add_server_arguments(parser)
        parser.add_argument("--reload", action="store_true", help="start Django's server, which sees changes")

    def handle(self, *args: Any, host: str, port: int, reload: bool, **options: Any) -> None:
        try:
            address = serving.resolve_host(host, port)
            serving.ensure_port_is_free(address, port)
            self.prepare(with_static=not reload)
            serving.ensure_demo_stays_home(address)
            announcement = "\n".join(self.announcement(site_address(host, port)))
        except serving.ServingError as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"DATABASE_URL: the database says: {first_line(error)}") from None
        if reload:
            self.say(announcement)
            self.replace_by_runserver(address, port)
        serving.serve(address, port, announce=lambda: self.say(announcement))

    def prepare(self, *, with_static: bool) -> None:
        # The database holds addresses and password hashes: for its owner's eyes.
        Path(settings.DATA_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
        if preparation.migrate():
            self.say("The database is up to date.")
        if with_static and preparation.collect_static():
            self.say("Style sheets and scripts are collected.")
        if preparation.load_demo():
            self.say("A demo blog is loaded.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def announcement(self, served_at: str) -> Iterator[str]:
        """Say where the site is, how to sign in, and how to make it one's own; makes the token for that."""
        site = served_at if settings.PARLEY_LOCAL else f"{settings.SITE_URL}/"
        yield f"\nParley is at {site}"
        if site != served_at:
            yield f"served from  {served_at}"
        yield f"Sign in at   {site}admin/"
        accounts = setup_token.accounts_path()
        if SiteSettings.current().is_demo and accounts.exists():
            yield f"with one of these accounts of the demo (kept in {accounts}):"
            yield from (f"    {line}" for line in accounts.read_text().splitlines())
        if setup_token.is_setup_open():
            python = os.path.relpath(sys.executable)
            yield f"Make it your own blog with `{python} manage.py start_blog`, or at"
            yield f"    {site}setup/?token={setup_token.make_token()}"
        yield "Control-C stops it."

    def replace_by_runserver(self, address: str, port: int) -> None:
        where = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, sys.argv[0], "runserver", where])  # noqa: S606
