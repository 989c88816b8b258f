"""Local settings, of `make run` and `make dev`: this machine only, no HTTPS, mail goes to the terminal.

DEBUG stays off unless asked for, so that `make run` shows the site as readers will see it.
"""

from importlib.util import find_spec

from config import environment as env
from config import local_key
from config.settings.base import *  # noqa: F403
from config.settings.base import DATA_DIR, INSTALLED_APPS, MIDDLEWARE, PORT, STORAGES

PARLEY_LOCAL = True
DEBUG = env.flag("DEBUG", False)
SECRET_KEY = local_key.read_or_make(DATA_DIR / "secret_key")
SITE_URL = env.origin("SITE_URL", f"http://127.0.0.1:{PORT}", schemes=("http", "https"))
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])

globals().update(env.email("EMAIL_URL", "console:"))

PROXIES = env.number("PROXIES", 0, low=0, high=9)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False

if DEBUG:
    # Files are read where they lie, so that a change shows at the next reload.
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    INTERNAL_IPS = ["127.0.0.1", "::1"]
    if find_spec("debug_toolbar"):
        INSTALLED_APPS.append("debug_toolbar")
        # Inside what compresses, since it writes into the page.
        place = MIDDLEWARE.index("config.middleware.CompressText") + 1
        MIDDLEWARE.insert(place, "debug_toolbar.middleware.DebugToolbarMiddleware")
