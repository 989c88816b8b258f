"""Put the blog back to what a backup holds."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from blog import preparation
from blog.backup import BackupError, restore


class Command(BaseCommand):
    help = "Replaces database and uploads by those of a backup, after checking all of it."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--yes", action="store_true", help="replace a blog that isn't empty without asking"
        )

    def handle(self, *args: Any, file: Path, yes: bool, **options: Any) -> None:
        try:
            done = restore(source=file, confirm=lambda: yes or self.ask())
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Restored the backup of {done.made_at}. What was here before is in {done.aside}.")
        if not preparation.is_migrated():
            self.stdout.write("It was made by an earlier version: run `manage.py migrate` now.")

    def ask(self) -> bool:
        if not sys.stdin.isatty():
            raise CommandError("There is a blog here already; --yes replaces it (and keeps a copy).")
        return input("There is a blog here already. Replace it (a copy is kept)? Type yes: ").strip() == "yes"
