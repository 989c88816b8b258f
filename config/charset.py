"""Every request is read as UTF-8, which is all that our pages send, whatever charset its sender names."""

from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]


def as_utf8(application: Application) -> Application:
    """Wrap a WSGI application so that it is told no charset.

    Django takes any codec of Python's, those too that decode no text ("hex"), and fails while it makes the
    request: too early for a middleware, or for its own pages of errors.
    """

    def wrapped(environ: Environ, start_response: Any) -> Iterable[bytes]:
        parts = environ.get("CONTENT_TYPE", "").split(";")
        kept = [part for part in parts if not part.strip().lower().startswith("charset")]
        return application(environ | {"CONTENT_TYPE": ";".join(kept)}, start_response)

    return wrapped
