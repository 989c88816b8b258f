"""The authors, in profile: a face of few lines, and what one knows each of them by."""

import math
from collections.abc import Iterable, Sequence

from .figures import Point, along, arc, curve, points
from .sheet import INK, PAPER, RED, RULE, Sheet

# From the crown down the face to the breast, and up the back again; a hundred units are the whole height.
FACE = points(
    "50,15 38,19 31.5,27 29.3,35 30.4,39.5 27.6,45 23.6,51.2 24.4,53.6 27.6,54.8 27.4,56.6 "
    "25.8,59 28,60.9 26.8,63 28.6,65.6 27.4,69 29.2,74 35,77.4 43,78.4"
)
NECK = points("43,78.4 44,84 43,92 38,102")
BACK = points("76,102 69,90 67.5,78 72,66 77.5,52 77,36 68,21 50,15")


class Head(Sheet):
    """A sheet on which a head is drawn in hundredths of its height, looking left, or right if turned."""

    def __init__(self, *, looks_right: bool = False) -> None:
        super().__init__(480, 480)
        self.looks_right = looks_right
        for y in range(24, 480, 24):
            self.line([(0, y), (480, y)], 1.2, RULE)
        for x in (30, 37):
            self.line([(x, 0), (x, 480)], 1.6, RED)

    def at(self, points: Iterable[Point]) -> list[Point]:
        side = 1 if self.looks_right else 0
        return [(4.8 * abs(side * 100 - x), 4.8 * y) for x, y in points]

    def stroke(self, points: Sequence[Point], width: float = 2.4, colour: str = INK) -> None:
        self.line(self.at(curve(points)), width, colour)

    def area(
        self, points: Sequence[Point], fill: str | None = PAPER, width: float = 2.4, colour: str = INK
    ) -> None:
        self.shape(self.at(curve(points, closed=True)), fill, width, colour)

    def strands(
        self, one: Sequence[Point], other: Sequence[Point], count: int, width: float = 1.8, colour: str = INK
    ) -> None:
        """Lines from one line over to the other, as hair falls and cloth hangs."""
        first, last = curve(one), curve(other)
        for number in range(count + 1):
            share = number / count
            between = [
                (a + (c - a) * share, b + (d - b) * share)
                for (a, b), (c, d) in ((along(first, t / 24)[0], along(last, t / 24)[0]) for t in range(25))
            ]
            swell = 0.75 + 0.5 * abs(math.sin(number * 1.7))
            self.line(self.at(between), width * swell, colour)

    def shade(self, points: Sequence[Point], gap: float = 5.4, angle: float = 25, width: float = 1.5) -> None:
        turned = -angle if self.looks_right else angle
        self.hatch(self.at(curve(points, closed=True)), gap, turned, width)


def _bare_head(sheet: Head, nose: float = 0) -> None:
    """Face, neck and what lies in shadow; ``nose`` lengthens it."""
    face = [(x - (nose if 44 < y < 54.5 else 0), y) for x, y in FACE]
    outline = [*curve(face), *curve(NECK), *curve(BACK)]
    sheet.shape(sheet.at(outline), PAPER)
    sheet.shade(points("43.5,78 52,74 60,70 68,74 69,90 58,94 43.5,90"), 4.6)
    sheet.shade(points("36,77 48,72 56,64 60,54 64,62 60,72 46,79"), 5.2)
    sheet.shade(points("30.4,38.6 37,38 40,41 36,45.5 31.5,44"), 4.2, 12, 1.2)
    sheet.line(sheet.at([*curve(face), *curve(NECK)]), 3.4)
    sheet.stroke(points("70,92 68,84 67.5,77 70,70 73,62 76.4,54"), 3.4)
    sheet.stroke([(30.6, 35.8), (34.4, 33.6), (39.8, 35.2)], 3.6)
    sheet.stroke([(30.8, 42), (34, 40.6), (37.6, 42.4)], 3)
    sheet.stroke([(31.4, 44), (34, 44.8), (36.8, 43.4)], 1.6)
    sheet.disc(sheet.at([(33.2, 42.7)])[0], 4.8)
    sheet.stroke([(26.6, 53.2), (28.4, 51.6), (28.8, 54)], 2)
    sheet.stroke([(27.4, 60.9), (30, 61.2), (32.8, 59.6)], 2.8)


def _ear(sheet: Head) -> None:
    sheet.area(points("54,44 58,41.6 60.6,45 59,51 56.6,55 54.6,52"), PAPER, 2.8)
    sheet.stroke(points("56,45.6 58.2,45 58,49 56.6,51.6"), 1.6)


