"""Middleware of the installation: the reader's address behind proxies, a header, compression."""

import gzip
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

from blog.compression import compressed
from blog.pagecache import front

GetResponse = Callable[[HttpRequest], HttpResponse]

# Written kinds beside text/*; pictures and archives are compressed already.
_TEXT = ("json", "xml", "javascript")
_SHORT = 200  # bytes that aren't worth it
_RANDOM_BYTES = 100

# Nothing in a blog needs any of these, and no script that slips in shall get them.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)


def behind_proxies(get_response: GetResponse) -> GetResponse:
    """Put the reader's address into REMOTE_ADDR when proxies stand in front of us."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.META["REMOTE_ADDR"] = believed_address(request.META)
        return get_response(request)

    return middleware


def believed_address(environ: dict[str, Any]) -> str:
    """Return the address that a request comes from, as far as anybody can know.

    Each proxy appends the address it was called from to X-Forwarded-For, so only as many entries from the
    right as there are proxies of ours (settings.PROXIES) can be believed; whatever stands left of them was
    sent by the client. Some proxies write the port as well, which is no part of the address.
    """
    if settings.PROXIES:
        hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if len(hops) >= settings.PROXIES:
            return _without_port(hops[-settings.PROXIES])
    return str(environ.get("REMOTE_ADDR", ""))


def _without_port(hop: str) -> str:
    """``192.0.2.7:567`` and ``[2001:db8::7]:80`` without what comes last; colons alone are an address."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    address, _colon, port = hop.partition(":")
    return hop if ":" in port else address


def permissions_policy(get_response: GetResponse) -> GetResponse:
    """Refuse every page the browser's sensors and devices."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


class CompressText(MiddlewareMixin):
    """Compress what is text, and no file on its way from the disk, nor what the page store compresses once.

    Otherwise as Django's ``GZipMiddleware`` does it, which knows no other level.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if front.COMPRESSES in request.META and front.is_storable(response):
            return response
        if not isinstance(response, HttpResponse) or not (kind.startswith("text/") or kind.endswith(_TEXT)):
            return response
        if len(response.content) < _SHORT or response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if front.takes_gzip(request.META):
            _compress(response)
        return response


def _compress(response: HttpResponse) -> None:
    part, start = getattr(response, "finished_part", (None, 0))
    zipped = _with_random_length(compressed(response.content, part, start=start))
    if len(zipped) >= len(response.content):
        return
    response.content = zipped
    response.headers["Content-Length"] = str(len(zipped))
    response.headers["Content-Encoding"] = "gzip"
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):  # weak, since the bytes differ from those that it was made for
        response.headers["ETag"] = f"W/{etag}"


def _with_random_length(zipped: bytes) -> bytes:
    """Name the file by some random bytes: no length betrays a token in a page that echoes its reader."""
    head, name = bytearray(zipped[:10]), b"a" * secrets.randbelow(_RANDOM_BYTES)
    head[3] = gzip.FNAME
    return bytes(head) + name + b"\0" + zipped[10:]
