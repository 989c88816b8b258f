"""Takes the pictures in `docs/screenshots/` of the demo blog, in a browser, from an installation of its own.

make screenshots
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
with socket.socket() as _free:
    _free.bind(("127.0.0.1", 0))
    PORT = str(_free.getsockname()[1])
BASE = f"http://127.0.0.1:{PORT}"
WIDE, PHONE = (1280, 860), (360, 780)
# Name, size, colour scheme, path, and what is scrolled to the top.
READER = (
    ("home", WIDE, "light", "/", ""),
    ("home-phone-dark", PHONE, "dark", "/", ""),
    ("post", WIDE, "light", "/?p=bell", ""),
    ("thread", WIDE, "light", "/?p=reserve", "#comments"),
    ("thread-phone-dark", PHONE, "dark", "/?p=reserve", "#comments"),
    ("form-phone", PHONE, "light", "/?p=reserve", "#write"),
    ("preview", WIDE, "light", "/?p=reserve", "#write"),
    ("receipt", WIDE, "light", "/?p=reserve", ""),
    ("receipt-phone-dark", PHONE, "dark", "/?p=reserve", ""),
    ("search-dark", WIDE, "dark", "/search/?q=ferry", ""),
    ("archive", WIDE, "light", "/archive/", ""),
)
DESK = (
    ("desk", WIDE, "light", "/admin/", ""),
    ("desk-queue", WIDE, "light", "/admin/comments/comment/", ""),
    ("desk-queue-phone-dark", PHONE, "dark", "/admin/comments/comment/", ""),
    ("desk-editor", WIDE, "dark", "/?edit=bell", ""),
)
# What a reader does before the picture is taken: the button that is pressed, and what was written before.
DEEDS = {
    "preview": ("Preview", "That is what #28 says, to the crown. **Who** has told the harbour loan?"),
    "receipt": ("Post comment", "That is what #28 says, to the crown. **Who** has told the harbour loan?"),
    "receipt-phone-dark": ("Post comment", "Then #28 is right, and the *harbour loan* knows nothing of it."),
}
POSTS = {"bell": "How the school got its bell back", "reserve": "The reserve that is not there"}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATA_DIR": folder, "PORT": PORT, "ENV_FILE": os.devnull}
        server = subprocess.Popen([sys.executable, "manage.py", "run"], cwd=ROOT, env=environment)
        try:
            wait()
            take_all(Path(folder))
        finally:
            server.terminate()
            server.wait(20)


def wait() -> None:
    """Wait for the first answer; a minute is enough for the slowest first start."""
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{BASE}/robots.txt", timeout=5)  # noqa: S310 (our own server)
        except OSError:
            time.sleep(0.5)
        else:
            return
    sys.exit("The server did not answer.")


def take_all(data: Path) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for shot in READER:
            take(browser, shot, None)
        for shot in DESK:
            take(browser, shot, editor_of(data))


def editor_of(data: Path) -> tuple[str, str]:
    """Return the name and password of the demo's editor."""
    lines = (data / "demo-accounts.txt").read_text().splitlines()
    _role, name, password = next(line.split() for line in lines if line.startswith("Editor"))
    return name, password


def take(
    browser: Browser, shot: tuple[str, tuple[int, int], str, str, str], who: tuple[str, str] | None
) -> None:
    name, (width, height), scheme, path, top = shot
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        device_scale_factor=2 if width < 400 else 1,
    )
    page = context.new_page()
    if who:
        sign_in(page, *who)
    page.goto(BASE + address(page, path))
    page.wait_for_load_state("networkidle")
    if name in DEEDS:
        write(page, name)
    if top:
        page.locator(top).evaluate("element => element.scrollIntoView()")
        page.wait_for_timeout(500)  # what was far away is laid out only now
    picture = Image.open(BytesIO(page.screenshot()))
    picture.convert("RGB").save(FOLDER / f"{name}.webp", quality=82, method=6)
    context.close()


def write(page: Page, name: str) -> None:
    """Answer a comment as somebody new, who is held; ``name`` makes each picture's writer another."""
    page.locator("[data-reply]").nth(3).click()
    page.get_by_label("Name", exact=True).fill("Ada from the lock")
    page.get_by_label("E-mail", exact=True).fill(f"{name}@example.org")
    page.get_by_label("Comment", exact=True).fill(DEEDS[name][1])
    page.get_by_role("button", name=DEEDS[name][0]).click()
    page.locator(".preview__law, .own, .comment--held").first.wait_for()
    page.wait_for_load_state("networkidle")


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto(f"{BASE}/admin/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    page.locator("#user-tools").wait_for()


def address(page: Page, path: str) -> str:
    """Posts of the demo are dated back from today: they are found by their titles."""
    wish, _, name = path.removeprefix("/?").partition("=")
    if wish not in ("p", "edit"):
        return path
    page.goto(f'{BASE}/search/?q="{POSTS[name]}"')
    found = page.get_by_role("link", name=POSTS[name], exact=True).first.get_attribute("href") or ""
    if wish == "p":
        return found
    page.goto(BASE + found)
    return page.get_by_role("link", name="Edit", exact=True).first.get_attribute("href") or ""


if __name__ == "__main__":
    main()
