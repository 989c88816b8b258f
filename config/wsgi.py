"""The application as a WSGI server sees it: stored pages, static files, then Django.

Served by `manage.py serve`, or by any WSGI server as `config.wsgi:application`.
"""

import gc
import os
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from wsgiref.headers import Headers

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from config.charset import Application, as_utf8
from config.slow_clients import receive_first, run_in, send_apart

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")


def _add_static_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def _make_application() -> Application:
    from django.conf import settings

    threads = ThreadPoolExecutor(settings.THREADS, thread_name_prefix="django")
    places = BoundedSemaphore(settings.SLOW_CLIENTS)
    django = run_in(threads, as_utf8(get_wsgi_application()))
    django = receive_first(django, places=places, limit=settings.REQUEST_LIMIT)
    # Imported when Django is set up, since they read models.
    from config.access_log import write_log
    from config.front import with_page_store
    from config.health import answer_probes
    from config.postgres import keep_connections

    keep_connections()
    files = WhiteNoise(
        django,
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        immutable_file_test=r"\.[0-9a-f]{12}\.\w+$",
        add_headers_function=_add_static_headers,
    )
    application = send_apart(with_page_store(files), places=places)
    if settings.ACCESS_LOG:
        application = write_log(application)
    return answer_probes(application, threads)


application = _make_application()
# What is there by now stays: nobody need look through it for what can be thrown away, which takes 65 ms.
gc.collect()
gc.freeze()
