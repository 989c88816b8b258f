"""Teaches the spam filter what was decided before it could learn, for example where an import came from."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from comments import spam
from comments.models import DiscussionSettings


class Command(BaseCommand):
    help = (
        "Let the spam filter learn from what moderators have approved and marked as spam, here or before "
        f"an import: the newest {spam.MOST_OF_A_KIND:,} of each. The site may run meanwhile. It does no harm "
        "to stop half-way: what has been learnt is not learnt again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="forget everything first")

    def handle(self, *args: Any, reset: bool, verbosity: int, **options: Any) -> None:
        if not DiscussionSettings.current().spam_filter:
            raise CommandError(_("The spam filter is switched off in the discussion settings."))
        if reset:
            spam.forget()
        learnt = Counter[str]()
        for lesson, number in spam.train():
            learnt[lesson] += number
            if verbosity > 0 and self.stderr.isatty():
                self.stderr.write(f"\r{learnt.total():,}", ending="")
        total = spam.learnt()
        self.stdout.write(
            _("Learnt: %(spam)d spam and %(ham)d good comments; in all %(all_spam)d and %(all_ham)d.")
            % {
                "spam": learnt[spam.SPAM],
                "ham": learnt[spam.HAM],
                "all_spam": total.spam,
                "all_ham": total.ham,
            }
        )
        if min(total) < spam.LEAST_LEARNT:
            self.stdout.write(_("It judges from %d of each on.") % spam.LEAST_LEARNT)
