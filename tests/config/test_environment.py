"""Settings are read from the environment; what is wrong with them is said in one line."""

import importlib
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import pytest

from config import environment

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": "vMBpVtSkYp0Tt4yYbN1zqVfWcZ1mP0eZ8RzF3o5J2qk4uXw7hA",
    "SITE_URL": "https://blog.example.org",
    "ALLOWED_HOSTS": "blog.example.org",
}


def load(module: str, data: Path, **variables: str) -> ModuleType:
    """Import settings anew, as a process with nothing but these variables would."""
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "config"}
    given = {"ENV_FILE": os.devnull, "DATA_DIR": str(data)} | variables
    try:
        with patch.dict(os.environ, given, clear=True):
            return importlib.import_module(f"config.settings.{module}")
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "config"]:
            del sys.modules[name]
        sys.modules.update(kept)


def production(data: Path, **variables: str) -> ModuleType:
    return load("production", data, **(PRODUCTION | variables))


def start(data: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, with production settings."""
    given = (
        {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DATA_DIR": str(data)} | PRODUCTION | variables
    )
    given["DJANGO_SETTINGS_MODULE"] = "config.settings.production"
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 80),
        ("SITE_URL", ""),
        ("SITE_URL", "blog.example.org"),
        ("SITE_URL", "http://blog.example.org"),
        ("SITE_URL", "https://blog.example.org/blog/"),
        ("SITE_URL", "https://blog.example.org:port"),
        ("SITE_URL", "https://[::1"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "https://blog.example.org"),
        ("ALLOWED_HOSTS", "other.example.org"),
        ("DATABASE_URL", "mysql://localhost/parley"),
        ("DATABASE_URL", "parley.sqlite3"),
        ("DATABASE_URL", "postgres://user:s3cret@host:port/parley"),
        ("DATABASE_URL", "postgres://host"),
        ("CACHE_URL", "memcached://127.0.0.1:11211"),
        ("CACHE_URL", "nonsense"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "smtp://user:s3cret@host:port"),
        ("ADMINS", "ada"),
        ("EMAIL_FROM", "Parley"),
        ("EMAIL_FROM", "Parley <parley>"),
        ("CSP_MEDIA_SOURCES", "https:; script-src *"),
        ("CSP_MEDIA_SOURCES", "'unsafe-inline'"),
        ("CSP_MEDIA_SOURCES", "nonsense"),
        ("CSP_MEDIA_SOURCES", "javascript:"),
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("WORKERS", "-1"),
        ("PROXIES", "true"),
        ("HSTS_SECONDS", "a year"),
        ("LOG_LEVEL", "loud"),
        ("LANGUAGE_CODE", "xx"),
        ("LANGUAGE_CODE", "Deutsch"),
        ("DATA_DIR", f"{__file__}/below"),
        ("DATA_DIR", __file__),
    ],
)
def test_wrong_value_stops_the_start_with_a_line_that_names_it(variable: str, value: str, tmp_path: Path):
    with pytest.raises(SystemExit) as stopped:
        production(tmp_path, **{variable: value})
    assert str(stopped.value).startswith(f"Parley did not start: {variable} ")
    assert "\n" not in str(stopped.value)
    assert "s3cret" not in str(stopped.value)


@pytest.mark.parametrize(
    ("variable", "value"), [("DEBUG", "perhaps"), ("PROXIES", "x"), ("ALLOWED_HOSTS", "*")]
)
def test_local_settings_check_their_values_too(variable: str, value: str, tmp_path: Path):
    with pytest.raises(SystemExit, match=f"Parley did not start: {variable} must be "):
        load("development", tmp_path, **{variable: value})


@pytest.mark.parametrize("arguments", [("manage.py", "check"), ("-c", "import config.wsgi")])
def test_wrong_value_is_one_line_without_traceback(arguments: tuple[str, ...], tmp_path: Path):
    done = start(tmp_path, *arguments, PORT="x")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.strip() == (
        "Parley did not start: PORT must be a whole number from 1 to 65535"
        " (set it in the environment or in .env)."
    )


def test_deployment_check_has_nothing_to_say_about_production_settings(tmp_path: Path):
    done = start(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "DEBUG")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_empty_value_counts_as_not_given(tmp_path: Path):
    settings = production(tmp_path, PORT="", DATABASE_URL=" ", CACHE_URL="", EMAIL_URL="")
    assert settings.PORT == 8000
    assert settings.DATABASES["default"]["NAME"] == str(tmp_path / "parley.sqlite3")
    assert settings.CACHES["default"]["BACKEND"].endswith("LocMemCache")
    assert settings.EMAIL_HOST == "localhost"


def test_env_file_is_read_and_the_environment_wins(tmp_path: Path):
    file = tmp_path / "env"
    file.write_text("PORT=8001\nWORKERS=5\n# a comment\nEMAIL_FROM='Ada <ada@example.org>'\n")
    settings = production(tmp_path, ENV_FILE=str(file), WORKERS="3")
    assert settings.PORT == 8001
    assert settings.WORKERS == 3
    assert settings.DEFAULT_FROM_EMAIL == "Ada <ada@example.org>"


def test_settings_need_no_file(tmp_path: Path):
    assert production(tmp_path, ENV_FILE=str(tmp_path / "none")).PORT == 8000


def test_env_file_that_is_none_is_one_line(tmp_path: Path):
    with pytest.raises(SystemExit, match=f"^Parley did not start: the settings in {tmp_path} can't be read"):
        production(tmp_path, ENV_FILE=str(tmp_path))


def test_env_file_in_another_encoding_is_one_line(tmp_path: Path):
    file = tmp_path / "env"
    file.write_bytes("EMAIL_FROM='Zoë <zoe@example.org>'".encode("latin-1"))
    with pytest.raises(SystemExit, match=f"^Parley did not start: the settings in {file} .* UTF-8[.]$"):
        production(tmp_path, ENV_FILE=str(file))


@pytest.fixture
def as_nobody() -> Iterator[None]:
    """Take this process's rights to everybody's files away, should it have them."""
    kept = os.getresuid()
    if os.geteuid() == 0:
        os.setresuid(65534, 65534, 0)
    yield
    os.setresuid(*kept)


def test_data_directory_nobody_may_write_to_is_one_line(as_nobody: None):
    with (
        patch.dict(os.environ, {"DATA_DIR": "/parley/var"}),
        pytest.raises(SystemExit, match=r"^Parley did not start: DATA_DIR must be .*, and / is none "),
    ):
        environment.folder("DATA_DIR", Path("/"))


@pytest.mark.parametrize("code", ["en", "de-at", "pt-BR", "zh-hans", "en-gb"])
def test_language_may_be_a_variant(code: str, tmp_path: Path):
    assert code.lower() == production(tmp_path, LANGUAGE_CODE=code).LANGUAGE_CODE


@pytest.mark.parametrize(
    "source",
    [
        "https:",
        "data:",
        "media.example.org",
        "*.example.org",
        "https://localhost:9000",
        "https://x.example/a/",
    ],
)
def test_media_may_come_from_schemes_and_hosts(source: str, tmp_path: Path):
    assert source in str(production(tmp_path, CSP_MEDIA_SOURCES=source).CONTENT_SECURITY_POLICY)


def test_data_directory_may_have_any_name(tmp_path: Path):
    odd = tmp_path / "my blog? 100% #1"
    assert production(odd).DATABASES["default"]["NAME"] == str(odd / "parley.sqlite3")


def test_relative_paths_start_at_the_project(tmp_path: Path):
    settings = production(tmp_path, DATA_DIR="elsewhere", DATABASE_URL="sqlite:///elsewhere/x.sqlite3")
    assert settings.MEDIA_ROOT == ROOT / "elsewhere" / "media"
    assert settings.DATABASES["default"]["NAME"] == str(ROOT / "elsewhere/x.sqlite3")


def test_passwords_with_odd_characters_are_decoded(tmp_path: Path):
    settings = production(
        tmp_path,
        DATABASE_URL="postgres://ada:p%40ss%2Fword@db.example.org:5433/blog",
        EMAIL_URL="submission://ada:p%40ss@mail.example.org",
    )
    assert settings.DATABASES["default"]["PASSWORD"] == "p@ss/word"
    assert settings.EMAIL_HOST_PASSWORD == "p@ss"
    assert (settings.EMAIL_PORT, settings.EMAIL_USE_TLS) == (587, True)


def test_silent_mail_server_is_not_waited_for_long(tmp_path: Path):
    assert production(tmp_path).EMAIL_TIMEOUT <= 30


def test_sqlite_is_durable_and_writers_queue(tmp_path: Path):
    options = production(tmp_path).DATABASES["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_forwarded_headers_count_only_behind_a_proxy(tmp_path: Path):
    assert production(tmp_path).SECURE_PROXY_SSL_HEADER == ("HTTP_X_FORWARDED_PROTO", "https")
    assert production(tmp_path, PROXIES="0").SECURE_PROXY_SSL_HEADER is None
    assert load("development", tmp_path).SECURE_PROXY_SSL_HEADER is None


def test_nothing_but_local_settings_are_local(tmp_path: Path):
    assert production(tmp_path, DEBUG="true").PARLEY_LOCAL is False
    assert production(tmp_path, DEBUG="true").DEBUG is False
    assert load("development", tmp_path).PARLEY_LOCAL is True


def test_local_settings_hide_errors_unless_asked(tmp_path: Path):
    assert load("development", tmp_path).DEBUG is False
    debugging = load("development", tmp_path, DEBUG="true")
    assert debugging.DEBUG is True
    assert "debug_toolbar" in debugging.INSTALLED_APPS


def test_local_secret_key_is_made_once_and_private(tmp_path: Path):
    first = load("development", tmp_path / "data").SECRET_KEY
    assert len(first) >= 50
    assert first == load("development", tmp_path / "data").SECRET_KEY
    assert first != load("development", tmp_path / "other").SECRET_KEY
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe" * 40])
def test_secret_key_that_is_none_is_one_line(content: bytes, tmp_path: Path):
    (tmp_path / "secret_key").write_bytes(content)
    with pytest.raises(SystemExit, match=f"^Parley did not start: {tmp_path}/secret_key holds no secret key"):
        load("development", tmp_path)


def test_secret_key_that_cannot_be_read_is_one_line(tmp_path: Path):
    (tmp_path / "secret_key").mkdir()
    with pytest.raises(SystemExit, match=r"^Parley did not start: the secret key in .* can.t be read"):
        load("development", tmp_path)


def test_processes_that_start_together_share_one_key(tmp_path: Path):
    path = tmp_path / "secret_key"
    code = "import sys, pathlib, config.local_key as key; print(key.read_or_make(pathlib.Path(sys.argv[1])))"
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    assert {process.communicate()[0].strip() for process in started} == {path.read_text()}


def test_every_variable_is_documented_and_every_documented_one_is_read():
    read = {
        name
        for path in [*(ROOT / "config" / "settings").glob("*.py")]
        for name in re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', path.read_text())
    }
    documented = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert len(read) > 15
    assert read == documented
