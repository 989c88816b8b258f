"""The settings of every installation, safe in production; development.py loosens them on purpose.

What may differ from one installation to the next is read from the environment or `.env`; each variable is
described in `.env.example`. production.py asks for those without which a public site can't run.
"""

from typing import Any
from urllib.parse import quote

from config import environment as env
from config.log_lines import without_signed_paths, without_traceback

BASE_DIR = env.BASE_DIR
# Everything the application writes lies under this directory: database, uploads, collected static files,
# keys.
DATA_DIR = env.folder("DATA_DIR", default=BASE_DIR / "var")

# True for the demo and for work on the code: the demo and its known accounts must never face the world.
PARLEY_LOCAL = False
DEBUG = False

# --- Who we are

SECRET_KEY_FALLBACKS = env.names(
    "SECRET_KEY_FALLBACKS", [], expected="earlier secret keys separated by commas"
)
USE_TZ = True
TIME_ZONE = "UTC"  # of the server; what readers see is in the zone of the site's settings
LANGUAGE_CODE = env.language("LANGUAGE_CODE", "en")
FORMAT_MODULE_PATH = ["config.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Server (read by `manage.py serve`)

HOST = env.text("HOST", "127.0.0.1", expected="the address to listen on")
PORT = env.number("PORT", 8000, low=1, high=65535)
WORKERS = env.number("WORKERS", 2, low=1, high=64)
# Threads of each worker. More of them don't make pages faster, they keep one slow request from stopping the
# others.
THREADS = env.number("THREADS", 2, low=1, high=64)
# So many clients of each worker may be slow at once in sending a body or in taking a file
# (config.slow_clients).
SLOW_CLIENTS = 40
REQUEST_LIMIT = 32 * 1024 * 1024  # bytes: an upload (blog.media.MAX_BYTES), and the form around it
# One line a request on stdout; the proxy in front usually writes one already.
ACCESS_LOG = env.flag("ACCESS_LOG", False)
# One more process, for periodic jobs; off where cron or another machine does them.
BACKGROUND = env.flag("BACKGROUND", True)
# How many proxies stand in front: so many entries from the right of X-Forwarded-For are believed, and no
# more.
PROXIES = env.number("PROXIES", 1, low=0, high=9)

# --- Application

INSTALLED_APPS = [
    "comments",
    "blog",
    "taggit",
    "config.apps.DeskConfig",  # django.contrib.admin, with our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
]
MIDDLEWARE = [
    "config.middleware.behind_proxies",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.CompressText",
    "config.content_policy.ContentPolicy",
    "config.middleware.permissions_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "blog.views.slashes.SlashesMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "blog.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "blog.context.site",
            ]
        },
    }
]
TAGGIT_CASE_INSENSITIVE = True

# --- Data

SQLITE_OPTIONS: dict[str, Any] = {
    # A transaction that reads first and writes later can't be upgraded when somebody wrote in between
    # ("database is locked" at once, timeout or not), so every transaction asks for the write lock when it
    # begins.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds to wait for that lock
    # FULL: what has been acknowledged survives a power cut. The rest is speed: 8 MB of cache, temporary
    # tables in memory, and a write-ahead log that shrinks again after an import.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;"
        "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864;"
    ),
}
POSTGRES_OPTIONS: dict[str, Any] = {
    "connect_timeout": 5,
    "application_name": "parley",
    # As on every disk without moving parts: a walk along an index is hardly dearer than a scan, row by row.
    "options": "-c random_page_cost=1.1",
}


def _database() -> dict[str, Any]:
    found = env.database("DATABASE_URL", f"sqlite:///{quote(str(DATA_DIR / 'parley.sqlite3'))}")
    is_sqlite = found["ENGINE"].endswith("sqlite3")
    found["OPTIONS"] = (SQLITE_OPTIONS if is_sqlite else POSTGRES_OPTIONS) | found.get("OPTIONS", {})
    # Opening SQLite anew for each request costs 0.3 ms. Who serves pages keeps connections to PostgreSQL too
    # (config.postgres); whatever else runs may have pauses in which they end.
    found["CONN_MAX_AGE"] = None if is_sqlite else 0
    return found


DATABASES = {"default": _database()}
# Room for finished pages in the memory of each worker (blog.pagecache); 0: every page is made anew.
PAGE_STORE_MB = env.number("PAGE_STORE_MB", 16, low=0, high=4096)
CACHES = {"default": {"KEY_PREFIX": "parley"} | env.cache("CACHE_URL", "locmem://")}

# --- Files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_files.StaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # a long post is 100 kB; files are not counted here

# --- Mail and log

globals().update(env.email("EMAIL_URL", "smtp://localhost:25"))
EMAIL_SUBJECT_PREFIX = "[Parley] "
DEFAULT_FROM_EMAIL = env.sender("EMAIL_FROM", "Parley <parley@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ADMINS = [(address, address) for address in env.addresses("ADMINS", [])]
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "bare": {"format": "{message}", "style": "{"},
    },
    "filters": {
        "production": {"()": "django.utils.log.RequireDebugFalse"},
        "brief": {"()": "django.utils.log.CallbackFilter", "callback": without_traceback},
        "unsigned": {"()": "django.utils.log.CallbackFilter", "callback": without_signed_paths},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["brief", "unsigned"]},
        "stdout": {"class": "logging.StreamHandler", "formatter": "bare", "stream": "ext://sys.stdout"},
        "null": {"class": "logging.NullHandler"},
        "admins": {
            "class": "config.error_mails.ErrorMails",
            "level": "ERROR",
            "filters": ["production"],
        },
    },
    "root": {
        "handlers": ["stderr"],
        "level": env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    "loggers": {
        "django": {"handlers": ["admins"], "level": "INFO"},
        # What isn't there, robots ask for all day; whoever wants to know has the access log.
        "django.request": {"level": "ERROR"},
        "config.access_log": {"handlers": ["stdout"], "level": "INFO", "propagate": False},
        # Port scanners send made-up host names all day; they get a 400 and need no mail.
        "django.security.DisallowedHost": {"handlers": ["null"], "propagate": False},
    },
}

# --- Trust

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 24 * 3600  # seconds; an invitation lives longer (blog.accounts)

SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER: tuple[str, str] | None = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 30 * 24 * 3600, low=0, high=10**9)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    # HSTS for all subdomains, and its preload list, bind hosts that are not ours to bind, and can't be
    # taken back for months.
    "security.W005",
    "security.W021",
]

# No inline script or style anywhere, no eval, no third party; the admin obeys it too. Pictures, sound and
# film may come from elsewhere by https: imported posts show theirs from the old address until they have
# been moved here.
_MEDIA_SOURCES = [
    "'self'",
    *env.sources("CSP_MEDIA_SOURCES", ["https:"]),
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "img-src": [*_MEDIA_SOURCES, "data:"],
        "media-src": _MEDIA_SOURCES,
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
