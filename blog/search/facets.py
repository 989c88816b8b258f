"""What a search can be narrowed by: the authors, categories, years and tags of what it found, with numbers.

They are counted from the labels of at most the newest 2,000 matches, which the search has read anyway.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from blog.models import Author, Category, Tag
from blog.search.base import label
from blog.search.question import MAX_FILTERS, Question, value_of

MOST = 8  # choices in a facet
MOST_YEARS = 30


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


def facets_of(question: Question, labels: Iterable[str]) -> list[Facet]:
    """Return the facets that leave a choice, given the labels of what was found; three queries at most.

    None where there are as many filters already as a search takes.
    """
    if len(question.filters) >= MAX_FILTERS:
        return []
    counts = Counter(" ".join(labels).split())
    found = [
        Facet(_("Category"), _terms(question, counts, "category", Category)),
        Facet(_("Year"), _years(question, counts)),
        Facet(_("Author"), _terms(question, counts, "author", Author)),
        Facet(_("Tag"), _terms(question, counts, "tag", Tag)),
    ]
    return [facet for facet in found if facet.choices]


def _terms(question: Question, counts: Counter[str], name: str, model: Any) -> list[Choice]:
    numbers = {int(key): count for key, count in _of_kind(counts, name)}
    most = sorted(numbers, key=lambda pk: (-numbers[pk], pk))[:MOST]
    terms = model.objects.in_bulk(most)
    known = ((terms[pk], numbers[pk]) for pk in most if pk in terms)
    return [_choice(question, name, value_of(term), str(term), count) for term, count in known]


def _years(question: Question, counts: Counter[str]) -> list[Choice]:
    years = sorted(_of_kind(counts, "year"), key=lambda year: int(year[0]), reverse=True)
    return [_choice(question, "year", year, year, count) for year, count in years[:MOST_YEARS]]


def _of_kind(counts: Counter[str], name: str) -> Iterator[tuple[str, int]]:
    """The labels of one kind, without what they begin with."""
    prefix = label(name, "")
    return ((key.removeprefix(prefix), count) for key, count in counts.items() if key.startswith(prefix))


def _choice(question: Question, name: str, value: str, text: str, count: int) -> Choice:
    is_chosen = question.has(name, value)
    asked = question.without(name, value) if is_chosen else question.narrowed(name, value)
    return Choice(text, count, asked.query_string, is_chosen)
