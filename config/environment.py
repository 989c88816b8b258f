"""Settings from the environment and `.env`, checked as they are read.

A value that is missing or wrong ends the process with one line that names the variable and says what is
expected. It is a SystemExit and not an exception of our own, because that looks the same from manage.py, a
WSGI server and a shell: no traceback. Values are never printed: several of them hold passwords. In every
reader a default of None means that the variable must be given.
"""

import os
import re
from collections.abc import Callable
from email.utils import parseaddr
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from django.conf.locale import LANG_INFO
from dotenv import load_dotenv
from environs import Env, EnvError

T = TypeVar("T")

BASE_DIR = Path(__file__).resolve().parent.parent
ENV_FILE = Path(os.environ.get("ENV_FILE", BASE_DIR / ".env"))

# A name (perhaps with a leading dot: its subdomains too), an IPv4 address, or an IPv6 address in brackets.
_HOST = re.compile(r"\.?[\w-]+(\.[\w-]+)*\.?|\[[0-9a-fA-F:.]+\]")
# "https:", or a host, which may have a port and a path, and with a scheme before it may be a single word.
_SOURCE = re.compile(
    r"(?:https?|data|blob):|(?:https?://(?:\*\.)?[\w-]+|(?:\*\.)?[\w-]+\.[\w-]+)(?:\.[\w-]+)*"
    r"(?::(?:[0-9]+|\*))?(?:/[^\s;,'\"]*)?",
    re.IGNORECASE,
)
MAIL_TIMEOUT = 15  # seconds; with none, a mail server that doesn't answer holds a worker for minutes


def refuse(problem: str) -> NoReturn:
    """End the process: `problem` says what can't be used, and what to do."""
    raise SystemExit(f"Parley did not start: {problem}.")


def stop(name: str, problem: str) -> NoReturn:
    """End the process: the variable `name` can't be used."""
    refuse(f"{name} {problem} (set it in the environment or in .env)")


