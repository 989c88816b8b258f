"""Draw static/icons/ from static/mark.svg: what browsers, telephones and link previews show for the site.

    .venv/bin/python scripts/draw_icons.py

Needs Chromium (CHROMIUM=/path/to/it, or on PATH), which draws, and Pillow, which writes small files. Run it
when the mark or its colours have changed, and commit what it wrote.
"""

import os
import re
import shutil
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

STATIC = Path(__file__).resolve().parent.parent / "static"
ICONS = STATIC / "icons"
MARK = (STATIC / "mark.svg").read_text()
TOKENS = (STATIC / "css" / "tokens.css").read_text()
SQUARES = {"icon-192.png": 192, "icon-512.png": 512, "apple-touch-icon.png": 180}
FAVICON = (16, 32, 48)
CARD = (1200, 630)
# Five colours and the shades between them: what is drawn is flat.
COLOURS = 32


def main() -> None:
    ICONS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        page = chromium.new_page()
        for name, size in SQUARES.items():
            _write(_drawn(page, _mark(size), size, size), name)
        small = [_drawn(page, _mark(size), size, size) for size in FAVICON]
        small[-1].save(ICONS / "favicon.ico", append_images=small[:-1], sizes=[image.size for image in small])
        _write(_drawn(page, _card(), *CARD), "card.png")
        chromium.close()
    for path in sorted(ICONS.iterdir()):
        print(f"{path.stat().st_size:>6}  {path.name}")


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise SystemExit("Chromium was not found. Set CHROMIUM to its path.")
    return found


def _mark(size: int) -> str:
    return MARK.replace("<svg ", f'<svg width="{size}" height="{size}" ')


def _card() -> str:
    """A sheet of the ledger with its double line, and the mark where the text would stand."""
    width, height = CARD
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<rect width="{width}" height="{height}" fill="{_light("paper")}"/>'
        f'<path d="M300 0v{height}M312 0v{height}" stroke="{_light("margin-line")}" stroke-width="3"/>'
        f'<path d="M0 96h{width}" stroke="{_light("bar")}" stroke-width="9"/>'
        f'<path d="M360 426h640M360 486h640M360 546h400" stroke="{_light("rule")}" stroke-width="3"/>'
        f'<svg x="360" y="156" width="210" height="210" viewBox="0 0 32 32">{_inside(MARK)}</svg></svg>'
    )


def _light(token: str) -> str:
    """Return the colour that a token of the style sheets has by day."""
    found = re.search(rf"--{token}:\s+light-dark\((#[0-9a-f]+),", TOKENS)
    if not found:
        raise SystemExit(f"static/css/tokens.css has no colour --{token}.")
    return found[1]


def _inside(svg: str) -> str:
    return svg.partition(">")[2].rpartition("</svg>")[0]


def _drawn(page: Page, svg: str, width: int, height: int) -> Image.Image:
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{svg}")
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def _write(image: Image.Image, name: str) -> None:
    image.quantize(COLOURS).save(ICONS / name, optimize=True)


main()
