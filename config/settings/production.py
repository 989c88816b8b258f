"""A public site: base settings, and the three things nobody can guess for it."""

from urllib.parse import urlsplit

from config import environment as env
from config.settings.base import *  # noqa: F403

SECRET_KEY = env.text("SECRET_KEY", expected="at least 50 random characters; `make secret` prints some")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
    env.stop("SECRET_KEY", "must be at least 50 random characters; `make secret` prints some")

SITE_URL = env.origin("SITE_URL", schemes=("https",))
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")
if urlsplit(SITE_URL).hostname not in ALLOWED_HOSTS:
    env.stop("ALLOWED_HOSTS", "must contain the host of SITE_URL")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
