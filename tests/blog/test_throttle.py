"""Thirty guesses are not thirty tries, and nobody can keep an owner out."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client

from blog import throttle
from blog.models import Throttle
from tests.factories import make_user, set_site

LOGIN = "/admin/login/"
START = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)


def sign_in(client: Client, password: str, username: str = "edith", address: str = "198.51.100.7"):
    data = {"username": username, "password": password}
    return client.post(LOGIN, data, REMOTE_ADDR=address)


@pytest.fixture
def edith(db):
    return make_user("edith", is_staff=True)


@pytest.fixture
def tries(monkeypatch):
    """Count the passwords that were really compared."""
    compared = []

    def counting(request, **credentials):
        compared.append(credentials["password"])
        return authenticate(request, **credentials)

    monkeypatch.setattr("django.contrib.auth.forms.authenticate", counting)
    return compared


def test_thirty_wrong_passwords_in_a_row_get_five_tries(edith, tries) -> None:
    for number in range(30):
        response = sign_in(Client(), f"guess{number}")
        assert response.status_code == 200
    assert len(tries) == 5
    assert "too many attempts" in response.content.decode()


def test_the_right_password_waits_as_well_and_then_works(edith) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(5):
            sign_in(Client(), "wrong")
        assert sign_in(Client(), "secret").status_code == 200
        clock.shift(31)
        assert sign_in(Client(), "secret").status_code == 302


def test_the_message_says_when_in_the_sites_zone(edith) -> None:
    set_site(time_zone="Asia/Kolkata")
    with time_machine.travel(START, tick=False):
        for _ in range(6):
            response = sign_in(Client(), "wrong")
    assert "try again at 17:31" in response.content.decode()


def test_each_wait_is_longer_up_to_a_quarter_of_an_hour(edith) -> None:
    waits = []
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(14):
            sign_in(Client(), "wrong")
            until = Throttle.objects.get(key=throttle.account_key("edith")).until
            if until:
                waits.append((until - datetime.datetime.now(datetime.UTC)).total_seconds())
                clock.move_to(until)
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900, 900, 900]


def test_success_forgets_what_was_tried_before(edith, tries) -> None:
    for _ in range(3):
        for _ in range(4):
            sign_in(Client(), "wrong")
        assert sign_in(Client(), "secret").status_code == 302
    assert len(tries) == 15
    assert not Throttle.objects.filter(key=throttle.account_key("edith")).exists()


def test_other_spellings_are_one_account_and_unknown_ones_wait_too(edith, tries) -> None:
    for name in ("edith", "Edith", "EDITH", "edith", "eDith", "edith", "ediTH"):
        sign_in(Client(), "wrong", username=name)
    assert len(tries) == 5
    for _ in range(7):
        response = sign_in(Client(), "wrong", username="nobody")
    assert "too many attempts" in response.content.decode()
    assert len(tries) == 10


def test_one_network_guessing_at_many_accounts_is_stopped(edith, tries) -> None:
    for number in range(40):
        sign_in(Client(), "wrong", username=f"user{number}", address=f"198.51.100.{number}")
    assert len(tries) == 20
    assert sign_in(Client(), "secret", address="203.0.113.9").status_code == 302


def test_an_account_of_ones_own_does_not_wipe_out_the_networks_guesses(edith, tries) -> None:
    make_user("mallory", is_staff=True)
    for number in range(60):
        sign_in(Client(), "wrong", username=f"user{number}")
        if number % 3 == 2:
            sign_in(Client(), "secret", username="mallory")
    assert len([password for password in tries if password == "wrong"]) == 20


def test_strangers_cannot_keep_the_owner_out(edith) -> None:
    home = Client()
    assert sign_in(home, "secret").status_code == 302
    home.post("/admin/logout/")
    for number in range(30):
        sign_in(Client(), "wrong", address=f"192.0.2.{number}")
    assert sign_in(Client(), "secret", address="203.0.113.1").status_code == 200
    assert sign_in(home, "wrong").status_code == 200
    assert sign_in(home, "secret").status_code == 302


def test_a_known_device_is_counted_too_and_is_known_for_one_account(edith, tries) -> None:
    home = Client()
    sign_in(home, "secret")
    home.post("/admin/logout/")
    make_user("ada", is_staff=True)
    for _ in range(9):
        sign_in(home, "wrong")
        sign_in(home, "wrong", username="ada")
    assert len(tries) == 1 + 5 + 5


def test_a_forged_device_cookie_is_no_device(edith, tries) -> None:
    for number in range(9):
        client = Client()
        client.cookies["parley_device"] = f"forged{number}:1:2"
        sign_in(client, "wrong")
    assert len(tries) == 5


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.0/24"),
        ("", ""),
        ("not an address", ""),
    ],
)
def test_network_of_an_address(address: str, network: str) -> None:
    assert throttle.network_of(address) == network


def test_names_are_stored_as_digests(edith) -> None:
    sign_in(Client(), "wrong", username="my-secret-password")
    assert not Throttle.objects.filter(key__contains="my-secret").exists()


def test_a_day_later_all_is_forgotten(edith) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(4):
            sign_in(Client(), "wrong")
        clock.shift(datetime.timedelta(days=1, seconds=1))
        sign_in(Client(), "wrong")
        assert Throttle.objects.get(key=throttle.account_key("edith")).count == 1
        clock.shift(datetime.timedelta(days=1, seconds=1))
        sign_in(Client(), "secret", address="203.0.113.9")
        assert Throttle.objects.count() == 1  # the network just used


@pytest.mark.django_db(transaction=True)
def test_attempts_at_the_same_moment_are_counted_one_by_one() -> None:
    def attempt(_number: int) -> bool:
        try:
            return throttle.charge({throttle.account_key("edith"): throttle.PER_ACCOUNT}) is None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        allowed = sum(pool.map(attempt, range(30)))
    assert allowed == 5
