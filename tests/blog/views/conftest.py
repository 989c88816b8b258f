"""Fixtures of the reading pages."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def clear_cache() -> Iterator[None]:
    """What is counted for one test must not slow the next one down."""
    cache.clear()
    yield
    cache.clear()
