"""Who works at the desk in these tests."""

import pytest
from django.test import Client

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def maud(cast: Cast, client: Client) -> Client:
    """A browser in which the moderator is signed in."""
    client.force_login(cast.maud)
    return client
