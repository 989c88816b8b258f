"""What a search can be narrowed by: the authors, categories, years and tags of what it found, with numbers.

They are counted from the labels of at most the newest 200 matches, and the page says so.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import chain
from sys import intern

from django.db.models import F, Model, Value
from django.utils.translation import gettext as _

from blog.models import Author, Category, Tag
from blog.pagecache import KeptOfEach
from blog.search.base import label
from blog.search.question import MAX_FILTERS, Question
from blog.statements import Given, Statement, answer

MOST = 8  # choices in a facet
MOST_YEARS = 30
_DIGITS = "0123456789"
# Of each worker process, about 600 bytes each: those of the posts that most searches find, the newest.
_LABELS_KEPT = 1_000
# The same, about 80 kB each: those that somebody reads on in.
_SEARCHES_KEPT = 16
# The same, about 200 bytes each.
_NAMES_KEPT = 2_000
_Counts = defaultdict[str, dict[str, int]]


@dataclass(frozen=True)
class Choice:
    """One way to narrow a search; a chosen one leads back."""

    text: str
    count: int
    query_string: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    title: str
    choices: list[Choice]


# Of each kind of term: its name, and what the address of a search calls it.
_TERMS: dict[str, tuple[type[Model], str]] = {
    "category": (Category, "path"),
    "author": (Author, "slug"),
    "tag": (Tag, "slug"),
}
_NAMES = {
    kind: Statement(
        lambda kind=kind, model=model, address=address: (  # type: ignore[misc]
            model._default_manager.filter(pk__in=Given("pks", is_many=True))
            .order_by()
            .values_list(Value(kind), "pk", "name", F(address))
        )
    )
    for kind, (model, address) in _TERMS.items()
}


def facets_of(question: Question, labels: Iterable[str]) -> list[Facet]:
    """Return the facets that leave a choice, by the ``labels`` of what was found; one query at most.

    None where there are as many filters already as a search takes.
    """
    if len(question.filters) >= MAX_FILTERS:
        return []
    counts = _counted(tuple(labels))
    terms = _terms(question, counts)
    found = [
        Facet(_("Category"), terms["category"]),
        Facet(_("Year"), _years(question, counts)),
        Facet(_("Author"), terms["author"]),
        Facet(_("Tag"), terms["tag"]),
    ]
    return [facet for facet in found if facet.choices]


@lru_cache(maxsize=_SEARCHES_KEPT)
def _counted(labels: tuple[str, ...]) -> _Counts:
    """The same for all pages of a search."""
    return _by_kind(Counter(chain.from_iterable(map(_parted, labels))))


@lru_cache(maxsize=_LABELS_KEPT)
def _parted(labels: str) -> tuple[str, ...]:
    """The labels of one post, each kept once for all: to part and to hash them takes longer than to count."""
    return tuple(map(intern, labels.split()))


def _terms(question: Question, counts: _Counts) -> dict[str, list[Choice]]:
    most = {kind: _most(kind, counts[label(kind, "")]) for kind in _TERMS}
    names = _names_of([(kind, pk) for kind, pks in most.items() for pk in pks])
    return {
        kind: [
            _choice(question, kind, *names[kind, pk], count)
            for pk, count in numbers.items()
            if (kind, pk) in names
        ]
        for kind, numbers in most.items()
    }


def _most(kind: str, counts: Mapping[str, int]) -> dict[int, int]:
    """The keys of the most frequent labels, in order; most of thousands of tags are out by count alone."""
    least = min(nlargest(MOST, counts.values()), default=0)
    start = len(label(kind, ""))
    numbers = ((int(key[start:]), count) for key, count in counts.items() if count >= least)
    return dict(sorted(numbers, key=lambda row: (-row[1], row[0]))[:MOST])


def _read_names(wanted: list[tuple[str, int]]) -> dict[tuple[str, int], tuple[str, str]]:
    """The address and the name of each term there is; one query for all kinds."""
    pks = {kind: [pk for its_kind, pk in wanted if its_kind == kind] for kind in _TERMS}
    parts = [_NAMES[kind].sql(pks=some) for kind, some in pks.items() if some]
    if not parts:
        return {}
    rows = answer(
        " UNION ALL ".join(sql for sql, _parameters in parts),
        [value for _sql, parameters in parts for value in parameters],
    )
    # A category's path ends in a slash that no address of a search has.
    return {(kind, pk): (path.rstrip("/"), name) for kind, pk, name, path in rows}


_names_of = KeptOfEach(_read_names, shared=("authors", "terms"), most=_NAMES_KEPT)


def _years(question: Question, counts: _Counts) -> list[Choice]:
    prefix = label("year", "")
    years = {key.removeprefix(prefix): count for key, count in counts[prefix].items()}
    newest = sorted(years, key=int, reverse=True)[:MOST_YEARS]
    return [_choice(question, "year", year, year, years[year]) for year in newest]


def _by_kind(counts: Mapping[str, int]) -> _Counts:
    """The labels, each with its number, by what they begin with; in one pass, as tags are many."""
    found: _Counts = defaultdict(dict)
    for key, count in counts.items():
        found[key.rstrip(_DIGITS)][key] = count
    return found


def _choice(question: Question, name: str, value: str, text: str, count: int) -> Choice:
    is_chosen = question.has(name, value)
    asked = question.without(name, value) if is_chosen else question.narrowed(name, value)
    return Choice(text, count, asked.query_string, is_chosen)
