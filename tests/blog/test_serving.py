"""What is looked at before the server starts: the address, the port, and that the demo stays at home."""

import socket
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from blog.serving import ServingError, ensure_demo_stays_home, ensure_port_is_free, resolve_host
from tests.factories import set_site


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        # As granian does: the next one to do so shares the port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_port_that_somebody_listens_on_is_refused(taken_port: int):
    with pytest.raises(ServingError, match=f"Port {taken_port} .* choose another one with PORT="):
        ensure_port_is_free("127.0.0.1", taken_port)


def test_free_port_stays_free(taken_port: int):
    port = free_port()
    ensure_port_is_free("127.0.0.1", port)
    ensure_port_is_free("127.0.0.1", port)


def test_names_stand_for_addresses_of_this_machine():
    assert resolve_host("127.0.0.1", 8000) == "127.0.0.1"
    assert resolve_host("localhost", 8000) in ("127.0.0.1", "::1")
    with pytest.raises(ServingError, match=r"HOST is no\.such\.host\.invalid"):
        resolve_host("no.such.host.invalid", 8000)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1"])
def test_demo_may_be_served_to_this_machine(address: str, db: None):
    set_site(is_demo=True)
    ensure_demo_stays_home(address)


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.5", "::"])
def test_demo_is_not_served_to_others(address: str, db: None):
    set_site(is_demo=True)
    with pytest.raises(ServingError, match="start_blog"):
        ensure_demo_stays_home(address)


def test_demo_is_not_served_with_production_settings(db: None, settings):
    settings.PARLEY_LOCAL = False
    set_site(is_demo=True)
    with pytest.raises(ServingError, match="not for production"):
        ensure_demo_stays_home("127.0.0.1")


def test_own_blog_may_be_served_to_everybody(db: None, settings):
    settings.PARLEY_LOCAL = False
    ensure_demo_stays_home("0.0.0.0")


@pytest.mark.parametrize("command", ["serve", "run"])
def test_commands_refuse_in_one_line(command: str, taken_port: int, db: None):
    with pytest.raises(CommandError, match=f"Port {taken_port} of 127.0.0.1"):
        call_command(command, host="127.0.0.1", port=taken_port)
