"""``manage.py import_wordpress FILE``: take over a blog from WordPress, comments included."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from blog.wordpress import Report, WxrError
from comments.wordpress import import_file


class Command(BaseCommand):
    help = (
        "Import a WordPress export (WXR): posts, pages, authors, categories, tags and comments. "
        "It can be run again: what is there already stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the .xml file from Tools → Export in WordPress")
        parser.add_argument(
            "--dry-run", action="store_true", help="read everything and report, but write nothing"
        )

    def handle(self, *args: Any, file: Path, dry_run: bool, verbosity: int, **options: Any) -> None:
        report = Report(told=self.stderr.write) if verbosity > 1 else Report()
        show = self._show_progress if verbosity > 0 and self.stderr.isatty() else None
        try:
            import_file(file, dry_run=dry_run, report=report, **({"progress": show} if show else {}))
        except WxrError as error:
            raise CommandError(str(error)) from error
        except IntegrityError as error:
            raise CommandError(
                _("Somebody else wrote the same at the same time. What was stored is kept; run it again.")
            ) from error
        if dry_run:
            self.stdout.write(_("Nothing was written; an import would do this:"))
        for line in report.lines():
            self.stdout.write(line)
        if report.unaccounted:
            raise CommandError(
                _("%(count)d things that were found are not accounted for.") % {"count": report.unaccounted}
            )

    def _show_progress(self, done: int, total: int) -> None:
        self.stderr.write(f"\r{done:,} / {total:,}", ending="")
