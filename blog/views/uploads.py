"""`/media/`: uploads as they are, in a way that makes none of them a page of ours.

Whatever a file says it is, a browser gets it as one of the types below, or as a download. A front server
may serve the directory instead, with the same headers (config/deploy/nginx.conf). Parts of a file are sent
to who asks for them: some browsers play neither sound nor film without.
"""

import mimetypes
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from .reading import without_forms

# Shown in place. No SVG, HTML, XML or PDF among them: these can hold scripts.
SHOWN = {
    *("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"),
    *("audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/ogg", "audio/flac", "audio/x-wav", "audio/wav"),
    *("video/mp4", "video/webm", "video/ogg"),
    "text/plain",
}
# Python doesn't know them all by itself, and machines differ in what they add.
_TYPES = {
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".ogv": "video/ogg",
    ".flac": "audio/flac",
}
MAX_AGE = 7 * 24 * 3600  # seconds
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)  # one only: nobody needs several at once
_CHUNK = 64 * 1024


def media_type(path: str) -> str:
    """Return the type to serve a file as, by its name alone."""
    suffix = PurePosixPath(path).suffix.lower()
    guessed = _TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or ""
    return guessed if guessed in SHOWN else "application/octet-stream"


@without_forms
@require_safe
def upload(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve one file of MEDIA_ROOT; 404 for everything else, directories too."""
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except (OSError, ValueError, SuspiciousFileOperation):  # no file system has such a name, or it leads out
        raise Http404 from None
    if isinstance(response, FileResponse):
        kind = media_type(path)
        response.headers["Content-Type"] = kind if not kind.startswith("text/") else f"{kind}; charset=utf-8"
        del response.headers["Content-Encoding"]  # a .gz file is what was uploaded, and not a way to send it
        if kind not in SHOWN:
            response.headers["Content-Disposition"] = "attachment"
        _give_part(request, response)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response


def _give_part(request: HttpRequest, response: FileResponse) -> None:
    """Reduce a response to the bytes that are asked for, see RFC 9110, 14; leave it whole where none are."""
    response.headers["Accept-Ranges"] = "bytes"
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or asked[0] == "bytes=-" or request.method != "GET":
        return
    version = response.headers["Last-Modified"]
    if request.headers.get("If-Range", version) != version:
        return
    size = int(response.headers["Content-Length"])
    start, end = _bounds(asked[1], asked[2], size)
    file = cast(BinaryIO, response.file_to_stream)
    if start < end:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        file.seek(start)
    else:
        response.status_code = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        response.headers["Content-Range"] = f"bytes */{size}"
        end = start
    response.headers["Content-Length"] = str(end - start)
    response.streaming_content = _read(file, end - start)  # the response closes the file all the same


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return where a range begins and where it has ended: at once, when there is nothing in it."""
    if not first:  # the last so many bytes
        return max(0, size - int(last)), size
    start = int(first)
    if last and int(last) < start:
        return size, size
    return start, min(int(last) + 1, size) if last else size


def _read(file: BinaryIO, length: int) -> Iterator[bytes]:
    while length and (chunk := file.read(min(length, _CHUNK))):
        length -= len(chunk)
        yield chunk
