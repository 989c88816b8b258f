"""Maps of the town."""

import math
from collections.abc import Sequence

from .figures import Point, along, curve, points, rectangle, turn
from .sheet import GREY, INK, PAPER, RED, Sheet

NORTH_SHORE = points(
    "-165,330 -15,352 135,330 265,372 395,402 535,420 655,404 765,360 875,352 985,396 "
    "1095,470 1165,560 1187,640"
)
SOUTH_SHORE = points(
    "1187,640 1145,720 1055,776 945,800 835,770 735,700 635,620 535,560 415,560 295,600 "
    "165,680 35,740 -85,770 -165,780"
)
ROAD = points(
    "435,384 525,330 635,250 765,200 915,190 1065,250 1205,360 1287,480 1305,620 1265,760 "
    "1165,870 1015,930 855,920 715,850 595,740 495,650 435,578"
)
# Kilometres from the kiosk by that road, and to which side of the road each name stands.
PLACES = (
    (0.0, "North Quay", (-1, -1)),
    (2.4, "gasworks", (1, 1)),
    (6.8, "the Hill", (0, 1)),
    (11.5, "sluice", (1, 0)),
    (16.2, "stone bridge", (1, 0)),
    (19.0, "marsh farm", (1, 1)),
    (24.3, "long straight", (-1, 1)),
    (28.2, "first lamp", (-1, 1)),
    (30.7, "South Quay", (-1, 1)),
)


def harbour_map() -> Sheet:
    sheet = Sheet(1600, 1130)
    north, south = curve(NORTH_SHORE), curve(SOUTH_SHORE)
    sea = [*north, *south]
    _shading_of_the_shore(sheet, sea, [north, south])
    sheet.line(north, 4)
    sheet.line(south, 4)
    _marsh(sheet)
    _hill(sheet, (870, 100), 160, 64)
    _quarter(sheet, (216, 226), 250, 84, 3, 9)
    _quarter(sheet, (250, 668), 190, 62, 2, 7)
    road = curve(ROAD)
    sheet.line(road, 13)
    sheet.line(road, 7, PAPER)
    for kilometres, name, aside in PLACES:
        _milestone(sheet, along(road, kilometres / 30.7)[0], f"{kilometres:.1f}", name, aside)
    sheet.dashes([(435, 398), (439, 480), (435, 566)], 5, RED, 0, 18)
    sheet.text((413, 496), "Constance", 40, "rs", RED, face="italic", weight=500)
    _compass(sheet, (150, 970))
    sheet.text((16, 544), "the estuary", 50, "ls", face="italic", weight=400)
    sheet.text((1000, 616), "the marsh", 50, "ms", face="italic", weight=400)
    sheet.line([(1180, 1064), (1540, 1064)], 4)
    for step in range(5):
        x = 1180 + 90 * step
        sheet.line([(x, 1050), (x, 1064)], 3)
        sheet.text((x, 1038), f"{step}" if step < 4 else "4 km", 34, "ms")
    return sheet


def _shading_of_the_shore(sheet: Sheet, sea: Sequence[Point], shores: Sequence[Sequence[Point]]) -> None:
    """Lines that follow the shore into the water, each farther from the last, as on old charts."""

    def draw(inner: Sheet) -> None:
        for reach in (44, 26, 12):
            for width, colour in ((reach * 2 + 3.4, GREY), (reach * 2, PAPER)):
                for shore in shores:
                    inner.line(shore, width, colour)

    sheet.within(sea, draw)


def _marsh(sheet: Sheet) -> None:
    for row in range(7):
        for column in range(7):
            x = 790 + column * 68 + (row % 2) * 34 + sheet.random.uniform(-8, 8)
            y = 430 + row * 54 + sheet.random.uniform(-6, 6)
            inside = ((x - 995) / 220) ** 2 + ((y - 600) / 185) ** 2
            if inside > 1 or (860 < x < 1140 and 556 < y < 650):
                continue
            sheet.box(x - 22, y - 20, 44, 26, PAPER)
            sheet.line([(x - 18, y), (x + 18, y)], 2.4)
            for lean in (-9, 0, 9):
                sheet.line([(x + lean * 0.5, y - 4), (x + lean, y - 17)], 2.2)


def _hill(sheet: Sheet, at: Point, rx: float, ry: float) -> None:
    for ring, (start, end) in enumerate(((0.5, 0.72), (0.76, 1.0))):
        for step in range(44):
            angle = math.radians(step * 360 / 44 + ring * 4)
            inner, outer = (
                (at[0] + rx * s * math.cos(angle), at[1] - ry * s * math.sin(angle)) for s in (start, end)
            )
            sheet.line([inner, outer], 2.6 if ring else 1.8)


def _quarter(sheet: Sheet, at: Point, width: float, height: float, rows: int, columns: int) -> None:
    """Houses along a quay."""
    w, h = width / columns, height / rows
    for row in range(rows):
        for column in range(columns):
            deep = h * sheet.random.uniform(0.55, 0.78)
            x, y = at[0] + column * w, at[1] + row * h + (column - columns / 2) * 2.5
            house = rectangle(x, y, w * sheet.random.uniform(0.6, 0.82), deep)
            sheet.shape(house, INK if (row + column) % 4 == 0 else PAPER, 2.4)
            if (row + column) % 4:
                sheet.hatch(house, 6, 45, 1.8)


