"""What is written can be read, by day and by night: the colours that meet, by WCAG's formula."""

import re

import pytest

from tests.architecture.source import ROOT

TOKENS = (ROOT / "static/css/tokens.css").read_text()
PAIR = re.compile(r"--([\w-]+):\s*light-dark\(#([0-9a-f]{6}),\s*#([0-9a-f]{6})\)")
COLOURS = {name: {"light": light, "dark": dark} for name, light, dark in PAIR.findall(TOKENS)}
TEXT, CONTROL = 4.5, 3.0
PAIRS = [
    *(("ink", ground, TEXT) for ground in ("paper", "well", "field", "blush")),
    *(("ink-2", ground, TEXT) for ground in ("paper", "well", "field")),
    *(("red", ground, TEXT) for ground in ("paper", "well", "blush")),
    ("on-red", "red", TEXT),
    ("paper", "ink", TEXT),
    *(("edge", ground, CONTROL) for ground in ("paper", "field")),
]


def luminance(colour: str) -> float:
    """How much light a colour gives back, from 0 to 1."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS, ids=str)
def test_colour_can_be_read(front: str, ground: str, least: float, scheme: str) -> None:
    assert contrast(COLOURS[front][scheme], COLOURS[ground][scheme]) >= least
