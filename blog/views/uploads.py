"""`/media/`: uploads as they are, in a way that makes none of them a page of ours.

Whatever a file says it is, a browser gets it as one of the types below, or as a download. A front server
may serve the directory instead, with the same headers.
"""

import mimetypes
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

# Shown in place. No SVG, HTML, XML or PDF among them: these can hold scripts.
SHOWN = {
    *("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"),
    *("audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/ogg", "audio/flac", "audio/x-wav", "audio/wav"),
    *("video/mp4", "video/webm", "video/ogg"),
    "text/plain",
}
# Python 3.11 doesn't know them all.
_TYPES = {
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".flac": "audio/flac",
}
MAX_AGE = 7 * 24 * 3600  # seconds


def media_type(path: str) -> str:
    """Return the type to serve a file as, by its name alone."""
    suffix = PurePosixPath(path).suffix.lower()
    guessed = _TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or ""
    return guessed if guessed in SHOWN else "application/octet-stream"


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
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response
