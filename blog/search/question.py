"""What a reader asks for: words, filters and an order, typed or in the address; and the address that asks it.

Nothing that can be typed is an error. A filter that makes no sense is left out, and a sentence says so.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from blog.models import Author, Category, Tag
from blog.search.base import Scope, label
from blog.search.operators import NAMES, read_period, take_operators
from blog.search.query import MAX_LENGTH
from blog.slugs import nfc, slug_of

MAX_FILTERS = 8
BEST = "best"
# All that is looked at behind the "?" of a search's address.
PARAMETERS = ("q", "sort", *NAMES)


class Parameters(Protocol):
    """What is behind the "?" of an address, as Django's ``QueryDict`` has it."""

    def get(self, name: str, default: str) -> str: ...

    def getlist(self, name: str) -> list[str]: ...


@dataclass(frozen=True)
class Filter:
    """One narrowing: as the address carries it (``author=ines``), in words, and where to look then."""

    name: str
    value: str
    text: str
    scope: Scope


@dataclass(frozen=True)
class Question:
    """``words`` without operators; ``unknown`` are sentences about filters that make no sense."""

    words: str = ""
    filters: tuple[Filter, ...] = ()
    unknown: tuple[str, ...] = ()
    best_first: bool = False

    @property
    def scope(self) -> Scope:
        scopes = [chosen.scope for chosen in self.filters]
        return Scope(
            labels=tuple(name for scope in scopes for name in scope.labels),
            since=max((scope.since for scope in scopes if scope.since), default=None),
            before=min((scope.before for scope in scopes if scope.before), default=None),
        )

    @property
    def query_string(self) -> str:
        """What comes behind the address of the search, with its "?"; nothing where nothing is asked."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(chosen.name, chosen.value) for chosen in self.filters]
        pairs += [("sort", BEST)] if self.best_first else []
        return f"?{'&'.join(_encoded(*pair) for pair in pairs)}" if pairs else ""

    @property
    def is_asked(self) -> bool:
        return bool(self.words or self.filters)

    def asking(self, words: str) -> "Question":
        return replace(self, words=words)

    def in_order(self, *, best_first: bool) -> "Question":
        return replace(self, best_first=best_first)

    def has(self, name: str, value: str) -> bool:
        return any((chosen.name, chosen.value) == (name, value) for chosen in self.filters)

    def without(self, name: str, value: str) -> "Question":
        kept = (chosen for chosen in self.filters if (chosen.name, chosen.value) != (name, value))
        return replace(self, filters=tuple(kept))

    def narrowed(self, name: str, value: str) -> "Question":
        """The same question with one filter more; for its address only."""
        return replace(self, filters=(*self.filters, Filter(name, value, "", Scope())))


@lru_cache(maxsize=2_000)
def _encoded(name: str, value: str) -> str:
    """One pair of an address: a page of results has fifty addresses that differ in one."""
    return urlencode([(name, value)])


def read_question(parameters: Parameters) -> Question:
    """Understand what stands behind the "?"; one query for each kind of term that is asked for."""
    typed = take_operators(nfc(parameters.get("q", ""))[:MAX_LENGTH])
    chosen = [(name, nfc(value).strip()) for name in NAMES for value in parameters.getlist(name)]
    named = list(dict.fromkeys(pair for pair in (*typed.operators, *chosen) if pair[1]))
    asked = named[:MAX_FILTERS]
    filters: list[Filter] = []
    unknown = [_excluded(part) for part in dict.fromkeys(typed.excluded)]
    if len(named) > len(asked):
        unknown.append(_("Only the first %(number)s filters are used.") % {"number": MAX_FILTERS})
    for name in NAMES:
        values = [value for asked_name, value in asked if asked_name == name]
        if not values:  # writing a query of nothing is dear too
            continue
        for value, found in zip(values, _READERS[name](values), strict=True):
            if found is None:
                unknown.append(_unknown(name, value[:MAX_LENGTH]))
            elif found not in filters:
                filters.append(found)
    return Question(typed.words, tuple(filters), tuple(unknown), parameters.get("sort", "") == BEST)


def _excluded(part: str) -> str:
    return _("“%(filter)s” is left out: filters can’t be excluded.") % {"filter": part}


def _unknown(name: str, value: str) -> str:
    sentences = {
        "author": _("There is no author “%(value)s”; all are searched."),
        "category": _("There is no category “%(value)s”; all are searched."),
        "tag": _("There is no tag “%(value)s”; it is left out."),
        "year": _("“%(value)s” is no year; all are searched."),
    }
    no_date = _("“%(value)s” is no date and is left out. Write 2020, 2020-05 or 2020-05-17.")
    return sentences.get(name, no_date) % {"value": value}


def value_of(term: Author | Category | Tag) -> str:
    """How the address of a search names ``term``."""
    return term.path.rstrip("/") if isinstance(term, Category) else term.slug


def _authors(values: Sequence[str]) -> list[Filter | None]:
    slugs = [slug_of(value, fallback="") for value in values]
    found = {author.slug: author for author in Author.objects.filter(slug__in=slugs).only("slug", "name")}
    return [_term("author", found.get(slug), _("by %(name)s")) for slug in slugs]


def _tags(values: Sequence[str]) -> list[Filter | None]:
    slugs = [slug_of(value, fallback="") for value in values]
    found = {tag.slug: tag for tag in Tag.objects.filter(slug__in=slugs)}
    return [_term("tag", found.get(slug), _("tagged %(name)s")) for slug in slugs]


def _categories(values: Sequence[str]) -> list[Filter | None]:
    """By the whole path, or by the last part of it alone."""
    paths = ["/".join(slug_of(part, fallback="") for part in value.strip("/").split("/")) for value in values]
    rows = Category.objects.filter(Q(path__in=[f"{path}/" for path in paths]) | Q(slug__in=paths))
    found: dict[str, Category] = {}
    for row in rows.only("slug", "path", "name").order_by("path"):
        found.setdefault(row.slug, row)
        found[row.path.rstrip("/")] = row
    return [_term("category", found.get(path), _("in %(name)s")) for path in paths]


def _term(name: str, term: Author | Category | Tag | None, text: str) -> Filter | None:
    if term is None:
        return None
    return Filter(name, value_of(term), text % {"name": term}, Scope(labels=(label(name, term.pk),)))


def _years(values: Sequence[str]) -> list[Filter | None]:
    def read(value: str) -> Filter | None:
        period = read_period(value)
        if period is None or period[1] > 1:
            return None
        year = str(period[0].year)
        return Filter("year", value, _("in %(year)s") % {"year": year}, Scope(labels=(label("year", year),)))

    return list(map(read, values))


def _dates(name: str, values: Iterable[str]) -> list[Filter | None]:
    text = {"after": _("from %(date)s on"), "before": _("before %(date)s")}[name]

    def read(value: str) -> Filter | None:
        period = read_period(value)
        if period is None:
            return None
        day, numbers = period
        written = date_format(day, ("Y", "YEAR_MONTH_FORMAT", "DATE_FORMAT")[numbers - 1])
        moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
        scope = Scope(since=moment) if name == "after" else Scope(before=moment)
        return Filter(name, value, text % {"date": written}, scope)

    return list(map(read, values))


_READERS: dict[str, Callable[[Sequence[str]], list[Filter | None]]] = {
    "author": _authors,
    "category": _categories,
    "tag": _tags,
    "year": _years,
    "after": lambda values: _dates("after", values),
    "before": lambda values: _dates("before", values),
}
