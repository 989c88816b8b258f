"""Every test of rendering fails if a text was shown as plain paragraphs when it needn't be."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def no_fallback(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[None]:
    """The renderer logs when it gives up; only a test with "plain" in its name may see that."""
    with caplog.at_level(logging.WARNING, logger="blog.markup"):
        yield
    if "plain" not in request.node.name:
        assert [
            record.getMessage() for record in caplog.records if record.name.startswith("blog.markup")
        ] == []
