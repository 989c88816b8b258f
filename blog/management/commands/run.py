"""One command from an unpacked archive to a blog that answers: `make run` is little more than this."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from blog import preparation, serving, setup_token
from blog.models import SiteSettings

from .serve import add_server_arguments, site_address


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
            if reload:
                self.announce(host, port)
                self.replace_by_runserver(address, port)
            serving.serve(address, port, announce=lambda: self.announce(host, port))
        except serving.ServingError as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"DATABASE_URL: the database says: {str(error).strip()}") from None

    def prepare(self, *, with_static: bool) -> None:
        Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
        if preparation.migrate():
            self.say("The database is up to date.")
        if with_static and preparation.collect_static():
            self.say("Style sheets and scripts are collected.")
        if preparation.load_demo():
            self.say("A demo blog is loaded.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def announce(self, host: str, port: int) -> None:
        site = site_address(host, port)
        self.say(f"\nParley is at {site}")
        self.say(f"Sign in at   {site}admin/")
        if SiteSettings.current().is_demo and setup_token.accounts_path().exists():
            accounts = setup_token.accounts_path()
            self.say(f"with one of these accounts of the demo (kept in {accounts}):")
            self.say("".join(f"    {line}\n" for line in accounts.read_text().splitlines()).rstrip())
        if setup_token.is_setup_open():
            token = setup_token.make_token()
            self.say(f"Make it your own blog: `manage.py start_blog`, or {site}setup/?token={token}")
        self.say("Control-C stops it.")

    def replace_by_runserver(self, address: str, port: int) -> None:
        where = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, sys.argv[0], "runserver", where])  # noqa: S606
