"""The application as a WSGI server sees it: static files, then Django.

Served by `manage.py serve`, or by any WSGI server as `config.wsgi:application`.
"""

import os
from wsgiref.headers import Headers

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from config.charset import as_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
# A page that needs longer than this is a bug or an attack. Only here: imports and migrations may take their
# time.
POSTGRES_LIMITS = "-c statement_timeout=30s -c lock_timeout=20s"


def _add_static_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def _use_pool() -> None:
    """Take PostgreSQL connections, with limits, from a pool from now on; SQLite needs none."""
    from django.conf import settings
    from django.db import connections

    database = connections.settings["default"]
    if database["ENGINE"].endswith("postgresql"):
        connections.close_all()  # one that was opened without a pool can't be given back to it
        database["OPTIONS"].setdefault("pool", settings.POSTGRES_POOL)
        database["OPTIONS"]["options"] = f"{database['OPTIONS'].get('options', '')} {POSTGRES_LIMITS}"


def _make_application() -> WhiteNoise:
    from django.conf import settings

    django = as_utf8(get_wsgi_application())
    _use_pool()
    return WhiteNoise(
        django,
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        immutable_file_test=r"\.[0-9a-f]{12}\.\w+$",
        add_headers_function=_add_static_headers,
    )


application = _make_application()
