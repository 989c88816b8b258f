"""The front: a WSGI application ahead of Django, which answers what has been asked before by itself.

Only pages that are the same for everyone are kept, and each is served only while all that it was made from is
unchanged. Whatever goes wrong here, Django answers.
"""

import logging
import re
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.http import parse_etags, parse_http_date_safe

from .dependencies import Dependencies
from .store import Header, Store, StoredPage
from .watching import DatabaseWatch, UnreachableError

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]

logger = logging.getLogger(__name__)

# Set for Django: the page, if it may be kept, is compressed here, once.
COMPRESSES = "parley.front_compresses"
# See RFC 9211.
_HIT = ("Cache-Status", "Parley; hit")
_STALE = ("Cache-Status", "Parley; hit; detail=stale")
_STORED = ("Cache-Status", "Parley; fwd=miss; stored")
_MOST_HOSTS = 100
# How long Django isn't asked again after it had no database either, in seconds.
_PAUSE = 5
# Taken by who understands it, unless they say that they won't.
_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
_OF_UNCHANGED = {"cache-control", "cache-status", "etag", "expires", "last-modified", "vary"}


@dataclass(frozen=True)
class Rules:
    """What the front has to know of the site.

    ``cookies`` are the beginnings of names of cookies whose owners get pages of their own, ``paths`` the
    beginnings of paths that are no reader's pages, ``query_keys`` all that any reader's page looks at behind
    the "?" of its address.
    """

    cookies: Collection[str]
    paths: Collection[str]
    query_keys: Collection[str]


