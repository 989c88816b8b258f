"""The icon, the manifest and security.txt, as those who look for them read them."""

import datetime
import json
import re

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from blog.views.site_files import PAPER
from tests.blog.views.pages import dependencies, text_of
from tests.factories import set_site

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2007, 2, 2, 12, tzinfo=datetime.UTC)
SECURITY = "/.well-known/security.txt"


def picture(name: str) -> Image.Image:
    path = finders.find(f"icons/{name}")
    assert path, name
    return Image.open(path)


def fields(client: Client) -> dict[str, str]:
    response = client.get(SECURITY)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    return dict(line.split(": ", 1) for line in response.content.decode().splitlines())


def test_there_is_no_security_txt_without_a_contact(client: Client) -> None:
    assert client.get(SECURITY).status_code == 404


def test_security_txt_says_whom_to_tell(client: Client) -> None:
    set_site(security_contact="mailto:security@example.org", language_code="de")
    with time_machine.travel(NOON):
        assert fields(client) == {
            "Contact": "mailto:security@example.org",
            "Expires": "2007-11-29T00:00:00Z",
            "Preferred-Languages": "de",
            "Canonical": "https://parley.example/.well-known/security.txt",
        }


@pytest.mark.parametrize("days", [0, 1, 99, 364, 365, 366, 4000])
def test_security_txt_holds_for_months_and_less_than_a_year(client: Client, days: int) -> None:
    set_site(security_contact="https://example.org/report")
    now = NOON + datetime.timedelta(days=days)
    with time_machine.travel(now):
        expires = datetime.datetime.fromisoformat(fields(client)["Expires"])
    assert datetime.timedelta(days=200) < expires - now < datetime.timedelta(days=365)


def test_security_txt_is_kept_until_it_says_another_day(client: Client) -> None:
    set_site(security_contact="https://example.org/report")
    with time_machine.travel(NOON):
        found = dependencies(client, SECURITY)
    assert (found.is_storable, found.expires) == (True, datetime.datetime(2007, 2, 3, tzinfo=datetime.UTC))


def test_manifest_names_the_blog_and_its_icons(client: Client) -> None:
    set_site(title="The Ledger of the Harbour", tagline="Since 1903.", language_code="ar")
    response = client.get("/manifest.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    found = json.loads(response.content)
    assert (found["name"], found["short_name"]) == ("The Ledger of the Harbour", "The Ledger")
    assert (found["description"], found["lang"], found["dir"]) == ("Since 1903.", "ar", "rtl")
    assert (found["start_url"], found["scope"], client.get(found["start_url"]).status_code) == ("/", "/", 200)
    purposes = {icon.get("purpose", "any") for icon in found["icons"]}
    assert purposes == {"any", "maskable"}
    for icon in found["icons"]:
        with picture(icon["src"].rpartition("/")[2]) as image:
            assert (f"{image.width}x{image.height}", icon["type"]) == (icon["sizes"], "image/png")


@pytest.mark.parametrize(
    ("title", "short"),
    [("Parley", "Parley"), ("The Ledgerers", "The"), ("Extraordinarily", "Extraordinar"), ("A B", "A B")],
)
def test_short_name_fits_below_an_icon(client: Client, title: str, short: str) -> None:
    set_site(title=title)
    assert json.loads(client.get("/manifest.webmanifest").content)["short_name"] == short


def test_colour_is_the_paper_of_the_look(client: Client) -> None:
    path = finders.find("css/tokens.css")
    assert path
    with open(path) as sheet:
        ((by_day, by_night),) = re.findall(r"--paper:\s+light-dark\((#\w{6}), (#\w{6})\)", sheet.read())
    assert by_day == PAPER
    found = json.loads(client.get("/manifest.webmanifest").content)
    assert (found["background_color"], found["theme_color"]) == (by_day, by_day)
    themes = re.findall(
        r'"theme-color" content="(.*?)" media="\(prefers-color-scheme: (\w+)\)', text_of(client, "/")
    )
    assert themes == [(by_day, "light"), (by_night, "dark")]


def test_favicon_is_found_by_those_who_ask_without_a_page(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert (response.status_code, response.headers["Location"]) == (302, "/static/icons/favicon.ico")
    assert "max-age=" in response.headers["Cache-Control"]
    with picture("favicon.ico") as icon:
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("icon-192.png", (192, 192)),
        ("icon-512.png", (512, 512)),
        ("apple-touch-icon.png", (180, 180)),
        ("card.png", (1200, 630)),
    ],
)
def test_pictures_are_small_and_as_large_as_they_say(name: str, size: tuple[int, int]) -> None:
    with picture(name) as image:
        assert image.size == size
    path = finders.find(f"icons/{name}")
    assert path
    with open(path, "rb") as file:
        assert len(file.read()) < 10_000


def test_mark_keeps_within_the_circle_that_a_mask_leaves() -> None:
    with picture("icon-512.png") as image:
        pixels = image.convert("L")
        light = [(x, y) for x in range(512) for y in range(512) if pixels.getpixel((x, y)) > 220]
    assert light
    assert max((x - 256) ** 2 + (y - 256) ** 2 for x, y in light) <= (0.4 * 512) ** 2
