"""Which comments answer one, where that isn't plain from where they stand: "answered by #14, #20"."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from blog.statements import Given, Statement

from .models import Comment
from .threads import Item

# Of one comment, on its card.
MOST = 8
# Rows read to find answers on other pages; a page of comments has hardly ever more.
LOOKED_AT = 1_000


def _answers() -> QuerySet[Comment, Any]:
    answers = Comment.objects.visible().filter(parent__in=Given("pks", is_many=True))
    return answers.values_list("parent_id", "number", "pk")[:LOOKED_AT]


_ANSWERS = Statement(_answers)


class Answer(NamedTuple):
    """``is_here``: it stands on the same page."""

    number: int
    pk: int
    is_here: bool


def on_page(items: Sequence[Item]) -> dict[int, list[Answer]]:
    """Return, by the pk of what they answer, the answers on the page that don't stand right below that."""
    places = {item.row.pk: place for place, item in enumerate(items)}
    found: dict[int, list[Answer]] = {}
    for place, item in enumerate(items):
        above = places.get(item.row.parent_id or 0)
        if above is None or not item.row.is_visible or _stands_below(items, above, place):
            continue
        found.setdefault(items[above].row.pk, []).append(Answer(item.row.number, item.row.pk, True))
    return found


def _stands_below(items: Sequence[Item], above: int, place: int) -> bool:
    """In a list of its own; or, where lists go no deeper, as the next one. Nothing does in a flat view."""
    level = items[place].level
    return level > items[above].level or (level > 0 and place == above + 1)


def elsewhere(pks: Iterable[int], here: Collection[int]) -> dict[int, list[Answer]]:
    """Return the visible answers to the comments ``pks`` that are not among ``here``, in one query.

    It stops after LOOKED_AT rows, so the thousand answers to one comment cost no more than other pages do.
    """
    found: dict[int, list[Answer]] = {}
    for parent, number, pk in _ANSWERS.rows(pks=list(pks)):
        if parent is not None and number is not None and pk not in here:
            found.setdefault(parent, []).append(Answer(number, pk, False))
    return found


def joined(*parts: dict[int, list[Answer]]) -> dict[int, tuple[Answer, ...]]:
    """Put together what was found, in order; one more than is shown says that there are more."""
    pks = {pk for part in parts for pk in part}
    whole = {pk: sorted(answer for part in parts for answer in part.get(pk, ())) for pk in pks}
    return {pk: tuple(answers[: MOST + 1]) for pk, answers in whole.items()}