class Front:
    """See above. ``limit`` is the room for stored pages in this process, in bytes."""

    def __init__(self, application: Application, rules: Rules, *, limit: int) -> None:
        self.application = application
        self.store = Store(limit)
        self.watch = DatabaseWatch()
        self._own_paths = tuple(rules.paths)
        self._own_cookies = re.compile(rf"(?:^|[;\s])(?:{'|'.join(map(re.escape, rules.cookies))})")
        self._query_keys = frozenset(rules.query_keys)
        self._known_hosts: set[str] = set()
        self._outage = _Outage()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        is_readers, is_own, page, is_true = False, False, None, False
        try:
            if self._is_readers(environ):
                is_own = self._is_own(environ)
                if not is_own:
                    page, is_true = self._stored(environ["PATH_INFO"])
                is_readers = True
        except Exception:
            logger.exception("The front leaves a request to Django.")
        if not is_readers:
            return self.application(environ, start_response)
        if is_own:
            return self._made_for_one(environ, start_response)
        if page is not None and is_true:
            return _answer(page, _HIT, environ, start_response)
        if page is not None and self._outage.is_on():
            return _answer(page, _STALE, environ, start_response)
        return self._made(environ, start_response, meanwhile=page)

    def close(self) -> None:
        """Let go of the database; for those who have more than one front in a process."""
        self.watch.close()

    def _is_readers(self, environ: Environ) -> bool:
        """Whether a reader's page is asked for: the same for everyone who has nothing of their own."""
        return (
            environ["REQUEST_METHOD"] in ("GET", "HEAD")
            and not environ["PATH_INFO"].startswith(self._own_paths)
            and (not environ.get("QUERY_STRING") or self._asks_nothing(environ["QUERY_STRING"]))
            and (environ.get("HTTP_HOST", "") in self._known_hosts or self._knows_host(environ))
            and (not settings.SECURE_SSL_REDIRECT or _is_secure(environ))
        )

    def _is_own(self, environ: Environ) -> bool:
        """Whether whoever asks gets a page of their own."""
        return "HTTP_COOKIE" in environ and self._own_cookies.search(environ["HTTP_COOKIE"]) is not None

    def _asks_nothing(self, query: str) -> bool:
        """Whether no page looks at anything in ``query``: there are many, made up by others, and one page."""
        try:
            return self._query_keys.isdisjoint(name for name, _value in parse_qsl(query, True))
        except ValueError:
            return False

    def _knows_host(self, environ: Environ) -> bool:
        """Whether we are called that; pages don't depend on it, but Django has to refuse the others."""
        host = environ.get("HTTP_HOST", "")
        domain, _port = split_domain_port(host)
        if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
            return False
        if len(self._known_hosts) < _MOST_HOSTS:
            self._known_hosts.add(host)
        return True

    def _stored(self, path: str) -> tuple[StoredPage | None, bool]:
        """Return the page stored for ``path``, and whether it is true; False: nobody could say so."""
        page = self.store.get(path)
        if page is None:
            return None, False
        try:
            is_current = self.watch.is_current(page)
        except UnreachableError:
            return page, False
        if is_current and page.expires > time.time():
            return page, True
        self.store.drop(page)
        return None, False

    def _made_for_one(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Let Django answer; without its database everybody's page is better than none."""
        path = environ["PATH_INFO"]
        if self._outage.is_on() and (stored := self._stored(path)[0]) is not None:
            return _answer(stored, _STALE, environ, start_response)
        begun: list[tuple[Any, ...]] = []
        response = self.application(environ, lambda *given: begun.append(given))
        is_away = begun[0][0].startswith("503")
        self._outage.note(is_away=is_away)
        if is_away and (stored := self._stored(path)[0]) is not None:
            _close(response)
            return _answer(stored, _STALE, environ, start_response)
        start_response(*begun[0])
        return response

    def _made(
        self, environ: Environ, start_response: Any, *, meanwhile: StoredPage | None
    ) -> Iterable[bytes]:
        """Let Django answer, and keep the page where that may be.

        Where it has no database either, readers get the page of ``meanwhile``, marked as such.
        """
        begun: list[tuple[Any, ...]] = []
        # A page has to be whole to be kept, so conditions are looked at here.
        asked = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        asked |= {"QUERY_STRING": "", COMPRESSES: True}
        response = self.application(asked, lambda *given: begun.append(given))
        status, headers = begun[0][:2]
        is_away = status.startswith("503")
        self._outage.note(is_away=is_away)
        if is_away and meanwhile is not None:
            _close(response)
            return _answer(meanwhile, _STALE, environ, start_response)
        page = _page_of(environ, status, headers, response)
        if page is not None:
            self.store.put(page)
            _close(response)
            return _answer(page, _STORED, environ, start_response)
        values = {name.lower(): value for name, value in headers}
        if status.startswith("200") and _has(environ, values.get("etag"), values.get("last-modified")):
            _close(response)
            return _unchanged(headers, start_response)
        start_response(*begun[0])
        return response


class _Outage:
    """Whether Django has had no database of late. Then one request at a time looks if it has one again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_on = False
        self._look_again = 0.0

    def note(self, *, is_away: bool) -> None:
        if is_away or self._is_on:
            with self._lock:
                self._is_on, self._look_again = is_away, time.monotonic() + _PAUSE

    def is_on(self) -> bool:
        """False, too, for the one that is to look."""
        if not self._is_on:
            return False
        with self._lock:
            is_over = time.monotonic() >= self._look_again
            if is_over:
                self._look_again = time.monotonic() + _PAUSE
            return not is_over


def takes_gzip(environ: Environ) -> bool:
    return _TAKES_GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")) is not None


def is_storable(response: Any) -> bool:
    """Whether a response of Django's is a page that the front may keep."""
    dependencies: Dependencies | None = getattr(response, "page_dependencies", None)
    return (
        dependencies is not None
        and dependencies.is_storable
        and response.status_code == HTTPStatus.OK
        and not response.cookies
        and not response.streaming
    )


def _page_of(environ: Environ, status: str, headers: list[Header], response: Any) -> StoredPage | None:
    if not is_storable(response):
        return None
    made_from: Dependencies = response.page_dependencies
    return StoredPage.of(
        environ["PATH_INFO"],
        response.content,
        headers,
        made_from.stamps,
        made_from.expires.timestamp() if made_from.expires else float("inf"),
    )


def _answer(page: StoredPage, status: Header, environ: Environ, start_response: Any) -> Iterable[bytes]:
    if _has(environ, page.etag, page.last_modified):
        return _unchanged([*page.headers_zipped, status], start_response)
    if takes_gzip(environ):
        start_response("200 OK", [*page.headers_zipped, status])
        body = page.zipped
    else:
        start_response("200 OK", [*page.headers_plain, status])
        body = page.body
    return [body] if environ["REQUEST_METHOD"] == "GET" else []


def _has(environ: Environ, etag: str | None, last_modified: str | None) -> bool:
    """Whether who asks says that they have just this already, see RFC 9110, 13.2.2."""
    if "HTTP_IF_NONE_MATCH" in environ:
        named = parse_etags(environ["HTTP_IF_NONE_MATCH"])
        return named == ["*"] or (etag is not None and _opaque(etag) in map(_opaque, named))
    if not last_modified or "HTTP_IF_MODIFIED_SINCE" not in environ:
        return False
    since, changed = map(parse_http_date_safe, (environ["HTTP_IF_MODIFIED_SINCE"], last_modified))
    return since is not None and changed is not None and changed <= since


def _opaque(etag: str) -> str:
    return etag.removeprefix("W/")


def _unchanged(headers: list[Header], start_response: Any) -> Iterable[bytes]:
    start_response("304 Not Modified", [header for header in headers if header[0].lower() in _OF_UNCHANGED])
    return []


def _close(response: Any) -> None:
    """Say to Django that the request is over, as the server would: it gives its connection back then."""
    if hasattr(response, "close"):
        response.close()


def _is_secure(environ: Environ) -> bool:
    """Whether the reader came by https; for Django, which leads all others there, to decide where unsure."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        return bool(environ.get(name) == value)
    return bool(environ["wsgi.url_scheme"] == "https")
