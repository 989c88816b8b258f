"""What a sender says of its charset, and what we make of it."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from config.charset import as_utf8

BODY = '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nCafé\r\n--b--\r\n'
MULTIPART = "multipart/form-data; boundary=b"


def read(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    request = WSGIRequest(environ)
    return [request.GET["q"].encode(), request.POST["text"].encode()]


@pytest.mark.parametrize("charset", ["hex", "rot13", "punycode", "undefined", "no-such", "utf-16", '"utf-8"'])
@pytest.mark.parametrize("name", ["charset", " CharSet", "charset*"])
def test_charset_that_decodes_no_text_breaks_nothing(name: str, charset: str):
    environ = RequestFactory().generic("POST", "/?q=caf%C3%A9", BODY, MULTIPART).environ
    environ["CONTENT_TYPE"] = f"{MULTIPART};{name}={charset}"
    assert list(as_utf8(read)(environ, None)) == ["café".encode(), "Café".encode()]
