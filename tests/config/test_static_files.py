"""Style sheets as a browser gets them."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from config.static_files import LISTS


@pytest.fixture
def collected(settings: Any, tmp_path: Path) -> Path:
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "config.static_files.StaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def hashed(folder: Path, name: str) -> Path:
    stem, suffix = name.rsplit(".", 1)
    [found] = folder.glob(f"{stem}.????????????.{suffix}")
    return found


def test_readers_load_one_sheet_that_holds_all_the_others(collected: Path) -> None:
    sheet = hashed(collected, LISTS[0]).read_text()
    assert "@import" not in sheet
    sources = Path(settings.STATICFILES_DIRS[0]) / "css"
    listed = re.findall(r'@import url\("([^"]+)"\)', (sources / "site.css").read_text())
    every = {str(path.relative_to(sources)) for path in sources.rglob("*.css")}
    assert every - {"site.css", "desk.css"} <= set(listed)
    for name in listed:
        lines = (sources / name).read_text().splitlines()
        rule = next(line for line in lines if line.startswith("  ") and "url(" not in line)
        assert rule in sheet, name


def test_its_fonts_have_lasting_names_and_exist(collected: Path) -> None:
    sheet = hashed(collected, LISTS[0])
    fonts = re.findall(r'url\("([^"]+\.woff2)"\)', sheet.read_text())
    assert len(fonts) == 3
    for font in fonts:
        assert re.search(r"\.[0-9a-f]{12}\.woff2$", font)
        assert (sheet.parent / font).is_file()


def test_sheets_are_compressed_beforehand(collected: Path) -> None:
    sheet = hashed(collected, LISTS[0])
    sizes = [sheet.with_name(sheet.name + suffix).stat().st_size for suffix in (".br", ".gz")]
    assert max(sizes) < sheet.stat().st_size / 2
