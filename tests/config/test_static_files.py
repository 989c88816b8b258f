"""Style sheets as a browser gets them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from config.static_files import LISTS


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "config.static_files.StaticFilesStorage"}}
    with override_settings(STATIC_ROOT=str(folder), STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


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
