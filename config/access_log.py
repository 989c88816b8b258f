"""The access log: one line a request, in the common log format and with the milliseconds it took.

    192.0.2.0 - - [22/Nov/2026:17:05:09 +0000] "GET /2007/02/02/a-post/ HTTP/1.1" 200 5124 3

It tells what was asked for, and not by whom: of the address only the network is written, so that nothing has
to be erased later. Queries, which hold what people search for, are left out, and so is what gives a right:
the signed parts of links in mails and receipts.
"""

import logging
import time
from collections.abc import Iterable
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any

from config.charset import Application, Environ
from config.log_lines import without_rights
from config.middleware import believed_address

logger = logging.getLogger(__name__)

_NETWORK = {4: 24, 6: 48}  # bits of an address that say where somebody is, and not who


def write_log(application: Application) -> Application:
    """Wrap an application so that a line is logged when it has answered.

    A large file is on its way by then. Its length is that of the whole file, "-" where it isn't told.
    """

    def wrapped(environ: Environ, start_response: Any) -> Iterable[bytes]:
        begun = time.perf_counter()
        head: list[tuple[str, list[tuple[str, str]]]] = [("500", [])]

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            head[0] = (status, headers)
            return start_response(status, headers, *rest)

        try:
            return application(environ, start)
        finally:
            logger.info(_line(environ, *head[0], milliseconds=(time.perf_counter() - begun) * 1000))

    return wrapped


def _line(environ: Environ, status: str, headers: list[tuple[str, str]], *, milliseconds: float) -> str:
    now = datetime.now().astimezone().strftime("%d/%b/%Y:%H:%M:%S %z")
    path = without_rights(environ["PATH_INFO"].encode("latin-1").decode(errors="replace"))
    request = f"{environ['REQUEST_METHOD']} {path} {environ['SERVER_PROTOCOL']}"
    length = next((value for name, value in headers if name.lower() == "content-length"), "-")
    network = _network_of(believed_address(environ))
    return f'{network} - - [{now}] "{request}" {status[:3]} {length} {milliseconds:.0f}'


def _network_of(address: str) -> str:
    """Return the first address of the network that ``address`` is in, or "-"."""
    try:
        found = ip_address(address)
        return str(ip_network((found, _NETWORK[found.version]), strict=False).network_address)
    except ValueError:
        return "-"
