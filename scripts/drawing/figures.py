"""Points and lines, before they are drawn."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

Point = tuple[float, float]


def points(written: str) -> list[Point]:
    """Points written as "x,y x,y …"."""
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in written.split())]


def rectangle(x: float, y: float, w: float, h: float) -> list[Point]:
    return [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]


def middle(points: Sequence[Point]) -> tuple[float, float, float]:
    """The middle of all points, and how far the farthest is from it."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    cx, cy = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return cx, cy, max(math.hypot(x - cx, y - cy) for x, y in points)


def turn(point: Point, angle: float) -> Point:
    """``point`` turned about 0, 0 against the clock."""
    sin, cos = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    return point[0] * cos + point[1] * sin, -point[0] * sin + point[1] * cos


def curve(points: Sequence[Point], closed: bool = False, steps: int = 14) -> list[Point]:
    """A smooth line through all ``points``."""
    around = [points[-1], *points, points[0], points[1]] if closed else [points[0], *points, points[-1]]
    smooth: list[Point] = []
    for a, b, c, d in zip(around, around[1:], around[2:], around[3:], strict=False):
        smooth += [_between(a, b, c, d, step / steps) for step in range(steps)]
    return smooth if closed else [*smooth, points[-1]]


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def part(p: float, q: float, r: float, s: float) -> float:
        return (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3) / 2

    return part(a[0], b[0], c[0], d[0]), part(a[1], b[1], c[1], d[1])


def arc(cx: float, cy: float, rx: float, ry: float, start: float = 0, end: float = 360) -> list[Point]:
    """Part of an ellipse, from one angle to another, against the clock."""
    count = max(8, int(abs(end - start) / 3))
    angles = (math.radians(start + (end - start) * step / count) for step in range(count + 1))
    return [(cx + rx * math.cos(angle), cy - ry * math.sin(angle)) for angle in angles]


def along(points: Sequence[Point], share: float) -> tuple[Point, float]:
    """The point at ``share`` of the way along a line, and the angle of the line there."""
    lengths = [math.dist(a, b) for a, b in pairwise(points)]
    left = share * sum(lengths)
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        if left <= length or (a, b) == (points[-2], points[-1]):
            t = left / length if length else 0
            angle = math.degrees(math.atan2(a[1] - b[1], b[0] - a[0]))
            return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t), angle
        left -= length
    raise AssertionError


def pieces(points: Sequence[Point], on: float, off: float) -> Iterable[tuple[Point, list[Point]]]:
    total = sum(math.dist(a, b) for a, b in pairwise(points))
    place = 0.0
    while place < total:
        end = min(place + on, total)
        stops = [place + (end - place) * step / 4 for step in range(5)]
        piece = [along(points, stop / total)[0] for stop in stops]
        yield piece[0], piece
        place += on + off
