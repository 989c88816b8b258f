"""What somebody typed into a search field, understood; nothing that can be typed is an error."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from blog.search.words import fold, is_cjk, words

# More than anybody types; each term costs the database a walk.
MAX_LENGTH = 200
MAX_TERMS = 16
# The beginning of a word costs as many walks as words begin like this.
MAX_PREFIXES = 2
SHORTEST_PREFIX = 3

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_PART = re.compile(r'(-*)(?:"([^"]*)"?|([^\s"]+))')


@dataclass(frozen=True)
class Term:
    """One word, or the words of a phrase; ``text`` is the term folded, for finding it in a text again.

    ``others`` are single words that will do as well.
    """

    text: str
    words: tuple[str, ...]
    is_prefix: bool = False
    is_excluded: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """All of ``wanted`` have to be there, none of ``excluded``. False where nothing is wanted."""

    wanted: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted)


def parse(text: str) -> Query:
    """Understand words, "phrases", -exclusions and begin* of a word.

    Of more than :data:`MAX_LENGTH` characters or :data:`MAX_TERMS` terms the rest is dropped; a beginning
    that is too short, or one too many, is taken for a whole word.
    """
    parts = _PART.finditer(straighten(text[:MAX_LENGTH]))
    found = (_term(part[2] or part[3] or "", bool(part[1])) for part in parts)
    terms = list(_few_prefixes(islice((term for term in found if term), MAX_TERMS)))
    return Query(
        wanted=tuple(term for term in terms if not term.is_excluded),
        excluded=tuple(term for term in terms if term.is_excluded),
    )


def straighten(text: str) -> str:
    """Return ``text`` with every double quote, of whatever language, as a plain one."""
    return text.translate(_QUOTES)


def is_enough(word: str) -> bool:
    """Whether ``word`` is long enough to look for all that begin with it."""
    return is_cjk(word) or len(word) >= SHORTEST_PREFIX


def _few_prefixes(terms: Iterable[Term]) -> Iterator[Term]:
    """``terms`` with only the first few as prefixes; a Chinese or Japanese character has to be one."""
    used = 0
    for term in terms:
        if term.is_prefix and not is_cjk(term.words[-1]):
            used += 1
            yield replace(term, is_prefix=used <= MAX_PREFIXES)
        else:
            yield term


def _term(text: str, is_excluded: bool) -> Term | None:
    found = words(text)
    if not found:
        return None
    is_prefix = text.endswith("*") and is_enough(found[-1])
    if len(found[-1]) == 1 and is_cjk(found[-1]):
        if len(found) > 1 and len(found[-2]) == 2 and is_cjk(found[-2]):
            del found[-1]  # the pair before it ends with the same character
        else:
            is_prefix = True  # a character alone begins the pair that it stands in
    return Term(" ".join(fold(text).split()), tuple(found), is_prefix, is_excluded)
