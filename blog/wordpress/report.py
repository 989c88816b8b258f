"""What an import found, what it stored, and what it could not use, with the reason."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Of each reason, so many places are named in the report; all are counted, and told as they come if asked.
PLACES_KEPT = 5


@dataclass
class Remarks:
    """The places to which one reason applies."""

    count: int = 0
    places: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """One row of the report: posts that WordPress had published, comments it held for spam."""

    name: str
    status: str = ""

    def __str__(self) -> str:
        return f"{self.name}, {self.status}" if self.status else self.name


@dataclass
class Report:
    """Counts, by kind and status as WordPress calls them; its size does not grow with the file.

    ``told`` is called with every skip and note as it comes.
    """

    told: Callable[[str], None] = lambda line: None
    found: Counter[Kind] = field(default_factory=Counter)
    stored: Counter[Kind] = field(default_factory=Counter)
    already: Counter[Kind] = field(default_factory=Counter)
    skipped: dict[tuple[Kind, str], Remarks] = field(default_factory=dict)
    notes: dict[str, Remarks] = field(default_factory=dict)

    def skip(self, kind: Kind, reason: str, place: str = "", count: int = 1) -> None:
        """Say that ``count`` of ``kind`` cannot be used."""
        self._remark(self.skipped.setdefault((kind, reason), Remarks()), reason, place, count)

    def note(self, reason: str, place: str) -> None:
        """Say that something was stored otherwise than it stands in the file."""
        self._remark(self.notes.setdefault(reason, Remarks()), reason, place, 1)

    def _remark(self, remarks: Remarks, reason: str, place: str, count: int) -> None:
        remarks.count += count
        if place:
            self.told(f"{place}: {reason}")
            if len(remarks.places) < PLACES_KEPT:
                remarks.places.append(place)

    def skipped_of(self, kind: Kind) -> int:
        return sum(remarks.count for (of, _reason), remarks in self.skipped.items() if of == kind)

    @property
    def unaccounted(self) -> int:
        """How many were found and neither stored nor there nor skipped: zero, or the import is wrong."""
        return sum(
            count - self.stored[kind] - self.already[kind] - self.skipped_of(kind)
            for kind, count in self.found.items()
        )

    def lines(self) -> Iterator[str]:
        """The report as text."""
        yield from self._table()
        if self.skipped:
            yield ""
            yield _("Skipped:")
            for (kind, reason), remarks in sorted(self.skipped.items(), key=lambda row: str(row[0])):
                yield from _remark_lines(f"{kind}: {reason}", remarks)
        if self.notes:
            yield ""
            yield _("Notes:")
            for reason, remarks in sorted(self.notes.items()):
                yield from _remark_lines(reason, remarks)

    def _table(self) -> Iterator[str]:
        heads = (_("found"), _("stored"), _("already there"), _("skipped"))
        kinds = sorted(self.found, key=str)
        width = max((len(str(kind)) for kind in kinds), default=0)
        yield " " * width + "".join(f"  {head:>13}" for head in heads)
        for kind in kinds:
            numbers = (self.found[kind], self.stored[kind], self.already[kind], self.skipped_of(kind))
            yield f"{kind!s:<{width}}" + "".join(f"  {number:>13,}" for number in numbers)


def _remark_lines(reason: str, remarks: Remarks) -> Iterator[str]:
    yield f"  {remarks.count:,} × {reason}"
    for place in remarks.places:
        yield f"      {place}"
    more = remarks.count - len(remarks.places)
    if remarks.places and more > 0:
        yield "      " + ngettext("and %(count)s more", "and %(count)s more", more) % {"count": f"{more:,}"}