def _load(file: Path) -> None:
    """Put what `file` says into the environment; what is there already is left alone."""
    try:
        load_dotenv(stream=StringIO(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return
    except OSError as error:
        refuse(f"the settings in {file} can't be read ({error.strerror}); it must be a file you may read")
    except ValueError:
        refuse(f"the settings in {file} can't be read; it must be a text file in UTF-8")


_load(ENV_FILE)
_env = Env()


def given(name: str) -> bool:
    """Tell if the variable has a value; an empty one counts as not given."""
    return bool(os.environ.get(name, "").strip())


def _read(parse: Callable[[str], T], name: str, default: T | None, expected: str) -> T:
    if not given(name):
        if default is None:
            stop(name, f"is missing; it must be {expected}")
        return default
    try:
        return parse(name)
    except (EnvError, ValueError):
        stop(name, f"must be {expected}")


def text(name: str, default: str | None = None, *, expected: str = "text") -> str:
    """Read a string, without the white space around it."""
    return _read(lambda name: _env.str(name).strip(), name, default, expected)


def flag(name: str, default: bool | None = None) -> bool:
    """Read true or false (also 1/0, yes/no, on/off)."""
    return _read(_env.bool, name, default, "true or false")


def number(name: str, default: int | None = None, *, low: int, high: int) -> int:
    """Read a whole number from `low` to `high`, both included."""
    expected = f"a whole number from {low} to {high}"
    value = _read(_env.int, name, default, expected)
    if not low <= value <= high:
        stop(name, f"must be {expected}")
    return value


def choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """Read one of a few words, in upper or lower case."""
    value = text(name, default).upper()
    if value not in choices:
        stop(name, f"must be one of {', '.join(choices)}")
    return value


def names(name: str, default: list[str] | None = None, *, expected: str) -> list[str]:
    """Read a list separated by commas; empty items are dropped."""
    items = _read(lambda name: [item.strip() for item in _env.str(name).split(",")], name, default, expected)
    return [item for item in items if item]


def folder(name: str, default: Path) -> Path:
    """Read a directory that can be written to, or made; a relative path starts at the project's directory."""
    expected = "a directory that can be written to"
    found = _read(lambda name: (BASE_DIR / _env.path(name).expanduser()).resolve(), name, default, expected)
    place = next(path for path in (found, *found.parents) if os.path.exists(path))
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        stop(name, f"must be {expected}, and {place} is none")
    return found


def language(name: str, default: str) -> str:
    """Read the code of a language that Django has texts in, or of a variant of one."""
    expected = "a language code such as en or de"
    code = text(name, default, expected=expected).lower()
    if code not in LANG_INFO and code.partition("-")[0] not in LANG_INFO:
        stop(name, f"must be {expected}")
    return code


def origin(name: str, default: str | None = None, *, schemes: tuple[str, ...]) -> str:
    """Read the address of a site (scheme, host, perhaps a port), without the slash in the end."""
    expected = f"an address such as {schemes[0]}://blog.example.org with nothing after the host"
    value = text(name, default, expected=expected).rstrip("/")
    try:
        parts = urlsplit(value)
        usable = (
            parts.scheme in schemes and parts.hostname and not (parts.path or parts.query or parts.fragment)
        )
        usable = usable and parts.username is None and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        stop(name, f"must be {expected}")
    return value


def hosts(name: str, default: list[str] | None = None) -> list[str]:
    """Read the host names that the site answers to."""
    expected = "host names separated by commas, without scheme, port or *"
    found = names(name, default, expected=expected)
    if not found or not all(_HOST.fullmatch(host) for host in found):
        stop(name, f"must be {expected}")
    return found


def addresses(name: str, default: list[str] | None = None) -> list[str]:
    """Read a list of e-mail addresses."""
    expected = "e-mail addresses separated by commas"
    found = names(name, default, expected=expected)
    if any(address.count("@") != 1 or " " in address for address in found):
        stop(name, f"must be {expected}")
    return found


def sender(name: str, default: str) -> str:
    """Read an e-mail address to send from, perhaps with a name before it."""
    expected = "an address to send from, such as Parley <parley@example.org>"
    value = text(name, default, expected=expected)
    before, at, after = parseaddr(value)[1].rpartition("@")
    if not (before and at and after) or " " in before + after:
        stop(name, f"must be {expected}")
    return value


def sources(name: str, default: list[str]) -> list[str]:
    """Read what a content policy may name beside the site itself: schemes and hosts."""
    expected = "schemes and hosts separated by commas, such as https: or https://media.example.org"
    found = names(name, default, expected=expected)
    if not all(_SOURCE.fullmatch(source) for source in found):
        stop(name, f"must be {expected}")
    return found


def _url(parse: Callable[..., Any], name: str, default: str, expected: str) -> dict[str, Any]:
    if not given(name):
        os.environ.pop(name, None)  # environs would take the empty value rather than the default
    try:
        return dict(parse(name, default))
    except (EnvError, ValueError):
        stop(name, f"must be {expected}")


def database(name: str, default: str) -> dict[str, Any]:
    """Read a database URL into the form of DATABASES; SQLite and PostgreSQL are supported."""
    expected = "sqlite:///path/to/file or postgres://user:password@host:5432/name"
    found = _url(_env.dj_db_url, name, default, expected)
    is_sqlite = found["ENGINE"] == "django.db.backends.sqlite3"
    if not found["NAME"] or not (is_sqlite or found["ENGINE"] == "django.db.backends.postgresql"):
        stop(name, f"must be {expected}")
    if is_sqlite and found["NAME"] != ":memory:":
        found["NAME"] = str(BASE_DIR / found["NAME"])
    return found


def cache(name: str, default: str) -> dict[str, Any]:
    """Read a cache URL into the form of CACHES: Redis, or the memory of each process."""
    expected = "redis://host:6379/0, rediss://host:6379/0 or locmem://"
    found = _url(_env.dj_cache_url, name, default, expected)
    if found["BACKEND"].split(".")[-1] not in ("RedisCache", "LocMemCache", "DummyCache"):
        stop(name, f"must be {expected}")
    if found["BACKEND"].endswith("RedisCache"):
        # One that doesn't answer is done without: nobody waits for it longer than this.
        found["OPTIONS"] = {"socket_timeout": 1, "socket_connect_timeout": 1} | found.get("OPTIONS", {})
    return found


def email(name: str, default: str) -> dict[str, Any]:
    """Read an e-mail URL into Django's EMAIL_ settings; the path of `file:` is taken as that of `sqlite:`."""
    expected = (
        "smtp://user:password@host:25, submission://user:password@host:587, file:///directory or console:"
    )
    found = _url(_env.dj_email_url, name, default, expected)
    if "EMAIL_BACKEND" not in found:
        stop(name, f"must be {expected}")
    if found["EMAIL_FILE_PATH"]:
        found["EMAIL_FILE_PATH"] = str(BASE_DIR / found["EMAIL_FILE_PATH"])
    found["EMAIL_TIMEOUT"] = found["EMAIL_TIMEOUT"] or MAIL_TIMEOUT
    return found
