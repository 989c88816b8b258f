"""Serve the site, as it is: no migration, no demo, nothing collected."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from blog import serving


def add_server_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `serve` and `run` have in common."""
    parser.add_argument(
        "--host", default=settings.HOST, help="address to listen on (default: HOST, %(default)s)"
    )
    parser.add_argument("--port", type=int, default=settings.PORT, help="port (default: PORT, %(default)s)")


def site_address(host: str, port: int) -> str:
    """Return the address at which a browser on this machine reaches the server."""
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class Command(BaseCommand):
    help = "Serves the site on HOST and PORT until it is stopped."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add_server_arguments(parser)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        try:
            address = serving.resolve_host(host, port)
            serving.ensure_port_is_free(address, port)
            serving.ensure_demo_stays_home(address)
            serving.serve(address, port, announce=lambda: self.announce(host, port))
        except serving.ServingError as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"{str(error).strip()}; `manage.py migrate` makes the tables.") from None

    def announce(self, host: str, port: int) -> None:
        self.stdout.write(f"Parley is at {site_address(host, port)}")
        self.stdout.flush()
