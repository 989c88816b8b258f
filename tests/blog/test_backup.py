"""A backup holds everything, a restore brings it back, and neither loses anything on the way."""

import hashlib
import io
import json
import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from blog.backup import BackupError, back_up, restore
from blog.models import SiteSettings
from tests.factories import make_page

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    (settings.MEDIA_ROOT / "2007" / "März").mkdir(parents=True)
    (settings.MEDIA_ROOT / "2007" / "März" / "a picture.jpg").write_bytes(b"\xff\xd8picture")
    (settings.MEDIA_ROOT / "empty.txt").touch()
    return settings.DATA_DIR


@pytest.fixture
def blog() -> None:
    get_user_model().objects.create_user("ada", "ada@example.org", "correct horse")
    SiteSettings(title="日本 and Café", time_zone="Europe/Paris").save()


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}  # type: ignore[union-attr]


def rewrite(path: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """Write the archive again with other members."""
    found = members(path)
    change(found)
    with tarfile.open(path, "w") as archive:
        for name, content in found.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def change_everything(data: Path) -> None:
    get_user_model().objects.all().delete()
    SiteSettings(title="Another title").save()
    (data / "media" / "empty.txt").unlink()
    (data / "media" / "later.txt").write_text("later")


def is_changed(data: Path) -> bool:
    return (
        not get_user_model().objects.exists()
        and SiteSettings.current().title == "Another title"
        and (data / "media" / "later.txt").exists()
    )


@pytest.mark.parametrize("name", ["blog.tar", "blog.tar.gz"])
def test_restore_brings_back_database_and_uploads(name: str, blog: None, data: Path, tmp_path: Path):
    assert back_up(to=tmp_path / name) == 3
    change_everything(data)
    restore(source=tmp_path / name, confirm=lambda: True)
    assert get_user_model().objects.get().check_password("correct horse")
    assert SiteSettings.current().title == "日本 and Café"
    assert (data / "media" / "2007" / "März" / "a picture.jpg").read_bytes() == b"\xff\xd8picture"
    assert (data / "media" / "empty.txt").exists()
    assert not (data / "media" / "later.txt").exists()


def test_restore_keeps_what_was_there_before(blog: None, data: Path, tmp_path: Path):
    back_up(to=tmp_path / "old.tar")
    change_everything(data)
    done = restore(source=tmp_path / "old.tar", confirm=lambda: True)
    assert (done.aside / "media" / "later.txt").read_text() == "later"
    assert next(done.aside.glob("database.*")).stat().st_size > 1000
    assert stat.S_IMODE(done.aside.stat().st_mode) == 0o700


def test_restored_tables_take_new_rows(blog: None, tmp_path: Path):
    back_up(to=tmp_path / "blog.tar")
    restore(source=tmp_path / "blog.tar", confirm=lambda: True)
    assert get_user_model().objects.create_user("bob").pk > get_user_model().objects.get(username="ada").pk


def test_tables_of_a_later_version_are_gone_after_a_restore(blog: None, tmp_path: Path):
    back_up(to=tmp_path / "blog.tar")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_later (id integer)")
    restore(source=tmp_path / "blog.tar", confirm=lambda: True)
    assert "made_later" not in connection.introspection.table_names()


def test_backup_is_one_committed_state_while_others_write(blog: None, tmp_path: Path):
    with transaction.atomic():
        get_user_model().objects.create_user("bob")
        back_up(to=tmp_path / "blog.tar")
    restore(source=tmp_path / "blog.tar", confirm=lambda: True)
    assert [user.username for user in get_user_model().objects.all()] == ["ada"]


def test_manifest_holds_the_sum_of_every_member(blog: None, tmp_path: Path):
    back_up(to=tmp_path / "blog.tar.gz")
    found = members(tmp_path / "blog.tar.gz")
    manifest = json.loads(found.pop("manifest.json"))
    assert manifest["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}
    assert manifest["database"] == connection.vendor
    assert manifest["version"] == "0.1.0"


def test_backup_is_private_and_replaces_no_file(blog: None, tmp_path: Path):
    back_up(to=tmp_path / "blog.tar")
    assert stat.S_IMODE((tmp_path / "blog.tar").stat().st_mode) == 0o600
    with pytest.raises(BackupError, match="exists already"):
        back_up(to=tmp_path / "blog.tar")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blog.tar", "data"]


def test_backup_that_fails_leaves_nothing_behind(tmp_path: Path):
    with pytest.raises(BackupError, match="can't be written"):
        back_up(to=tmp_path / "nowhere" / "blog.tar")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def spoil_one_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[content.index(b"\xff\xd8picture") + 3] ^= 1
    path.write_bytes(content)


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def edit(change: Callable[[dict[str, bytes]], object]) -> Callable[[Path], None]:
    return lambda path: rewrite(path, change)


def database_name() -> str:
    return {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}[connection.vendor]


def spoil_database_with_its_sum(found: dict[str, bytes]) -> None:
    name = database_name()
    found[name] = b"not a database" * 1000
    manifest = json.loads(found["manifest.json"])
    manifest["files"][name] = hashlib.sha256(found[name]).hexdigest()
    found["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_one_byte,
        cut_short,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\x1f\x8b" + b"x" * 5000),
        lambda path: path.unlink(),
        edit(lambda found: found.pop("manifest.json")),
        edit(lambda found: found.pop("media/empty.txt")),
        edit(lambda found: found.pop(database_name())),
        edit(lambda found: found.update({"media/more.txt": b""})),
        edit(lambda found: found.update({"media/../../evil.txt": b""})),
        edit(lambda found: found.update({"/tmp/evil.txt": b""})),
        edit(lambda found: found.update({"settings.py": b""})),
        edit(lambda found: found.update({"manifest.json": b"{}"})),
        edit(lambda found: found.update({"manifest.json": b"[1"})),
        edit(lambda found: found.update({"manifest.json": found["manifest.json"].replace(b": 1,", b": 2,")})),
        edit(spoil_database_with_its_sum),
    ],
)
def test_damaged_backup_is_refused_and_nothing_is_touched(
    spoil: Callable[[Path], None], blog: None, data: Path, tmp_path: Path
):
    path = tmp_path / "blog.tar"
    back_up(to=path)
    change_everything(data)
    before = sorted(tmp_path.rglob("*"))
    spoil(path)
    with pytest.raises(BackupError) as refused:
        restore(source=path, confirm=lambda: True)
    assert "\n" not in str(refused.value)
    assert is_changed(data)
    assert [found for found in sorted(tmp_path.rglob("*")) if found not in before] == []


def test_link_in_a_backup_is_refused(blog: None, data: Path, tmp_path: Path):
    back_up(to=tmp_path / "blog.tar")
    with tarfile.open(tmp_path / "blog.tar", "a") as archive:
        member = tarfile.TarInfo("media/link")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(member)
    with pytest.raises(BackupError, match="media/link"):
        restore(source=tmp_path / "blog.tar", confirm=lambda: True)


def test_backup_of_another_kind_of_database_is_refused(blog: None, data: Path, tmp_path: Path):
    back_up(to=tmp_path / "blog.tar")

    def claim_another(found: dict[str, bytes]) -> None:
        manifest = json.loads(found["manifest.json"]) | {"database": "oracle"}
        found["manifest.json"] = json.dumps(manifest).encode()

    rewrite(tmp_path / "blog.tar", claim_another)
    with pytest.raises(BackupError, match="same kind"):
        restore(source=tmp_path / "blog.tar", confirm=lambda: True)


def test_restore_asks_before_it_replaces_a_blog(blog: None, data: Path, tmp_path: Path):
    back_up(to=tmp_path / "blog.tar")
    with pytest.raises(BackupError, match="Nothing was restored"):
        restore(source=tmp_path / "blog.tar", confirm=lambda: False)
    assert get_user_model().objects.exists()


def test_restore_into_an_empty_database_does_not_ask(blog: None, data: Path, tmp_path: Path):
    back_up(to=tmp_path / "blog.tar")
    get_user_model().objects.all().delete()
    restore(source=tmp_path / "blog.tar", confirm=lambda: pytest.fail("asked"))
    assert get_user_model().objects.exists()


def test_restore_asks_before_it_replaces_pages(data: Path, tmp_path: Path):
    back_up(to=tmp_path / "blog.tar")
    make_page("About")
    with pytest.raises(BackupError, match="Nothing was restored"):
        restore(source=tmp_path / "blog.tar", confirm=lambda: False)


def test_directory_that_a_restore_makes_is_private(blog: None, data: Path, settings, tmp_path: Path):
    back_up(to=tmp_path / "blog.tar")
    settings.DATA_DIR = tmp_path / "new"
    restore(source=tmp_path / "blog.tar", confirm=lambda: True)
    assert stat.S_IMODE(settings.DATA_DIR.stat().st_mode) == 0o700


def test_command_replaces_no_blog_unasked_where_nobody_can_be_asked(blog: None, tmp_path: Path):
    back_up(to=tmp_path / "blog.tar")
    with pytest.raises(CommandError, match="There is a blog here already; --yes replaces it"):
        call_command("restore", str(tmp_path / "blog.tar"))
    assert get_user_model().objects.exists()


def test_commands_say_errors_in_one_line(tmp_path: Path):
    with pytest.raises(CommandError, match="is not a whole backup"):
        call_command("restore", str(tmp_path / "missing.tar"))
    with pytest.raises(CommandError, match="can't be written"):
        call_command("backup", str(tmp_path / "nowhere" / "blog.tar"))


def manage(*arguments: str, data: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    given = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DATA_DIR": str(data)} | variables
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=given, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


@pytest.mark.postgres
def test_commands_move_a_blog_on_postgres(postgres_url: str, tmp_path: Path):
    here = {"data": tmp_path / "here", "DATABASE_URL": postgres_url}
    assert manage("migrate", "-v0", **here).returncode == 0
    with psycopg.connect(postgres_url) as database:
        database.execute("CREATE TABLE kept (word text)")
        database.execute("INSERT INTO kept VALUES ('日本')")
    assert manage("backup", str(tmp_path / "blog.tar.gz"), **here).returncode == 0
    with psycopg.connect(postgres_url) as database:
        database.execute("DROP TABLE kept")
    done = manage("restore", str(tmp_path / "blog.tar.gz"), "--yes", **here)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(postgres_url) as database:
        assert database.execute("SELECT word FROM kept").fetchall() == [("日本",)]
