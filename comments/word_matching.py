"""Which of the blog's words a text contains: whole words, words that begin like this, regular expressions.

    words = compiled((Rule("press", "word", "hold"),))
    words.look("The Press, not WordPress")      # one hit, "Press"

Never a piece of a word: "press" is found in "the press's", not in "WordPress". A run of Chinese, Japanese or
Thai has no spaces to tell its words by, so there each character counts as one. The words are looked up in a
dictionary by how they begin, so hundreds cost what one does.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

import regex

from blog.search.words import CJK
from blog.slugs import key_of, nfc
from comments.models import WordKind

# For all regular expressions of one comment together. A sound one takes thousandths of that.
SECONDS = 0.05
FLAGS = regex.IGNORECASE | regex.MULTILINE | regex.VERSION0

_WORD = regex.compile(rf"[{CJK}]\p{{M}}*|[^\W_{CJK}]+")
_UNSEEN = regex.compile(r"[\p{Cf}\ufe00-\ufe0f]+")
# What may stand between the words of a phrase: not the end of a sentence.
_END = regex.compile(r"[.!?;:,…。！？]\s|\n\s*\n")
# Signs that are written one way or the other, or not at all: "online casino", "online-casino", "don’t".
_LOOSE = regex.compile(r"[\s\-‐-―'’]+")


class Rule(NamedTuple):
    """A row of the list, in the words of ``comments.models.WordRule``."""

    pattern: str
    kind: str
    action: str


class Hit(NamedTuple):
    """``matched`` is what stands in the text; empty where a regular expression took too long to tell."""

    rule: Rule
    matched: str


@dataclass(frozen=True)
class _Phrase:
    """The folded words of a rule. ``exact`` is asked as well where the rule has signs of its own."""

    rule: Rule
    words: tuple[str, ...]
    exact: "regex.Pattern[str] | None" = None

    @property
    def is_open(self) -> bool:
        return self.rule.kind == WordKind.PREFIX


@dataclass
class _Text:
    """What is looked at, with its words as they are compared, and as they stand there."""

    shown: str

    @cached_property
    def folded(self) -> str:
        return key_by_line(self.shown)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        return [found.span() for found in _WORD.finditer(self.folded)]

    @cached_property
    def words(self) -> list[str]:
        return [self.folded[start:end] for start, end in self.spans]

    def piece(self, start: int, end: int) -> str:
        """What stands there, in its own letters, unless folding has moved them."""
        letters = self.shown if len(self.folded) == len(self.shown) else self.folded
        return letters[start:end]

    def is_run(self, first: int, last: int) -> bool:
        """Whether the words stand together, as a phrase does."""
        gaps = range(first, last)
        return not any(_END.search(self.folded[self.spans[n][1] : self.spans[n + 1][0]]) for n in gaps)


@dataclass
class Words:
    """All rules of the blog, in the form in which a text is compared with them."""

    whole: dict[str, list[_Phrase]] = field(default_factory=dict)
    beginnings: dict[str, list[_Phrase]] = field(default_factory=dict)
    signs: list[tuple[str, Rule]] = field(default_factory=list)
    expressions: list[tuple["regex.Pattern[str]", Rule]] = field(default_factory=list)

    @cached_property
    def lengths(self) -> list[int]:
        return sorted({len(beginning) for beginning in self.beginnings})

    def add(self, rule: Rule) -> None:
        if rule.kind == WordKind.REGEX:
            self.expressions.append((compile_expression(rule.pattern), rule))
            return
        phrase = _phrase(rule)
        if not phrase.words:
            self.signs.append((key_by_line(rule.pattern).strip(), rule))
        elif phrase.is_open and len(phrase.words) == 1:
            self.beginnings.setdefault(phrase.words[0], []).append(phrase)
        else:
            self.whole.setdefault(phrase.words[0], []).append(phrase)

    def look(self, text: str, seconds: float = SECONDS) -> list[Hit]:
        """Return what is found, one hit for each rule at most. ``text`` may have several parts, a blank line
        between them.
        """
        looked_at = _Text(_UNSEEN.sub("", nfc(text)))
        hits: dict[Rule, Hit] = {}
        for hit in (*self._phrases(looked_at), *self._signs(looked_at), *self._expressions(text, seconds)):
            hits.setdefault(hit.rule, hit)
        return list(hits.values())

    def _phrases(self, text: _Text) -> Iterator[Hit]:
        for first, word in enumerate(text.words):
            for phrase in self._begun_by(word):
                span = _span(phrase, text, first)
                if span:
                    yield Hit(phrase.rule, text.piece(*span))

    def _begun_by(self, word: str) -> Iterator[_Phrase]:
        yield from self.whole.get(word, ())
        for length in self.lengths:
            if length > len(word):
                break
            yield from self.beginnings.get(word[:length], ())

    def _signs(self, text: _Text) -> Iterator[Hit]:
        return (Hit(rule, sign) for sign, rule in self.signs if sign and sign in text.folded)

    def _expressions(self, text: str, seconds: float) -> Iterator[Hit]:
        end = time.perf_counter() + seconds
        for expression, rule in self.expressions:
            left = end - time.perf_counter()
            try:
                found = expression.search(text, timeout=max(left, 0.000_1))
            except TimeoutError:
                yield Hit(rule, "")
                continue
            if found:
                yield Hit(rule, found.group() or rule.pattern)


def compile_expression(pattern: str) -> "regex.Pattern[str]":
    """Raises regex.error for what is no regular expression."""
    return regex.compile(pattern, FLAGS)


@lru_cache(maxsize=4)
def compiled(rules: tuple[Rule, ...]) -> Words:
    """Return the rules ready for use; made anew only when their content changes."""
    words = Words()
    for rule in rules:
        try:
            words.add(rule)
        except regex.error:  # one that got past the desk: the others hold all the same
            continue
    return words


def key_by_line(text: str) -> str:
    """``text`` as it is compared (blog.slugs.key_of), with its line ends and spaces left where they are."""
    return nfc(nfc(text).casefold())


def _phrase(rule: Rule) -> _Phrase:
    folded = key_by_line(_UNSEEN.sub("", rule.pattern))
    words = tuple(_WORD.findall(folded))
    between = _WORD.sub("", folded)
    has_signs = bool(_LOOSE.sub("", between))
    return _Phrase(rule, words, _exact(folded, rule) if has_signs and words else None)


def _exact(folded: str, rule: Rule) -> "regex.Pattern[str]":
    """For "casino.example", "c++", "#maga": the signs have to be there as well."""
    parts = r"\s+".join(regex.escape(part) for part in key_of(folded).split())
    before = r"(?<![^\W_])" if folded[:1].isalnum() else ""
    after = r"(?![^\W_])" if folded[-1:].isalnum() and rule.kind != WordKind.PREFIX else ""
    return regex.compile(f"{before}{parts}{after}")


def _span(phrase: _Phrase, text: _Text, first: int) -> tuple[int, int] | None:
    """From where to where the phrase stands, if it begins with the word ``first``."""
    last = first + len(phrase.words) - 1
    words = text.words[first : last + 1]
    if len(words) < len(phrase.words) or words[:-1] != list(phrase.words[:-1]):
        return None
    is_last = words[-1].startswith if phrase.is_open else words[-1].__eq__
    if not is_last(phrase.words[-1]) or not text.is_run(first, last):
        return None
    if phrase.exact is None:
        return text.spans[first][0], text.spans[last][1]
    found = phrase.exact.search(text.folded)
    return found.span() if found else None
