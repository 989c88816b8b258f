"""The Nu HTML checker, which browsers' makers and the W3C use, finds nothing wrong with any page."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from comments import ownership
from tests import needs, pages

pytestmark = [pytest.mark.nu, pytest.mark.django_db]

# Its schema wants a deep stack; in so short a run the slower of Java's compilers isn't worth its while.
JAVA = ["java", "-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"]
# What Django's own templates and widgets do at the desk, and are not made anew for.
OF_DJANGO = (
    "A table row was 2 columns wide",  # the list of models, whose head names three
    "Element “option” without attribute “label” must not be empty",  # where select2 shows its placeholder
)


def browser_of(username: str) -> Client:
    """A browser with the cookies that forms ask for; somebody of the staff may be signed in."""
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.cookies["csrftoken"] = pages.CSRF
    if username:
        browser.force_login(get_user_model().objects.get(username=username))
    return browser


def answers(named: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    for kind, ask in pages.KINDS.items():
        browser, address = browser_of(ask.by), ask.address.format_map(named)
        if ask.owns:
            browser.cookies[ownership.COOKIE] = named["mine"]
        if ask.sent:
            response = browser.post(address, ask.sent, headers={"sec-fetch-site": "same-origin"})
        else:
            response = browser.get(address, follow=True)
        assert response.status_code == ask.status, f"{kind}: {response.status_code}"
        yield kind, response.content


def faults(folder: Path) -> dict[str, str]:
    """Errors and warnings of the checker about files in ``folder``, each with where it is first seen."""
    command = [*JAVA, needs.found("nu"), "--format", "json", "--stdout", "--skip-non-html", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    said: dict[str, str] = {}
    for fault in json.loads(done.stdout)["messages"]:
        kind = Path(unquote(fault["url"])).stem
        if not is_of_django(kind, fault["message"]):
            said.setdefault(f"{kind}: {fault['message']}", f"line {fault['lastLine']}: {fault['extract']!r}")
    return said


def is_of_django(kind: str, message: str) -> bool:
    return kind in pages.AT_THE_DESK and message.startswith(OF_DJANGO)


def test_every_page_is_valid_html(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    settings.ROOT_URLCONF = "tests.pages"
    folder = tmp_path / "answers"
    folder.mkdir()
    for kind, html in answers(pages.build()):
        (folder / f"{kind}.html").write_bytes(html)
    found = faults(folder)
    assert not found, "\n".join(f"{fault} {place}" for fault, place in found.items())
