"""What is done before the site is served."""

import stat
from io import StringIO
from pathlib import Path

import pytest

from blog import preparation
from blog.management.commands.run import Command
from blog.models import Post
from tests.factories import make_page

pytestmark = pytest.mark.django_db


def test_demo_is_not_loaded_beside_pages(settings) -> None:
    settings.PARLEY_LOCAL = True
    make_page("About")
    assert not preparation.load_demo()
    assert Post.entries.count() == 1


def test_data_directory_is_its_owners_alone(settings, tmp_path: Path) -> None:
    settings.PARLEY_LOCAL = False
    settings.DATA_DIR = tmp_path / "data"
    Command(stdout=StringIO()).prepare(with_static=False)
    assert stat.S_IMODE(settings.DATA_DIR.stat().st_mode) == 0o700
