"""The access log: one line a request, which names nobody and gives nobody a right."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from config.access_log import write_log
from config.charset import Environ

TOKEN = "cq3x7k-0123456789abcdef0123456789abcdef"


def answer(environ: Environ, start_response: Callable) -> Iterable[bytes]:
    start_response("404 Not Found", [("Content-Length", "9")])
    return [b"not found"]


@pytest.fixture(autouse=True)
def _caught(caplog) -> Iterator[None]:
    """What is logged there goes to stdout and no further, also past caplog."""
    logger = logging.getLogger("config.access_log")
    logger.addHandler(caplog.handler)
    yield
    logger.removeHandler(caplog.handler)


def line(caplog: Any, *, application: Any = answer, **environ: str) -> str:
    asked = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.77",
    }
    list(write_log(application)(asked | environ, lambda *_head: None))
    [record] = caplog.records
    return str(record.getMessage())


def test_line_has_the_common_form(caplog) -> None:
    form = r'192\.0\.2\.0 - - \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "GET / HTTP/1\.1" 404 9 \d+'
    assert re.fullmatch(form, line(caplog))


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/tag/caf\u00e9/", "/tag/caf%C3%A9/"),
        ('/a"\n127.0.0.1 - -', "/a%22%0A127.0.0.1%20-%20-"),
        ("/comments/decide/WzFd:1abc:x-Y_z/", "/comments/decide/.../"),
        (f"/admin/password/Mg/{TOKEN}/", "/admin/password/Mg/.../"),
        (f"/admin/invitation/Mg/{TOKEN}", "/admin/invitation/Mg/..."),
        ("/2007/02/02/a-post-0123456789/", "/2007/02/02/a-post-0123456789/"),
    ],
)
def test_path_is_quoted_and_holds_no_token(path: str, logged: str, caplog) -> None:
    environ = {"PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": "q=secret"}
    assert f'"GET {logged} HTTP/1.1"' in line(caplog, **environ)


@pytest.mark.parametrize(
    ("proxies", "environ", "logged"),
    [
        (0, {"REMOTE_ADDR": "2001:db8:1:2::7"}, "2001:db8:1::"),
        (0, {"REMOTE_ADDR": "192.0.2.77", "HTTP_X_FORWARDED_FOR": "198.51.100.7"}, "192.0.2.0"),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.9.8.7, 198.51.100.7"}, "198.51.100.0"),
        (0, {"REMOTE_ADDR": ""}, "-"),
        (1, {"HTTP_X_FORWARDED_FOR": "nobody"}, "-"),
    ],
)
def test_only_the_network_of_the_believed_address_is_logged(
    proxies: int, environ: dict[str, str], logged: str, caplog, settings
) -> None:
    settings.PROXIES = proxies
    assert line(caplog, **environ).startswith(f"{logged} - - [")


def test_accident_is_logged_as_one(caplog) -> None:
    def fail(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        line(caplog, application=fail)
    assert " 500 - " in caplog.records[0].getMessage()
