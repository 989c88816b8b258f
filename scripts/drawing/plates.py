"""Charts, sections and elevations."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from .figures import Point, arc, curve, points, rectangle, turn
from .sheet import GREY, INK, PAPER, RED, RULE, WELL, Sheet


def tide_curve() -> Sheet:
    sheet = Sheet(1600, 960)
    left, right, top, bottom = 215, 1511, 30, 850  # nine pixels to each reading
    turns = points("-1.1,0.95 5.17,4.62 11.33,0.84 17.58,4.41 23.75,0.98 30,4.5")

    def place(hour: float, metres: float) -> Point:
        return left + (right - left) * hour / 24, bottom - (bottom - top) * metres / 5.6

    def level(hour: float) -> float:
        a, b = next((a, b) for a, b in pairwise(turns) if a[0] <= hour <= b[0])
        return a[1] + (b[1] - a[1]) * (1 - math.cos(math.pi * (hour - a[0]) / (b[0] - a[0]))) / 2

    trace = [place(hour / 20, level(hour / 20)) for hour in range(24 * 20 + 1)]
    for hour in range(25):
        x = place(hour, 0)[0]
        sheet.line([(x, top), (x, bottom)], 1.2 if hour % 6 else 2, RULE)
        if hour % 6 == 0:
            sheet.text((x, bottom + 58), f"{hour}.00", 40, "ms")
    for metres in range(6):
        y = place(0, metres)[1]
        sheet.line([(left, y), (right, y)], 1.2, RULE)
        sheet.text((left - 72, y), f"{metres} m", 40, "rm")
    for reading in range(1, 144):
        x, y = place(reading / 6, level(reading / 6))
        sheet.line([(x, y), (x, bottom)], 2 if reading % 6 else 4)
    sheet.line(trace, 6)
    sheet.line([(left, bottom), (right, bottom)], 4)
    for x in (left - 52, left - 43):
        sheet.line([(x, 20), (x, 940)], 2.5, RED)
    for hour, metres in turns[1:5]:
        x, y = place(hour, metres)
        y -= 30 if metres > 2 else 110
        sheet.disc(place(hour, metres), 10, PAPER, 4, RED)
        sheet.box(x - 66, y - 88, 132, 98, PAPER)
        sheet.text((x, y - 46), f"{int(hour)}.{round(hour % 1 * 60):02d}", 44, "ms", RED, weight=650)
        sheet.text((x, y), f"{metres:.2f} m", 44, "ms")
    return sheet


BUDGET = (
    ("Schools", 2720),
    ("Care of the old", 1630),
    ("Streets, lamps and drains", 1460),
    ("Other", 1180),
    ("Harbour, with the ferry", 1156),
    ("Town hall", 850),
    ("Refuse", 600),
    ("Interest", 480),
    ("Library and reading room", 410),
    ("Fire and rescue", 340),
    ("Into the reserve", 274),
)


def budget_bars() -> Sheet:
    sheet = Sheet(1600, 1010)
    left, top, step, scale = 530, 50, 82, 0.335
    for thousands in range(0, 3001, 500):
        x = left + thousands * scale
        sheet.line([(x, top - 16), (x, top + step * 11)], 1.2, RULE)
        sheet.text((x, top + step * 11 + 46), f"{thousands:,}", 34, "ms", GREY)
    for row, (name, thousands) in enumerate(BUDGET):
        y, colour = top + row * step, RED if name == "Other" else INK
        bar = rectangle(left, y, thousands * scale, 50)
        sheet.shape(bar, PAPER)
        sheet.hatch(bar, 7 + row * 0.4, 45, 2.2, colour)
        if row < 3:
            sheet.hatch(bar, 14, -45, 1.8, colour)
        sheet.shape(bar, None, 2.6, colour)
        face = {"face": "italic", "weight": 500} if name == "Other" else {}
        sheet.text((left - 40, y + 38), name, 40, "rs", colour, **face)
        figure = f"{thousands:,}"
        x = left + thousands * scale + 16
        sheet.box(x - 8, y + 4, sheet.length_of(figure, 40, weight=600) + 16, 42, PAPER)
        sheet.text((x, y + 39), figure, 40, "ls", colour, weight=600)
    for x in (left - 22, left - 13):
        sheet.line([(x, 12), (x, 996)], 2.5, RED)
    sheet.line([(left, top - 16), (left, top + step * 11)], 4)
    return sheet


def constance() -> Sheet:
    sheet = Sheet(1600, 1010)
    waterline, keel = 690, 813
    sheer = curve(points("150,556 330,590 560,606 900,612 1200,602 1440,580"))
    bottom = curve(
        [(1440, 580), (1428, 700), (1392, 752), (1330, 790), (1180, keel), (700, keel), (420, 806)]
    )
    stem = curve(points("420,806 300,780 222,700 176,620 150,556"))
    hull = [*sheer, *bottom, *stem]
    sea = [(30, waterline), (1570, waterline), (1570, 880), (30, 880)]
    sheet.water(sea, 15, 1.8, GREY)
    sheet.line([(30, waterline), (1570, waterline)], 2.5)
    sheet.shape(hull, PAPER)
    below = rectangle(100, waterline, 1400, 200)
    sheet.within(hull, lambda s: s.hatch(below, 8, 0, 2))
    for drop in (34, 62):
        sheet.within(hull, lambda s, drop=drop: s.line([(x, y + drop) for x, y in sheer], 1.4, GREY))
    sheet.within(hull, lambda s: s.line([(x, y + 13) for x, y in sheer], 9))
    sheet.within(hull, lambda s: s.line([(0, waterline), (1600, waterline)], 4, RED))
    sheet.shape(hull, None, 5)
    _screw_and_rudder(sheet)
    _engine(sheet)
    _upper_works(sheet)
    sheet.text((262, 664), "CONSTANCE", 40, "ls", face="serif", weight=700)
    sheet.text((1392, 650), "Tidewick", 30, "rs", face="italic", weight=400)
    for x in (560, 740, 920, 1100):
        sheet.disc((x, 648), 24, PAPER, 9)
        sheet.line([(x, 624), (x, 606)], 3)
    sheet.measure((150, 556), (1440, 556), "17.40 m over all", -398)
    sheet.measure((70, 96), (70, waterline), "7.90 m", size=38)
    sheet.line([(70, 96), (770, 96)], 1.2, GREY)
    sheet.line([(1250, keel), (1540, keel)], 1.2, GREY)
    sheet.line([(1520, waterline), (1520, keel)], 1.6, RED)
    sheet.arrow((1520, waterline), 90, colour=RED)
    sheet.arrow((1520, keel), -90, colour=RED)
    sheet.box(1462, keel + 14, 116, 44, PAPER)
    sheet.text((1520, keel + 48), "1.65 m", 38, "ms", RED, weight=600)
    return sheet


def _screw_and_rudder(sheet: Sheet) -> None:
    sheet.shape(curve(points("1402,730 1446,728 1450,822 1404,826"), closed=True), PAPER, 4)
    sheet.line([(1412, 730), (1424, 590)], 6)
    sheet.line([(1100, 770), (1372, 786)], 5)
    for side in (-1, 1):
        sheet.shape(arc(1378, 786 + side * 24, 9, 24), INK)
    sheet.disc((1378, 786), 9, INK)


def _engine(sheet: Sheet) -> None:
    sheet.box(890, 716, 210, 76, PAPER, 3)
    for cylinder in range(6):
        sheet.box(902 + cylinder * 33, 700, 22, 34, PAPER, 2.5)
    sheet.hatch(rectangle(890, 742, 210, 50), 9, 45, 1.6)
    sheet.text((872, 774), "310 kW", 36, "rs", weight=600)
    x = 872 - sheet.length_of("310 kW", 36, weight=600) / 2
    sheet.box(x - 66, 736, 132, 50, PAPER)
    sheet.text((x, 774), "310 kW", 36, "ms", weight=600)


def _upper_works(sheet: Sheet) -> None:
    saloon = rectangle(470, 440, 650, 168)
    sheet.shape(saloon, PAPER, 4)
    sheet.hatch(rectangle(470, 562, 650, 46), 9, 90, 1.6)
    for number in range(7):
        pane = rectangle(504 + number * 86, 466, 62, 74)
        sheet.shape(pane, PAPER)
        sheet.hatch(pane, 8, 45, 1.6, GREY)
        sheet.shape(pane, None, 3)
    sheet.box(450, 424, 700, 16, PAPER, 4)
    house = points("520,424 540,306 716,306 716,424")
    sheet.shape(house, PAPER, 4)
    for pane in (points("549,326 612,326 612,374 541,374"), rectangle(626, 326, 74, 48)):
        sheet.shape(pane, PAPER)
        sheet.hatch(pane, 8, 45, 1.6, GREY)
        sheet.shape(pane, None, 3)
    sheet.box(524, 290, 206, 16, PAPER, 4)
    sheet.line([(770, 424), (770, 150)], 7)
    sheet.line([(770, 160), (770, 96)], 2.5)
    sheet.line([(734, 196), (806, 196)], 4)
    sheet.line([(770, 200), (1143, 424)], 1.5)
    sheet.line([(770, 200), (528, 290)], 1.5)
    funnel = points("916,424 926,316 1012,316 1010,424")
    sheet.shape(funnel, PAPER, 4)
    sheet.within(funnel, lambda s: s.box(900, 340, 130, 26, RED))
    sheet.hatch(points("970,424 976,366 1012,366 1010,424"), 8, 90, 1.6)
    sheet.disc((1076, 398), 25, PAPER, 11, RED)
    _rails(sheet, 178, 450, 560, 600)
    _rails(sheet, 1150, 1428, 604, 584)
    sheet.line([(1428, 584), (1440, 470)], 4)
    flag = curve(points("1440,472 1480,480 1520,470 1516,520 1478,530 1436,520"))
    sheet.shape([*flag, (1440, 472)], PAPER)
    sheet.hatch(flag, 9, 0, 2, INK)
    sheet.shape(flag, None, 2.5)


def _rails(sheet: Sheet, left: float, right: float, first: float, last: float) -> None:
    posts = 6
    feet = [(left + (right - left) * n / posts, first + (last - first) * n / posts) for n in range(posts + 1)]
    for x, y in feet:
        sheet.line([(x, y), (x, y - 58)], 3)
    for height in (58, 30):
        sheet.line([(x, y - height) for x, y in feet], 3 if height == 58 else 1.8)


def wall_section() -> Sheet:
    sheet = Sheet(1600, 1130)
    top, foot, courses = 210, 990, 20
    step = (foot - top) / courses

    def face(y: float) -> float:
        return 640 - (y - top) * 0.17

    sea = [(30, 640), (face(640), 640), (face(foot), foot), (380, 1010), (30, 1040)]
    sheet.water(sea, 15, 1.8, GREY)
    sheet.line([(30, 640), (face(640), 640)], 3)
    sheet.dashes([(30, 372), (face(372), 372)], 2, INK, 16, 10)
    for y, words in ((372, "high water"), (640, "low water")):
        sheet.shape([(60, y - 4), (46, y - 26), (74, y - 26)], None, 2)
        sheet.text((92, y - 14), words, 38)
    _ground(sheet, face(foot))
    _rubble(sheet, face, top, foot)
    for course in range(courses):
        _course(sheet, course, top + course * step, step, face)
    for joint in range(1, courses):
        y = top + joint * step
        sheet.cross((face(y) + 2, y), 12, 5)
    sheet.text((face(top + step) - 34, top + step + 14), "1", 40, "rs", RED, weight=650)
    sheet.text((face(foot - step) - 34, foot - step + 14), "19", 40, "rs", RED, weight=650)
    _quay_above(sheet, top)
    sheet.measure((640, 132), (1030, 132), "2.60 m", size=38)
    for x in (640, 1030):
        sheet.line([(x, 118), (x, 168)], 1.2, GREY)
    sheet.lead("dressed stone", (60, 860), (face(840) + 60, 838))
    sheet.lead("rubble and lime", (1150, 560), (960, 548))
    sheet.lead("the fill of 1811", (1230, 850), (1120, 838))
    return sheet


def _course(sheet: Sheet, course: int, y: float, height: float, face: Callable[[float], float]) -> None:
    """One course of dressed stone: a long one and a short one by turns, as masons bind them."""
    depths = (96, 70) if course % 2 else (54, 118)
    x = face(y)
    for number, depth in enumerate(depths):
        lean = face(y + height) - x if not number else 0
        stone = [
            (x, y + 2),
            (x + depth - 3, y + 2),
            (x + depth - 3, y + height - 2),
            (x + lean, y + height - 2),
        ]
        sheet.shape(stone, PAPER)
        if (course + number) % 3:
            sheet.hatch(stone, 10, 45 if course % 2 else 135, 1.8)
        sheet.shape(stone, None, 3)
        x += depth


def _rubble(sheet: Sheet, face: Callable[[float], float], top: float, foot: float) -> None:
    core = [
        (face(top) + 150, top),
        (1030, top),
        (1030, 600),
        (1090, 600),
        (1090, foot),
        (face(foot) + 120, foot),
    ]
    sheet.shape(core, WELL)

    def stones(inner: Sheet) -> None:
        for row in range(11):
            for column in range(8):
                cx = 560 + column * 80 + (row % 2) * 40 + inner.random.uniform(-8, 8)
                cy = top + 34 + row * 74 + inner.random.uniform(-7, 7)
                corners = [
                    (
                        cx + inner.random.uniform(31, 41) * math.cos(a),
                        cy - inner.random.uniform(27, 37) * math.sin(a),
                    )
                    for a in (0.3, 1.2, 2.2, 3.3, 4.2, 5.3)
                ]
                inner.shape(corners, PAPER, 2.6)

    sheet.within(core, stones)
    sheet.shape(core, None, 3)


def _ground(sheet: Sheet, foot_x: float) -> None:
    bed = curve([(30, 1040), (200, 1022), (380, 1010), (foot_x, 990)])
    sheet.shape([*bed, (1100, 990), (1100, 1110), (30, 1110)], PAPER)
    sheet.hatch([*bed, (1090, 990), (1090, 1042), (30, 1090)], 16, 45, 1.8)
    sheet.line([*bed, (1090, 990)], 4)
    fill = points("1030,210 1570,210 1570,1090 1090,1090 1090,600 1030,600")

    def specks(inner: Sheet) -> None:
        for row in range(17):
            for column in range(10):
                x = 1050 + column * 56 + (row % 2) * 28 + inner.random.uniform(-12, 12)
                y = 250 + row * 52 + inner.random.uniform(-14, 14)
                inner.line([(x, y), (x + inner.random.uniform(8, 18), y)], 2.4, GREY)

    sheet.within(fill, specks)


def _quay_above(sheet: Sheet, top: float) -> None:
    for slab in range(9):
        x = 706 + slab * 96
        sheet.box(x, top - 30, 94, 30, PAPER, 3)
    sheet.box(622, top - 40, 150, 42, PAPER, 3.5)
    sheet.hatch(rectangle(622, top - 40, 150, 42), 8, 45, 1.6)
    seat = top - 30
    for x in (1110, 1210):
        sheet.line([(x, seat), (x, seat - 52)], 6)
    sheet.line([(1096, seat - 52), (1230, seat - 52)], 8)
    sheet.line([(1222, seat - 52), (1246, seat - 108)], 6)
    sheet.text((1280, seat - 66), "bench", 38)


def bell() -> Sheet:
    sheet = Sheet(1600, 1130)
    axis, lip = 760, 900
    outer = curve(
        [
            (0, 232),
            (110, 236),
            (176, 256),
            (206, 306),
            (218, 400),
            (236, 520),
            (268, 640),
            (318, 750),
            (388, 846),
            (410, lip),
        ]
    )
    inner = curve(
        [
            (0, 290),
            (96, 294),
            (146, 318),
            (164, 372),
            (174, 450),
            (192, 560),
            (222, 670),
            (268, 770),
            (336, 852),
            (372, lip),
        ]
    )
    right = [(axis + x, y) for x, y in outer]
    left_out, left_in = ([(axis - x, y) for x, y in side] for side in (outer, inner))
    wall = [*left_out, *reversed(left_in)]
    sheet.shape([*left_in, (axis, lip), (axis, 290)], PAPER)
    hollow = [*left_in, (axis, lip), (axis, 290)]
    sheet.within(hollow, lambda s: [s.line(_lip_of(axis, r, y), 1.6, GREY) for r, y in inner[30::7]])
    _names(sheet, axis, inner, lip)
    sheet.shape(wall, PAPER)
    sheet.hatch(wall, 11, 45, 2.4)
    sheet.line(left_out, 5)
    sheet.line(left_in, 4)
    sheet.line([(axis - 410, lip), (axis - 372, lip)], 5)
    _clapper(sheet, axis)
    _bell_outside(sheet, axis, right, lip)
    _hook(sheet, axis)
    sheet.dashes([(axis, 60), (axis, 1010)], 2, RED, 30, 10)
    sheet.measure((axis - 410, lip), (axis + 410, lip), "410", -110, 42)
    sheet.measure((1310, 232), (1310, lip), "334", size=42)
    sheet.line([(axis + 20, 232), (1330, 232)], 1.2, GREY)
    sheet.line([(axis + 420, lip), (1330, lip)], 1.2, GREY)
    sheet.lead("31 names", (60, 800), (axis - 292, 866), 42)
    sheet.lead("bronze, 41 kg", (60, 420), (axis - 198, 430), 42)
    sheet.text((1540, 1090), "millimetres", 36, "rs", face="italic", weight=400)
    return sheet


def _lip_of(axis: float, radius: float, y: float) -> list[Point]:
    return arc(axis, y, radius, radius * 0.1, 180, 360)


def _bell_outside(sheet: Sheet, axis: float, right: Sequence[Point], lip: float) -> None:
    body = [(axis, 232), *right, (axis, lip)]
    sheet.shape(body, PAPER)
    light = [(x, y) for x, y in right]
    for share in range(1, 15):
        width = 1.2 + 2.6 * abs(share / 15 - 0.42)
        meridian = [(axis + (x - axis) * math.sin(share / 15 * math.pi / 2), y) for x, y in light]
        sheet.line(meridian[4:], width)
    for y, width in ((308, 4), (322, 2), (640, 2), (656, 4), (672, 2), (846, 4), (860, 2)):
        reach = next(x for x, height in right if height >= y) - axis
        band = [(axis, y + 4), *arc(axis, y, reach, 9, 270, 360)]
        sheet.line(band, width + 5, PAPER)
        sheet.line(band, width)
    sheet.line(right, 5)
    sheet.line(arc(axis, lip, 410, 16, 270, 360), 5)


def _names(sheet: Sheet, axis: float, inner: Sequence[Point], lip: float) -> None:
    """Thirty-one scratches inside the lip, each as long as a name."""
    for number in range(31):
        angle = math.radians(14 + 68 * number / 30)
        x, y = axis - 330 * math.cos(angle), lip - 46 + 30 * math.sin(angle)
        length = sheet.random.uniform(14, 34)
        nudge = sheet.random.uniform(-2, 2)
        sheet.line([(x + nudge, y - length), (x - nudge, y)], 3.4, RED)


def _clapper(sheet: Sheet, axis: float) -> None:
    stem = [(axis - 7, 292), (axis + 7, 292), (axis + 11, 760), (axis - 11, 760)]
    sheet.shape(stem, PAPER, 3)
    sheet.disc((axis, 806), 50, PAPER, 4)
    sheet.within(arc(axis, 806, 46, 46), lambda s: s.hatch(rectangle(axis - 60, 750, 60, 110), 9, 90, 2))
    sheet.box(axis - 9, 850, 18, 44, PAPER, 3)


def _hook(sheet: Sheet, axis: float) -> None:
    sheet.shape(
        curve([(axis - 62, 236), (axis - 46, 168), (axis, 150), (axis + 46, 168), (axis + 62, 236)]), PAPER, 0
    )
    crown = arc(axis, 236, 62, 92, 0, 180)
    sheet.line(crown, 22)
    sheet.line(crown, 13, PAPER)
    hook = [*arc(axis, 128, 34, 34, -60, 170), (axis - 34, 60), (axis - 34, 24)]
    sheet.line(hook, 20)
    sheet.line(hook, 11, PAPER)
    sheet.box(axis - 190, 10, 380, 18, INK)
    sheet.hatch(rectangle(axis - 190, 28, 380, 14), 10, 45, 2)


def barograph() -> Sheet:
    sheet = Sheet(1600, 950)
    left, right, top, bottom = 150, 1500, 90, 800
    highest, lowest = 1035, 955

    def place(hour: float, pressure: float) -> Point:
        share = (pressure - lowest) / (highest - lowest)
        bow = 62 * (1 - (2 * share - 1) ** 2)  # the arm swings, so the hours are bent
        return left + (right - left - 62) * hour / 72 + bow, bottom - (bottom - top) * share

    chart = [place(0, p) for p in range(lowest, highest + 1)] + [
        place(72, p) for p in range(highest, lowest - 1, -1)
    ]
    for pressure in range(lowest, highest + 1, 5):
        line = [place(hour, pressure) for hour in (0, 72)]
        sheet.line(line, 2.5 if pressure % 20 == 0 else 1.2, GREY if pressure % 20 == 0 else RULE)
        if pressure % 20 == 0:
            sheet.text((left - 24, line[0][1]), str(pressure), 40, "rm")
    for hour in range(0, 73, 3):
        bent = [place(hour, p) for p in range(lowest, highest + 1, 4)]
        sheet.line(bent, 2.5 if hour % 12 == 0 else 1.2, GREY if hour % 12 == 0 else RULE)
        if hour % 12 == 0:
            words = "noon" if hour % 24 == 0 else "midnight"
            sheet.text((place(hour, lowest)[0], bottom + 54), words, 38, "ms")
    sheet.shape(chart, None, 4)
    knots = points(
        "0,1013 6,1014 12,1013 18,1011 24,1006 28,999 32,986 35,974 37.5,966 38.83,963.5 40,965 "
        "43,978 47,992 52,1001 58,1006 65,1009 72,1010"
    )
    trace = []
    for hour, pressure in curve(knots, steps=10):
        shaken = 0.9 if 30 < hour < 44 else 0.25
        trace.append(place(hour, pressure + sheet.random.uniform(-shaken, shaken)))
    sheet.line(trace, 6)
    low = place(38.83, 963.5)
    sheet.disc((low[0], low[1] + 4), 11, PAPER, 4, RED)
    sheet.box(low[0] - 270, low[1] - 62, 206, 104, PAPER)
    sheet.text((low[0] - 76, low[1] - 20), "2.50", 44, "rs", RED, weight=650)
    sheet.text((low[0] - 76, low[1] + 26), "963.5 mb", 44, "rs")
    _storm_pen(sheet, place(72, 1010))
    sheet.text((left, 50), "millibars", 38, "ls", face="italic", weight=400)
    for y in (bottom + 82, bottom + 91):
        sheet.line([(30, y), (1570, y)], 2.5, RED)
    return sheet


def _storm_pen(sheet: Sheet, at: Point) -> None:
    """The pen of the instrument, at rest where the trace ends."""
    x, y = at
    sheet.line([(x + 4, y), (1600, y + 64)], 8)
    sheet.shape([(x, y), (x + 40, y - 4), (x + 34, y + 26)], INK)


def mill() -> Sheet:
    sheet = Sheet(1600, 1170)
    left, right, eaves, ground = 420, 1050, 470, 980
    ridge = ((left + right) / 2, 190)
    gable = [(left, eaves), ridge, (right, eaves)]
    front = [(left, ground), *gable, (right, ground)]
    sheet.shape(front, PAPER)
    boards = rectangle(left, 150, right - left, ground - 150 - 96)
    sheet.within(front, lambda s: s.hatch(boards, 16, 0, 2))
    _footing(sheet, left, right, ground)
    sheet.shape(front, None, 5)
    roof = [(left - 46, eaves + 34), ridge, (right + 46, eaves + 34)]
    for drop, width in ((0, 14), (20, 3)):
        sheet.line([(x, y + drop - 10) for x, y in roof], width)
    for y in (428, 594, 760):
        for x in (left + 78, right - 78 - 92):
            _window(sheet, x, y)
    _hoist(sheet, ridge[0])
    _door(sheet, ridge[0], ground)
    _wheel(sheet, (1318, 830), 230)
    _pond(sheet, ground)
    _vane(sheet, ridge)
    for x in (60, 69):
        sheet.line([(x, 40), (x, 1130)], 2.5, RED)
    for floor, y in enumerate((832, 666, 500), 1):
        sheet.text((104, y), f"{floor}", 44, "ls", RED, weight=650)
        sheet.line([(140, y - 14), (left - 60, y - 14)], 1.4, GREY)
    sheet.line([(left, 1122), (left + 315, 1122)], 4)
    for x, words in ((left, "0"), (left + 157, ""), (left + 315, "5 m")):
        sheet.line([(x, 1108), (x, 1122)], 3)
        sheet.text((x, 1096), words, 36, "ms")
    return sheet


def _footing(sheet: Sheet, left: float, right: float, ground: float) -> None:
    sheet.box(left, ground - 96, right - left, 96, PAPER, 4)
    for course in range(3):
        y = ground - 96 + course * 32
        sheet.line([(left, y), (right, y)], 2)
        for column in range(10):
            x = left + column * 70 + (35 if course % 2 else 0)
            if left < x < right:
                sheet.line([(x, y), (x, y + 32)], 2)


def _window(sheet: Sheet, x: float, y: float) -> None:
    sheet.box(x - 8, y - 8, 108, 124, PAPER, 3)
    sheet.hatch(rectangle(x, y, 92, 108), 7, 45, 2.2)
    sheet.box(x, y, 92, 108, None, 3)
    for share in (1, 2):
        sheet.line([(x + 92 * share / 3, y), (x + 92 * share / 3, y + 108)], 3.5, PAPER)
    sheet.line([(x, y + 54), (x + 92, y + 54)], 3.5, PAPER)
    sheet.line([(x - 14, y + 118), (x + 106, y + 118)], 6)


def _hoist(sheet: Sheet, middle_x: float) -> None:
    hood = [
        (middle_x - 84, 420),
        (middle_x - 84, 330),
        (middle_x, 262),
        (middle_x + 84, 330),
        (middle_x + 84, 420),
    ]
    sheet.shape(hood, PAPER)
    sheet.hatch(rectangle(middle_x - 84, 330, 168, 90), 12, 90, 2)
    sheet.shape(hood, None, 5)
    sheet.line([(middle_x - 104, 346), (middle_x, 262), (middle_x + 104, 346)], 9)
    sheet.line([(middle_x, 420), (middle_x, 640)], 3.5)
    sheet.disc((middle_x, 436), 14, PAPER, 4)
    sheet.line(arc(middle_x - 9, 652, 12, 14, -170, 70), 5)


def _door(sheet: Sheet, middle_x: float, ground: float) -> None:
    sheet.box(middle_x - 84, ground - 236, 168, 236, PAPER, 4)
    sheet.hatch(rectangle(middle_x - 70, ground - 222, 140, 222), 14, 90, 2.2)
    sheet.box(middle_x - 70, ground - 222, 140, 222, None, 3.5)
    sheet.line([(middle_x, ground - 222), (middle_x, ground)], 4)
    sheet.disc((middle_x - 12, ground - 104), 6)
    sheet.box(middle_x - 96, ground - 318, 192, 74, PAPER, 3)
    sheet.text((middle_x, ground - 262), "1790", 60, "ms", RED, face="serif", weight=700)


def _wheel(sheet: Sheet, at: Point, radius: float) -> None:
    x, y = at
    sheet.box(1050, y - 20, x - 1050, 40, PAPER, 4)
    sheet.hatch(rectangle(1050, y - 20, x - 1050, 40), 10, 45, 1.8)
    sheet.disc(at, radius, None, 5)
    sheet.disc(at, radius - 26, None, 3)
    for spoke in range(12):
        dx, dy = turn((1, 0), spoke * 30 + 8)
        sheet.line([(x + dx * 34, y + dy * 34), (x + dx * (radius - 26), y + dy * (radius - 26))], 9)
        sheet.line([(x + dx * 34, y + dy * 34), (x + dx * (radius - 26), y + dy * (radius - 26))], 4, PAPER)
    for number in range(24):
        if number in (3, 9, 10, 17, 20):
            continue  # wanting
        dx, dy = turn((1, 0), number * 15 + 8)
        sheet.line(
            [
                (x + dx * (radius - 30), y + dy * (radius - 30)),
                (x + dx * (radius + 26), y + dy * (radius + 26)),
            ],
            8,
        )
    sheet.disc(at, 38, PAPER, 5)
    sheet.disc(at, 13)


def _pond(sheet: Sheet, ground: float) -> None:
    sheet.line([(110, ground), (1040, ground)], 5)
    sheet.hatch(rectangle(180, ground + 4, 860, 26), 14, 45, 2)
    pond = points("1040,1000 1580,1000 1580,1110 1040,1110")
    sheet.shape(pond, PAPER)
    sheet.water(pond, 15, 2.2)
    sheet.line([(1040, 970), (1040, 1110)], 5)
    sheet.line([(1040, 1000), (1580, 1000)], 3)
    for tuft in range(15):
        x = 1060 + tuft * 35 + sheet.random.uniform(-8, 8)
        for blade in range(5):
            lean = (blade - 2) * 7 + sheet.random.uniform(-3, 3)
            height = sheet.random.uniform(30, 72)
            sheet.line(
                curve(
                    [
                        (x + blade * 3, 1006),
                        (x + blade * 3 + lean * 0.3, 1006 - height * 0.6),
                        (x + lean * 2, 1006 - height),
                    ],
                    steps=4,
                ),
                2.4,
            )


def _vane(sheet: Sheet, ridge: Point) -> None:
    x, y = ridge
    sheet.line([(x, y - 10), (x, y - 120)], 5)
    sheet.line([(x - 66, y - 100), (x + 60, y - 100)], 4)
    sheet.arrow((x - 78, y - 100), 180, 30)
    fish = curve(
        [
            (x + 20, y - 100),
            (x + 50, y - 118),
            (x + 88, y - 104),
            (x + 112, y - 122),
            (x + 108, y - 80),
            (x + 86, y - 96),
            (x + 50, y - 84),
        ],
        closed=True,
    )
    sheet.shape(fish, INK)
