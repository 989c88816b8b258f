"""Operators in what was typed, like ``author:ines`` and ``before:2020-05``: they are no words to look for."""

import datetime
import re
from dataclasses import dataclass

from blog.search.query import straighten

# What may be typed, and the name under which the address of a search carries it.
OPERATORS = {
    "author": "author",
    "by": "author",
    "category": "category",
    "in": "category",
    "tag": "tag",
    "year": "year",
    "after": "after",
    "before": "before",
}
NAMES = tuple(dict.fromkeys(OPERATORS.values()))

# A phrase in quotes is left alone: it may quote an operator.
_PART = re.compile(rf'"[^"]*"|(?<!\S)(-*)({"|".join(OPERATORS)}):("[^"]+"|[^\s"]+)', re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")


@dataclass(frozen=True)
class Typed:
    """``words`` without operators; each of those is a name and a value, ``excluded`` ones are as typed."""

    words: str
    operators: tuple[tuple[str, str], ...] = ()
    excluded: tuple[str, ...] = ()


def take_operators(text: str) -> Typed:
    """Part what was typed into words and operators, in order; those behind a minus are excluded."""
    taken: list[tuple[str, str]] = []
    excluded: list[str] = []

    def take(part: re.Match[str]) -> str:
        minus, name, value = part.groups()
        if name is None:
            return part[0]
        if minus:
            excluded.append(part[0])
        else:
            taken.append((OPERATORS[name.lower()], value.strip('"')))
        return ""

    rest = _PART.sub(take, straighten(text))
    is_plain = not taken and not excluded
    return Typed(text.strip() if is_plain else " ".join(rest.split()), tuple(taken), tuple(excluded))


def read_period(text: str) -> tuple[datetime.date, int] | None:
    """Return the first day of a year, month or day, and of how many numbers it was written.

    None where ``text`` is no date ("2020", "2020-05", "2020-05-17").
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    numbers = [int(number) for number in match.groups() if number]
    year, month, day = (*numbers, 1, 1)[:3]
    try:
        return datetime.date(year, month, day), len(numbers)
    except ValueError:
        return None