def ines() -> Head:
    sheet = Head()
    _bare_head(sheet, 1.2)
    collar = points("41,84 50,89 62,90 70,85 84,95 90,106 26,106 34,93")
    sheet.area(collar, PAPER, 3)
    sheet.shade(collar, 6, 45)
    sheet.shade(collar, 9, -45)
    sheet.area(points("41,83.4 54,89 70,84 73,90 56,97 40,92"), PAPER, 3)
    hair = points("31.5,28 38,17 52,11 68,15 79,29 81,46 75,60 66,66 60,60 58,46 50,38 40,31")
    sheet.area(hair, PAPER, 3)
    sheet.strands(
        points("32.4,26.6 40,17 53,12.6 68,16.6 80,36"), points("40,31 50,38 59,46 64,58 76,58"), 17
    )
    _ear(sheet)
    bun = points("78,40 86,36 93,42 93,52 86,58 78,54")
    sheet.area(bun, PAPER, 3)
    sheet.strands(points("79,41 86,37 92,43 92,51 86,57"), points("79,53 82,50 84,47 85,50 84,53"), 8)
    sheet.area(points("28.6,39.2 38.6,39.6 37.6,47.6 29.6,47.2"), None, 3.6)
    sheet.stroke([(38.6, 41), (48, 41.8), (56, 43.6)], 3)
    sheet.stroke(points("41,41.4 46,56 56,65 68,68"), 2.6, RED)
    sheet.disc(sheet.at([(43, 92)])[0], 9, RED, 2)
    sheet.stroke([(30.6, 50), (31.8, 53.4), (33.6, 56.4)], 1.4)
    return sheet


def tom() -> Head:
    sheet = Head(looks_right=True)
    _bare_head(sheet, 0.4)
    jersey = points("41,80 54,86 69,80 73,88 88,96 92,106 24,106 30,95 40,89")
    sheet.area(jersey, PAPER, 3.2)
    sheet.strands([(30, 96), (27, 101), (25, 106)], [(88, 96), (90, 101), (92, 106)], 20)
    sheet.area(points("40,79 54,85 70,78 73,87 56,95 39,90"), PAPER, 3.2)
    sheet.strands([(40, 80), (40, 85), (40, 90)], [(70, 79), (71.5, 83), (73, 87)], 13, 2.2)
    beard = points("31,57 36,59 44,60 52,55 56,50 60,58 58,70 48,80 36,81.5 28,77 26.6,69 29.4,65.4 33,63")
    sheet.area(beard, PAPER, 0)
    sheet.strands(points("56,51 50,57 40,60.4 31,58"), points("59,66 50,78 38,81.5 28,76"), 13, 2)
    for number in range(9):
        x = 28.5 + number * 2.6
        sheet.stroke([(x + 1, 66 + number % 3), (x, 73), (x + 0.8, 79 + min(number, 3) * 0.6)], 1.8)
    sheet.stroke(points("26.6,68 26.6,75 31,81 40,82.4 50,79 58,70"), 3.2)
    sheet.stroke(points("26.8,57.2 30,57.6 34,60 36,63"), 4)
    sheet.stroke([(27.6, 60.9), (30, 60.8), (32.4, 61.8)], 2.6)
    nape = points("57,34 74,32 77.6,40 76,50 71,60 64,58 60,50 57,42")
    sheet.area(nape, PAPER, 2.6)
    sheet.strands(points("58,34 59,43 61,51 64,57"), points("75,33 77,42 75,51 70.6,59"), 11, 1.6)
    _ear(sheet)
    crown = points("29,29 25,23 32,13.5 46,8 64,8 81,15.6 86.5,25 81,31 62,30 44,29")
    sheet.area(crown, PAPER, 3.4)
    sheet.strands(
        points("27,23 36,13.5 48,9.6 64,9.8 84,23"), points("31,28.6 44,28 58,29 70,30 81,30"), 9, 1.8
    )
    sheet.area(points("29,28.6 46,28.6 64,29.8 81,30.6 80,35.4 64,35 46,33.8 29,33.4"), INK, 2)
    sheet.stroke(points("29.4,31 46,31.2 64,32.4 80,33"), 4, RED)
    sheet.area(points("31,33 22,33.4 13,38.6 15.4,40 24,37.2 34,36.4 44,35.6 44,33.6"), INK, 2)
    return sheet


