"""Compare every kept counter with what it counts; a night job, or a look after an accident."""

from argparse import ArgumentParser
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

import blog.counters
import comments.counters


class Command(BaseCommand):
    help = "Check the counters of posts, terms, archives and comments; --repair mends those that are wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="write the right values")

    def handle(self, *, repair: bool, **options: Any) -> None:
        left = 0
        for wrong in chain(blog.counters.check(repair=repair), comments.counters.check(repair=repair)):
            self.stdout.write(str(wrong))
            left += not wrong.is_repaired
        if left and repair:
            raise CommandError(f"Wrong and not to be repaired: {left} (numbers are never given anew).")
        if left:
            raise CommandError(f"Wrong: {left}. Run this again with --repair.")
        self.stdout.write("All counters are right.")
