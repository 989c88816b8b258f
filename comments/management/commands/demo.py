"""``manage.py demo``: something to read and to try, before there is a blog of one's own."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from blog.setup_token import accounts_path
from comments import demo
from comments.demo.accounts import lines


class Command(BaseCommand):
    help = "Loads the demo, an invented town's blog, into an empty database; for a local installation only."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        try:
            made = demo.load()
        except demo.NotLocalError:
            raise CommandError(
                _("The demo is for local settings only; use `manage.py start_blog` to begin your own blog.")
            ) from None
        except demo.NotEmptyError:
            raise CommandError(
                _("The demo needs an empty database, and this one has posts, pages or accounts already.")
            ) from None
        if verbosity > 0:
            self.stdout.write(_("A demo blog is loaded. Its accounts, kept in %s:") % accounts_path())
            for line in lines(made):
                self.stdout.write(f"    {line}")
