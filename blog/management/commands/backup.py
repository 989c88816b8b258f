"""Write the whole blog to one file."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from blog.backup import BackupError, back_up


class Command(BaseCommand):
    help = "Writes database and uploads to FILE (.tar or .tar.gz), while the site runs."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            count = back_up(to=file)
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{file}: {count} files, {file.stat().st_size / 1e6:.1f} MB. Keep it where this machine isn't."
        )
