"""Did you mean …? For a search that found nothing: the same words with one slip in some of them undone.

Of the words one slip away (see Peter Norvig, "How to Write a Spelling Corrector", 2007) those that stand in a
title, a tag or an author's name are searched for in the other's place: what is suggested has been found, and
by the public.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils import timezone

from blog.models import Post
from blog.search.base import ALL, Scope
from blog.search.posts import documents_of, posts_index
from blog.search.query import Query, Term, parse
from blog.search.vocabulary import is_doubtful, known
from blog.search.words import fold, words

MAX_WORDS = 4
LOOKED_AT = 8  # posts in which the right spelling is looked for
# Asked for, though few are wanted: for fewer, a planner that thinks a word common walks through the archive.
SOME = 200
_BLOCK = 128  # in Unicode an alphabet lies within one or two of so many characters


def suggest(text: str, *, scope: Scope = ALL) -> str:
    """Return ``text`` spelt so that a search finds something, or nothing; eight queries at most."""
    query = parse(text)
    if not _is_plain(query):
        return ""
    near = {term.text: slips(term.text) for term in query.wanted}
    meant = known(set().union(*near.values()))
    doubted = tuple(replace(term, others=tuple(sorted(near[term.text] & meant))) for term in query.wanted)
    found = posts_index().find(
        replace(query, wanted=doubted), limit=SOME, scope=scope, public_at=timezone.now()
    )
    public = Post.entries.public().filter(pk__in=found[:LOOKED_AT]).values_list("pk", flat=True)
    readings = Counter(
        reading
        for document in documents_of(list(public))
        if (reading := _read(doubted, Counter(words(" ".join(document.texts)))))
    )
    best = max(readings, key=lambda reading: (readings[reading], reading), default=())
    if best == tuple(term.text for term in doubted):
        return ""
    return " ".join((*best, *(f'-"{term.text}"' for term in query.excluded))) if best else ""


def _is_plain(query: Query) -> bool:
    """Whether it is a few single words: a slip in a phrase is not looked for."""
    are_words = (term.words == (term.text,) and not term.is_prefix for term in query.wanted)
    return 0 < len(query.wanted) <= MAX_WORDS and all(are_words)


def _read(doubted: Iterable[Term], text: Counter[str]) -> tuple[str, ...]:
    """How the words are spelt in a text, given how often each word stands there; nothing where one is not."""
    reading = []
    for term in doubted:
        spellings = [term.text] if term.text in text else [word for word in term.others if word in text]
        if not spellings:
            return ()
        reading.append(max(spellings, key=lambda word: (text[word], word)))
    return tuple(reading)


def slips(word: str) -> set[str]:
    """All words from which ``word`` comes by one slip: a letter too many, too few, wrong, or two swapped."""
    if not is_doubtful(word):
        return set()
    alphabet = _alphabet(word[0])
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return set(_slips(parts, alphabet)) - {word}


def _slips(parts: Iterable[tuple[str, str]], alphabet: str) -> Iterator[str]:
    for start, end in parts:
        yield from (start + letter + end for letter in alphabet)
        if end:
            yield start + end[1:]
            yield from (start + letter + end[1:] for letter in alphabet)
        if len(end) > 1:
            yield start + end[1] + end[0] + end[2:]


def _alphabet(letter: str) -> str:
    """The letters, as they are stored, among which ``letter`` stands."""
    first = ord(letter) // _BLOCK * _BLOCK
    letters = (chr(code) for code in range(first, first + _BLOCK))
    return "".join(char for char in letters if char.isalpha() and fold(char) == char)
