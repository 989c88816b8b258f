"""Pages of a list that have no numbers: each begins beside a row, so the last costs what the first does."""

import json
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

AFTER, BEFORE = "after", "before"


class WrongPlaceError(ValueError):
    """What was asked for is no place in this list."""


@dataclass(frozen=True)
class Place:
    """Just after, or just before, the row with these values of what the list is sorted by.

    Without values: after the start of the list, or before its end. The values are kept and not the row's key,
    so that the place is there when the row no longer is.
    """

    side: str = AFTER
    values: tuple[str, ...] = ()

    @classmethod
    def read(cls, written: str) -> Self:
        """Undo ``str``. What is nothing of the kind, such as the number of a page, is the start."""
        side, _colon, values = written.partition(":")
        if side not in (AFTER, BEFORE):
            return cls()
        try:
            found = json.loads(values or "[]")
        except (ValueError, RecursionError):
            raise WrongPlaceError from None
        if not isinstance(found, list) or not all(isinstance(value, str) for value in found):
            raise WrongPlaceError
        try:
            "".join(found).encode()
        except UnicodeEncodeError:  # half a letter, which no database takes
            raise WrongPlaceError from None
        return cls(side, tuple(found))

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.side}:{json.dumps(self.values) if self.values else ''}"


START, END = Place(AFTER), Place(BEFORE)


@dataclass(frozen=True)
class Stretch:
    """One page: its rows, and where the pages beside it are; None: there is nothing more."""

    rows: list[Any]
    earlier: Place | None = None
    later: Place | None = None


def stretch_at(place: Place, rows: QuerySet[Any], size: int) -> Stretch:
    """Read one page of ``rows``, sorted by one column or two that hold no NULL and are together unique, or by
    an annotation that is their key.

    Where the list ends before the page does, it is the first page or the last. Raises WrongPlaceError.
    """
    backwards = place.side == BEFORE
    found = list(_walk(place, rows, size + 1))
    is_more = len(found) > size
    if place.values and (not found or (backwards and not is_more)):
        return stretch_at(START if backwards else END, rows, size)
    shown = found[:size][::-1] if backwards else found[:size]
    if not shown:
        return Stretch([])
    earlier, later = _beside(BEFORE, shown[0], rows), _beside(AFTER, shown[-1], rows)
    is_behind = bool(place.values) and bool(_walk(later if backwards else earlier, rows.values("pk"), 1))
    is_earlier, is_later = (is_more, is_behind) if backwards else (is_behind, is_more)
    return Stretch(shown, earlier if is_earlier else None, later if is_later else None)


def _walk(place: Place, rows: QuerySet[Any], most: int) -> QuerySet[Any]:
    """The nearest rows on that side of the place, the nearest first."""
    towards = rows if place.side == AFTER else rows.reverse()
    if not place.values:
        return towards[:most]
    order = _order_of(rows)
    if len(place.values) != len(order):
        raise WrongPlaceError
    try:
        values = [
            field.to_python(value) for (_name, field, _down), value in zip(order, place.values, strict=True)
        ]
    except ValidationError:
        raise WrongPlaceError from None
    # A range that begins at the place, less the rows of the same first value that it has passed. Written with
    # OR, as one would, databases begin at the end of the list.
    (first, _field, is_down), (last, _last_field, is_last_down) = order[0], order[-1]
    begins = Q(**{f"{first}__{_beyond(place, is_down)}": values[0]})
    passed = Q(**{f"{last}__{_beyond(place, not is_last_down)}": values[-1]})
    if first != last:
        passed &= Q(**{first: values[0]})
    if first in rows.query.annotations:
        # The key, as another table's index has it. PostgreSQL wants to hear it of the key itself as well.
        begins &= Q(**{f"pk__{_beyond(place, is_down)}": values[0]})
    return towards.filter(begins & ~passed)[:most]


def _beyond(place: Place, is_down: bool) -> str:
    return "lte" if is_down is (place.side == AFTER) else "gte"


def _order_of(rows: QuerySet[Any]) -> list[tuple[str, Any, bool]]:
    """What ``rows`` are sorted by: names, their fields, and whether they fall."""
    found = []
    for part in map(str, rows.query.order_by):
        name = part.lstrip("-")
        noted = rows.query.annotations.get(name)
        field = noted.output_field if noted else rows.model._meta.get_field(name)
        found.append((name, field, part.startswith("-")))
    return found


def _beside(side: str, row: Any, rows: QuerySet[Any]) -> Place:
    values = (getattr(row, name) for name, _field, _down in _order_of(rows))
    return Place(
        side, tuple(value.isoformat() if hasattr(value, "isoformat") else str(value) for value in values)
    )
