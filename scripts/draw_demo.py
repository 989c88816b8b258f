"""Draws the pictures of the demo blog, in the manner of old technical plates: fine lines, hatching, numbers.

    .venv/bin/python scripts/draw_demo.py [NAME …]

The drawn files are part of the project; this is for whoever wants to change one. Each run draws the same.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from drawing.heads import bernadette, ines, mariam, rosa, tom
from drawing.maps import harbour_map, lamps
from drawing.plates import barograph, bell, budget_bars, constance, mill, tide_curve, wall_section
from drawing.sheet import Sheet

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "comments" / "demo" / "content" / "pictures"
# How wide each is in the end.
PICTURES: dict[str, tuple[Callable[[], Sheet], int]] = {
    "tide-curve": (tide_curve, 1600),
    "budget-bars": (budget_bars, 1600),
    "constance": (constance, 1600),
    "bell": (bell, 1600),
    "wall-section": (wall_section, 1440),
    "barograph": (barograph, 1600),
    "mill": (mill, 1600),
    "harbour-map": (harbour_map, 1280),
    "lamps": (lamps, 1320),
} | {draw.__name__: (draw, 480) for draw in (ines, tom, mariam, rosa, bernadette)}


def main(names: Sequence[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in names or PICTURES:
        path = FOLDER / f"{name}.png"
        draw, width = PICTURES[name]
        draw().finished(width).save(path, optimize=True)
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
