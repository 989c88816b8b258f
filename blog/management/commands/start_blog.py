"""Turn the demo into one's own blog, from a terminal."""

import argparse
import getpass
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from blog import setup_token
from blog.setup_form import StartForm
from blog.start_blog import AlreadyStartedError, start_blog

QUESTIONS = {
    "title": "Title of the blog",
    "time_zone": "Time zone, such as Europe/Paris",
    "username": "Your user name",
    "email": "Your e-mail address",
}


class Command(BaseCommand):
    help = "Empties the demo and asks for title, time zone and first administrator of your own blog."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        for name in QUESTIONS:
            parser.add_argument(f"--{name.replace('_', '-')}", help=QUESTIONS[name])
        parser.add_argument(
            "--no-input",
            action="store_true",
            help="ask nothing; the password is that of the variable PASSWORD",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not setup_token.is_setup_open():
            raise CommandError(
                "This is your own blog already: it isn't the demo, and it has an administrator."
            )
        answers = {name: options[name] or "" for name in QUESTIONS} | {
            "password": os.environ.get("PASSWORD", "")
        }
        form = self.fill_in(answers) if options["no_input"] else self.ask(answers)
        try:
            user = start_blog(**form.choices_for_start())
        except AlreadyStartedError:
            raise CommandError("Somebody else has just started this blog.") from None
        self.stdout.write(f"The blog is yours. Sign in as {user.get_username()}, at /admin/.")

    def fill_in(self, answers: dict[str, str]) -> StartForm:
        form = StartForm(answers)
        for name, errors in form.errors.items():
            raise CommandError(f"--{name.replace('_', '-')}: {' '.join(map(str, errors))}")
        return form

    def ask(self, answers: dict[str, str]) -> StartForm:
        """Ask for what the options have left open, and again for what is wrong."""
        form = StartForm(answers)
        while form.errors:
            name, errors = next(iter(form.errors.items()))
            if answers[name]:
                self.stderr.write(" ".join(map(str, errors)))
            answers[name] = self.ask_for(name)
            form = StartForm(answers)
        return form

    def ask_for(self, name: str) -> str:
        try:
            if name == "password":
                return getpass.getpass("Password: ")
            return input(f"{QUESTIONS[name]}: ")
        except (EOFError, KeyboardInterrupt):
            raise CommandError("Nothing was changed.") from None
