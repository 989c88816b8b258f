"""Middleware of the installation: the reader's address behind proxies, a header, compression."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

GetResponse = Callable[[HttpRequest], HttpResponse]

# Written kinds beside text/*; pictures and archives are compressed already.
_TEXT = ("json", "xml", "javascript")

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
    """Put the reader's address into REMOTE_ADDR when proxies stand in front of us.

    Each proxy appends the address it was called from to X-Forwarded-For, so only as many entries from the
    right as there are proxies of ours (settings.PROXIES) can be believed; whatever stands left of them was
    sent by the client. Some proxies write the port as well, which is no part of the address.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.PROXIES:
            hops = [
                hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()
            ]
            if len(hops) >= settings.PROXIES:
                request.META["REMOTE_ADDR"] = _without_port(hops[-settings.PROXIES])
        return get_response(request)

    return middleware


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


class CompressText(GZipMiddleware):
    """Compress what is text, and no file on its way from the disk.

    Django adds some random bytes to each, so that no length betrays a token in a page that echoes its reader.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if not isinstance(response, HttpResponse) or not (kind.startswith("text/") or kind.endswith(_TEXT)):
            return response
        return super().process_response(request, response)