def mariam() -> Head:
    sheet = Head()
    _bare_head(sheet, 0)
    scarf = points(
        "30.6,28 34,19 42,11.5 54,8 70,12 82,26 85,48 82,66 88,84 98,106 18,106 28,92 37,84 "
        "35.6,79.6 43,77.4 49.6,68 50,52 45,37 38,29"
    )
    sheet.area(scarf, PAPER, 3.4)
    edge = points("31,28 38,29.6 45,37 49.4,50 49.8,62 48,70 43,77 36,79.6")
    sheet.strands(
        points("33,25 46,32 53,46 54,64 46,80 30,93"), points("52,9 72,15 83,35 83,60 79,80 72,104"), 15, 2
    )
    sheet.strands(points("38,81 50,82 64,76 80,66"), points("22,102 48,106 72,106 94,104"), 9, 2)
    sheet.stroke(edge, 6, PAPER)
    sheet.stroke(edge, 4.4, RED)
    sheet.stroke([(x + 2.4, y + 0.6) for x, y in edge], 2)
    return sheet


def rosa() -> Head:
    sheet = Head(looks_right=True)
    _bare_head(sheet, -0.6)
    coat = points("40,88 52,92 68,86 80,90 94,100 96,106 20,106 28,96")
    sheet.area(coat, PAPER, 3.2)
    sheet.shade(coat, 6.4, 90)
    sheet.area(points("66,78 74,80 80,92 66,99 50,106 44,100 56,92"), PAPER, 3.2)
    sheet.shade(points("66,78 74,80 80,92 66,99 50,106 44,100 56,92"), 5, 45)
    sheet.area(points("40,84 45,92 44,104 34,106 30,98"), PAPER, 3.2)
    sheet.shade(points("40,84 45,92 44,104 34,106 30,98"), 5, -45)
    sides = points("40,30 56,34 79,34 79,46 76,55 70,58 64.6,54 62,44 56,39 51,42 49,37")
    sheet.area(sides, PAPER, 2.4)
    sheet.shade(sides, 4.4, 60, 1.8)
    hair = points("29,31 26,22 33,12 48,7 66,9.4 79,20 81,32 74,37.6 60,37 46,34.6 36,31.6")
    sheet.area(hair, PAPER, 0)
    sheet.strands(
        points("29,27 31,16 44,8.6 62,9.6 80,26"), points("35,30 46,34 58,37 70,38.4 79,37"), 17, 2.2
    )
    sheet.stroke(points("29.6,31 26.4,22 33,12 48,7 66,9.4 79,20 81,33 79,40"), 3.2)
    for start, tip in ((33, 27.6), (36, 29.6), (39.5, 32.6), (43.5, 36.4)):
        sheet.stroke([(start + 4, 17), (start - 1.6, 25), (tip, 35.4 + (start - 33) * 0.2)], 2.6)
    _ear(sheet)
    sheet.shape(sheet.at(points("44,39.4 76,46.4 75.6,48.6 43.6,41.6")), RED, 2.2)
    sheet.shape(sheet.at([(44, 39.4), (39.6, 39.4), (43.6, 41.6)]), PAPER, 2.2)
    sheet.stroke([(54.2, 44), (57.6, 42.2), (60.4, 45.4)], 3)
    return sheet


def bernadette() -> Head:
    sheet = Head()
    _bare_head(sheet, 0.2)
    blouse = points("40,88 54,94 70,88 86,96 94,106 20,106 28,96")
    sheet.area(blouse, PAPER, 3.2)
    for x, y in ((30, 99), (38, 95), (46, 101), (55, 99), (64, 102), (72, 95), (80, 99), (88, 103)):
        sheet.disc(sheet.at([(x, y)])[0], 6)
    for strap in (points("44,90 50,93 48,106 40,106"), points("66,91 72,89 80,106 71,106")):
        sheet.shape(sheet.at(strap), PAPER, 3)
    curls = points(
        "38,18 46,13 55,10.5 64,12 72,17 79,24 84,33 86.6,43 86,53 82.6,62 76,69 68,67 66,58 "
        "63,50 58,43 51,38 44,32 74,58 77,47 75,36 68,27 58,22 48,22 66,38 70,48 57,32 80,54"
    )
    for x, y in curls:
        sheet.disc(sheet.at([(x, y)])[0], 29, PAPER, 2.4)
    for number, (x, y) in enumerate(curls):
        for ring in range(1, 4):
            start = number * 67 + ring * 40
            sheet.line(arc(4.8 * x, 4.8 * y, 29 - ring * 7, 29 - ring * 7, start, start + 250), 2)
    cloth = points("35,21 44,23 58,26 72,33 84,45 80,52 69,43 56,36 44,32 33.6,29.4")
    sheet.area(cloth, RED, 3)
    for x, y in ((41, 26.6), (50, 29), (59, 32), (67.6, 37), (75, 43.6)):
        sheet.disc(sheet.at([(x, y)])[0], 5.4, PAPER)
    knot = points("82,46 90,42 96,45 91,50 97,56 90,58 83,52")
    sheet.area(knot, RED, 3)
    _ear(sheet)
    sheet.disc(sheet.at([(57, 61)])[0], 21, None, 3.4)
    return sheet
