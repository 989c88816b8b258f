"""The words of titles, tags and authors' names: what a misspelt word is compared with.

Not those of the texts, which are many and often misspelt themselves.
"""

from collections.abc import Collection, Iterable

from blog.models import SearchWord
from blog.search.words import is_cjk, words

SHORTEST, LONGEST = 4, 16  # letters of a word that is doubted
_AT_ONCE = 500


def is_doubtful(word: str) -> bool:
    """Whether ``word`` is one in which a slip is looked for."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha() and not is_cjk(word)


def remember(texts: Iterable[str]) -> None:
    """Keep the words of ``texts``; one statement for each few hundred."""
    found = {word for text in texts for word in words(text) if word.isalpha() and not is_cjk(word)}
    # In order, so that two who write the same words at once don't wait for each other in a circle.
    rows = (SearchWord(word=word) for word in sorted(found))
    SearchWord.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)


def known(found: Collection[str]) -> set[str]:
    """Return those of the words that stand in a title, a tag or an author's name; one query."""
    return set(SearchWord.objects.filter(word__in=found).values_list("word", flat=True))
