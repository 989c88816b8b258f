"""Do what is done beside the requests: for ever, or once, for cron."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from blog import background


class Command(BaseCommand):
    help = (
        "Does the jobs of every minute (mails to moderators) and of every hour (what is kept for some days "
        "only), until it is stopped. `run` and `serve` do so by themselves unless BACKGROUND is off."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do each job once and end, for cron")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        background.stop_when_told()
        if not once:
            background.run(self.say)
        elif failed := background.run_once(self.say):
            raise CommandError(f"Jobs that failed: {failed}. The log says why.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
