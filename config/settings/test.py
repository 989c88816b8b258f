"""Settings of the test suite: as in production where it matters (policy, hosts, transactions), else fast.

DATABASE_URL chooses the database, SQLite being the default; nothing else of the developer's own settings is
read.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

for _name in (
    "CACHE_URL",
    "EMAIL_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "ADMINS",
    "HOST",
    "PORT",
    "PROXIES",
):
    os.environ.pop(_name, None)
os.environ["ENV_FILE"] = os.devnull

# In memory where the system has such a place. One directory for each process, so that the workers of one
# run, and runs side by side, never meet.
_SHM = Path("/dev/shm")  # noqa: S108
_ROOT = tempfile.mkdtemp(prefix="parley-test-", dir=_SHM if os.access(_SHM, os.W_OK) else None)
_OWNER = os.getpid()


def _remove_data() -> None:
    if os.getpid() == _OWNER:  # and not in a child that a test has forked
        shutil.rmtree(_ROOT, ignore_errors=True)


atexit.register(_remove_data)
os.environ["DATA_DIR"] = _ROOT

from config.settings.base import *  # noqa: E402, F403
from config.settings.base import DATABASES, STORAGES  # noqa: E402

PARLEY_LOCAL = True
SECRET_KEY = "a-key-for-tests-that-is-long-enough-to-be-taken-for-a-real-one"  # noqa: S105
SITE_URL = "https://parley.example"
ALLOWED_HOSTS = ["testserver", "parley.example", "localhost", "127.0.0.1"]

# The test client and the live server speak plain HTTP.
PROXIES = 0
SECURE_PROXY_SSL_HEADER = None
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # A file and not `:memory:`, which all threads of a process would share as one connection: locks,
    # snapshots and a second process are then what they are in production. Nothing here has to survive a
    # power cut.
    _database["TEST"] = {"NAME": f"{_ROOT}/test.sqlite3"}
    _database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    _database["OPTIONS"]["options"] += " -c synchronous_commit=off"
