"""The example files for servers agree with what the application does by itself."""

import re

import pytest
from django.conf import settings

from blog.media import MAX_BYTES
from blog.serving import HEADER_TIMEOUT, STOP_TIMEOUT
from blog.views.uploads import MAX_AGE, media_type

DEPLOY = settings.BASE_DIR / "config" / "deploy"
NGINX = (DEPLOY / "nginx.conf").read_text()
TYPES = [
    (line.split()[0], suffix)
    for line in re.findall(r"^ +([a-z]+/[\w-]+ .*);$", NGINX, re.MULTILINE)
    for suffix in line.split()[1:]
]


def seconds(pattern: str, text: str) -> int:
    [found] = re.findall(pattern, text, re.MULTILINE)
    return int(found)


def test_nginx_lets_through_what_the_application_takes() -> None:
    megabytes = seconds(r"^    client_max_body_size (\d+)m;$", NGINX)
    assert megabytes * 1024 * 1024 == settings.REQUEST_LIMIT > MAX_BYTES


def test_nginx_gives_up_an_idle_connection_before_the_application_does() -> None:
    assert seconds(r"^    keepalive_timeout (\d+)s; # less", NGINX) < HEADER_TIMEOUT


@pytest.mark.parametrize(("kind", "suffix"), TYPES)
def test_nginx_serves_uploads_as_what_the_application_does(kind: str, suffix: str) -> None:
    assert media_type(f"a.{suffix}") == kind


def test_nginx_locks_uploads_in_as_the_application_does() -> None:
    assert len(TYPES) > 15
    place = NGINX[NGINX.index("location /media/") : NGINX.index("location / {")]
    for wanted in (
        "default-src 'none'; sandbox",
        "nosniff",
        f"max-age={MAX_AGE}",
        "application/octet-stream",
    ):
        assert wanted in place


def test_systemd_waits_for_requests_under_way() -> None:
    unit = (DEPLOY / "parley.service").read_text()
    assert seconds(r"^TimeoutStopSec=(\d+)$", unit) > STOP_TIMEOUT