def _milestone(sheet: Sheet, at: Point, figure: str, name: str, aside: tuple[int, int]) -> None:
    sheet.disc(at, 11, PAPER, 5, RED)
    x, y = at[0] + aside[0] * 26, at[1] + 12 + aside[1] * 34
    if aside[0] == 0:
        both = sheet.length_of(f"{figure} {name}", 36)
        x -= both / 2
    number, words = sheet.length_of(figure, 36, weight=650), sheet.length_of(name, 36)
    if aside[0] < 0:
        x -= number + words + 12
    sheet.box(x - 6, y - 34, number + words + 24, 44, PAPER)
    sheet.text((x, y), figure, 36, "ls", RED, weight=650)
    sheet.text((x + number + 12, y), name, 36)


def _compass(sheet: Sheet, at: Point) -> None:
    x, y = at
    sheet.disc(at, 74, None, 2.4)
    sheet.disc(at, 64, None, 1.4)
    for quarter in range(4):
        for long, angle in ((100, quarter * 90), (52, quarter * 90 + 45)):
            tip = turn((long, 0), angle)
            for side, fill in ((1, INK), (-1, PAPER)):
                waist = turn((13, 13 * side), angle)
                sheet.shape([(x, y), (x + waist[0], y + waist[1]), (x + tip[0], y + tip[1])], fill, 2)
    sheet.text((x, y - 112), "N", 44, "ms", face="serif", weight=700)


STREETS: dict[str, tuple[list[Point], int, tuple[int, ...], Point, float]] = {
    # where it runs, its lamps, which of them are dark; where its name stands, and how it is turned
    "Customs House Row": ([(150, 800), (190, 480)], 6, (), (118, 640), 83),
    "Quay Street": (points("150,830 420,868 760,880 1100,850"), 14, (8,), (640, 934), -1),
    "Chapel Steps": ([(330, 848), (360, 610)], 5, (1, 3), (300, 720), 83),
    "Smithy Lane": ([(540, 866), (566, 690), (548, 470)], 6, (2, 3, 4, 5), (614, 600), -84),
    "Pilots' Row": ([(750, 872), (772, 640)], 5, (), (716, 752), 84),
    "Net Alley": ([(900, 866), (906, 720)], 3, (1, 2), (950, 776), -88),
    "Ropewalk": ([(186, 470), (560, 456), (980, 430)], 11, (5, 6), (370, 412), 3),
    "Mill Bank": ([(980, 430), (1110, 310), (1240, 216)], 5, (2,), (1046, 300), 40),
    "Gasworks Road": (points("1108,846 1240,700 1400,600 1550,560"), 9, (4, 5, 6, 8), (1318, 724), 34),
}


def lamps() -> Sheet:
    sheet = Sheet(1600, 1090)
    water = points("0,968 420,984 820,994 1150,962 1330,900 1600,830 1600,1090 0,1090")
    quay = curve(water[:6])
    area = [*quay, (1600, 1090), (0, 1090)]
    sheet.water(area, 14, 2, GREY)
    sheet.line(quay, 5)
    for path, *_rest in STREETS.values():
        sheet.line(curve(path), 44, GREY)
    for path, *_rest in STREETS.values():
        sheet.line(curve(path), 40, PAPER)
    _blocks(sheet)
    for name, (path, count, dark, at, angle) in STREETS.items():
        street = curve(path)
        sheet.text(at, name, 38, "mm", turn=angle)
        for number in range(count):
            here = along(street, (number + 0.6) / (count + 0.2))[0]
            (_dark_lamp if number in dark else _lit_lamp)(sheet, here)
    sheet.box(416, 1016, 236, 62, PAPER)
    sheet.text((430, 1062), "North Quay", 46, "ls", face="italic", weight=400)
    _lit_lamp(sheet, (1180, 90))
    sheet.text((1220, 104), "lit", 42)
    sheet.text((1560, 104), "48", 42, "rs", weight=650)
    _dark_lamp(sheet, (1180, 150))
    sheet.text((1220, 164), "not lit", 42, colour=RED)
    sheet.text((1560, 164), "16", 42, "rs", RED, weight=650)
    sheet.line([(100, 150), (500, 150)], 4)
    for step, words in ((0, "0"), (1, ""), (2, "100 m")):
        sheet.line([(100 + 200 * step, 134), (100 + 200 * step, 150)], 3)
        sheet.text((100 + 200 * step, 120), words, 36, "ms")
    return sheet


def _blocks(sheet: Sheet) -> None:
    """Houses, between the streets."""
    corners = points(
        "232,520 416,504 410,640 240,660 660,500 820,486 820,610 960,600 1000,730 1020,480 "
        "1180,340 1330,460 300,250 620,250 840,250 1160,560 1440,660 656,640 "
    )
    sizes = points(
        "76,96 92,108 94,170 24,150 96,104 120,90 60,90 120,90 60,76 120,76 120,130 110,80 "
        "180,110 160,110 90,90 90,70 110,80 34,150 "
    )
    for (x, y), (w, h) in zip(corners, sizes, strict=True):
        house = rectangle(x, y, w, h)
        sheet.hatch(house, 16, 45, 1.8, GREY)
        sheet.shape(house, None, 2, GREY)


def _lit_lamp(sheet: Sheet, at: Point) -> None:
    sheet.disc(at, 9, PAPER, 3.4)
    for ray in range(8):
        near, far = turn((13, 0), ray * 45), turn((19, 0), ray * 45)
        sheet.line([(at[0] + near[0], at[1] + near[1]), (at[0] + far[0], at[1] + far[1])], 2.6)


def _dark_lamp(sheet: Sheet, at: Point) -> None:
    sheet.disc(at, 13, RED)
