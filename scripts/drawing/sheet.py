"""Paper, and what can be drawn on it, in the inks of the blog's own look.

Everything is measured in pixels of the finished picture, which is drawn larger and shrunk.
"""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from .figures import Point, middle, pieces, rectangle, turn

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
FACES = {"label": "archivo-narrow", "serif": "piazzolla-roman", "italic": "piazzolla-italic"}
PAPER, INK, RED, RULE, WELL, GREY = "#f1f5ec", "#14211a", "#ad1f16", "#c7d1c2", "#e6ecdf", "#45544b"
LARGER = 3


class Sheet:
    """Paper of a size, and what can be drawn on it."""

    def __init__(self, width: int, height: int, ground: str = PAPER) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * LARGER, height * LARGER), ground)
        self.pen = ImageDraw.Draw(self.image)
        self.random = random.Random(7)  # noqa: S311  the same picture every time

    # --- Lines

    def line(self, points: Iterable[Point], width: float = 2, colour: str = INK) -> None:
        scaled = [(x * LARGER, y * LARGER) for x, y in points]
        thick = max(1, round(width * LARGER))
        self.pen.line(scaled, colour, thick, joint="curve")
        if thick > 3:
            for x, y in scaled if thick > 24 else (scaled[0], scaled[-1]):
                self.pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), colour)

    def dashes(
        self, points: Sequence[Point], width: float = 2, colour: str = INK, on: float = 12, off: float = 8
    ) -> None:
        """A line in dashes ``on`` long, ``off`` apart; dots, where ``on`` is nothing."""
        for at, piece in pieces(points, on, off):
            if on:
                self.line(piece, width, colour)
            else:
                self.disc(at, width, colour)

    def shape(
        self, points: Iterable[Point], fill: str | None = None, width: float = 0, colour: str = INK
    ) -> None:
        corners = list(points)
        if fill:
            self.pen.polygon([(x * LARGER, y * LARGER) for x, y in corners], fill)
        if width:
            self.line([*corners, corners[0], corners[1]], width, colour)

    def box(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str | None = None,
        width: float = 0,
        colour: str = INK,
    ) -> None:
        self.shape(rectangle(x, y, w, h), fill, width, colour)

    def disc(
        self, at: Point, radius: float, fill: str | None = INK, width: float = 0, colour: str = INK
    ) -> None:
        x, y, r = at[0] * LARGER, at[1] * LARGER, radius * LARGER
        self.pen.ellipse((x - r, y - r, x + r, y + r), fill, colour if width else None, round(width * LARGER))

    # --- Surfaces

    def within(self, points: Iterable[Point], draw: Callable[["Sheet"], None]) -> None:
        """Let ``draw`` do what it likes, and keep what lies within ``points``."""
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon([(x * LARGER, y * LARGER) for x, y in points], 255)
        before = self.image.copy()
        draw(self)
        self.image.paste(before, mask=ImageChops.invert(mask))

    def hatch(
        self,
        points: Sequence[Point],
        gap: float = 9,
        angle: float = 45,
        width: float = 1.4,
        colour: str = INK,
    ) -> None:
        """Fill ``points`` with parallel lines; ``angle`` 0 is level, 90 upright."""
        self.within(points, lambda sheet: sheet.rays(points, gap, angle, width, colour))

    def rays(self, points: Sequence[Point], gap: float, angle: float, width: float, colour: str) -> None:
        cx, cy, radius = middle(points)
        dx, dy = math.cos(math.radians(angle)), -math.sin(math.radians(angle))
        for step in range(-int(radius / gap) - 1, int(radius / gap) + 2):
            x, y = cx - dy * step * gap, cy + dx * step * gap
            self.line([(x - dx * radius, y - dy * radius), (x + dx * radius, y + dy * radius)], width, colour)

    def water(self, points: Sequence[Point], gap: float = 14, width: float = 1.5, colour: str = INK) -> None:
        """Fill ``points`` with broken level lines, denser at the top."""

        def draw(sheet: Sheet) -> None:
            left, right = min(x for x, _ in points), max(x for x, _ in points)
            y, bottom, step = min(y for _, y in points) + gap * 0.6, max(y for _, y in points), gap
            while y < bottom:
                x = left - sheet.random.uniform(0, 120)
                while x < right:
                    length = sheet.random.uniform(40, 170)
                    sheet.line([(x, y), (x + length, y)], width, colour)
                    x += length + sheet.random.uniform(8, 50) * step / gap
                step *= 1.07
                y += step

        self.within(points, draw)

    # --- Words and measures

    def text(
        self,
        at: Point,
        words: str,
        size: float = 36,
        anchor: str = "ls",
        colour: str = INK,
        face: str = "label",
        weight: int = 500,
        turn: float = 0,
    ) -> None:
        font = _font(face, round(size * LARGER), weight)
        if not turn:
            self.pen.text((at[0] * LARGER, at[1] * LARGER), words, colour, font, anchor)
            return
        side = round(size * LARGER * (len(words) + 4))
        mask = Image.new("L", (side, side))
        ImageDraw.Draw(mask).text((side / 2, side / 2), words, 255, font, anchor)
        mask = mask.rotate(turn, Image.Resampling.BICUBIC)
        place = (round(at[0] * LARGER - side / 2), round(at[1] * LARGER - side / 2))
        self.image.paste(Image.new("RGB", mask.size, colour), place, mask)

    def length_of(self, words: str, size: float, face: str = "label", weight: int = 500) -> float:
        return float(_font(face, round(size * LARGER), weight).getlength(words)) / LARGER

    def arrow(self, tip: Point, angle: float, size: float = 18, colour: str = INK) -> None:
        """The head of an arrow that points to where ``angle`` (0 is right, 90 up) leads."""
        corners = ((0, 0), (-1, 0.28), (-0.8, 0), (-1, -0.28))
        turned = [turn((x * size, y * size), angle) for x, y in corners]
        self.shape([(tip[0] + x, tip[1] + y) for x, y in turned], colour)

    def measure(self, start: Point, end: Point, words: str, away: float = 0, size: float = 38) -> None:
        """A dimension line from ``start`` to ``end`` with its figure on it; ``away`` draws it to the side."""
        angle = math.degrees(math.atan2(start[1] - end[1], end[0] - start[0]))
        aside = turn((0, -away), angle)
        a, b = ((p[0] + aside[0], p[1] + aside[1]) for p in (start, end))
        if away:
            more = turn((0, -math.copysign(14, away)), angle)
            for inner, outer in ((start, a), (end, b)):
                self.line([inner, (outer[0] + more[0], outer[1] + more[1])], 1.2, GREY)
        self.line([a, b], 1.6, RED)
        self.arrow(a, angle + 180, colour=RED)
        self.arrow(b, angle, colour=RED)
        self._figure(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), words, angle, size)

    def _figure(self, at: Point, words: str, angle: float, size: float) -> None:
        if abs(angle) >= 90:
            angle += 180  # read from below or from the right, never upside down
        half = self.length_of(words, size, weight=600) / 2 + 12
        corners = [turn((x, y), angle) for x, y in ((-half, -20), (half, -20), (half, 20), (-half, 20))]
        self.shape([(at[0] + x, at[1] + y) for x, y in corners], PAPER)
        self.text(at, words, size, "mm", RED, weight=600, turn=angle)

    def lead(self, words: str, at: Point, to: Point, size: float = 38) -> None:
        """Words with a thin line that leads to what they name."""
        end = at[0] + self.length_of(words, size)
        self.line([(end if to[0] > end else at[0], at[1] - size * 0.3), to], 1.6)
        self.disc(to, 5)
        self.box(at[0] - 10, at[1] - size * 0.9, end - at[0] + 20, size * 1.2, PAPER)
        self.text(at, words, size)

    def cross(self, at: Point, size: float = 13, width: float = 5, colour: str = RED) -> None:
        x, y = at
        self.line([(x - size, y - size), (x + size, y + size)], width, colour)
        self.line([(x - size, y + size), (x + size, y - size)], width, colour)

    def finished(self, width: int) -> Image.Image:
        """The picture ``width`` wide, in few colours: the paper's and those between it and the inks."""
        small = self.image.resize((width, self.height * width // self.width), Image.Resampling.LANCZOS)
        return small.quantize(palette=_palette(), dither=Image.Dither.NONE)


def _font(face: str, size: int, weight: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        font = ImageFont.truetype(FONTS / f"{FACES[face]}.woff2", size)
        axes = font.get_variation_axes()
        font.set_variation_by_axes([weight, *(axis["default"] for axis in axes[1:])])
    except OSError:  # a Pillow that cannot read woff2
        return ImageFont.load_default(size)
    return font


def _palette() -> Image.Image:
    """Sixteen colours, which is what half a byte holds: the inks, and what lies between them and paper."""
    colours = [blend(PAPER, INK, step / 6) for step in range(7)]
    colours += [blend(PAPER, RED, step / 4) for step in range(1, 5)]
    colours += [RULE, blend(PAPER, RULE, 0.5), GREY]
    image = Image.new("P", (1, 1))
    image.putpalette([part for colour in colours for part in _parts(colour)])
    return image


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def blend(one: str, other: str, share: float) -> str:
    """The colour ``share`` of the way from ``one`` to ``other``."""
    mixed = (round(a + (b - a) * share) for a, b in zip(_parts(one), _parts(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)
