"""Slugs and comparison keys: how text becomes part of an address, and when two names are the same."""

import re
import unicodedata
from collections.abc import Callable

from django.utils.text import slugify

MAX_SLUG = 200

# "C#" and "C++" are different tags and must not both become "c".
_SPOKEN = (("c++", "c-plus-plus"), ("++", "-plus-plus"), ("#", "-sharp-"), ("&", "-and-"), ("@", "-at-"))


def nfc(text: str) -> str:
    """Return ``text`` in Unicode NFC, the one form in which text is stored and compared."""
    return unicodedata.normalize("NFC", text)


def key_of(name: str) -> str:
    """Return the form under which two names count as one: NFC, case folded, white space collapsed.

    >>> key_of("CAFÉ") == key_of("Cafe\\u0301")
    True
    """
    return nfc(" ".join(nfc(name).casefold().split()))


def slug_of(text: str, fallback: str = "untitled") -> str:
    """Return a readable slug: accents are dropped, other alphabets kept, ``C++`` is ``c-plus-plus``.

    ``fallback`` is returned where nothing is left (a title of punctuation only).
    """
    spoken = nfc(text).lower()
    for sign, words in _SPOKEN:
        spoken = spoken.replace(sign, words)
    slug = slugify(_without_latin_accents(spoken), allow_unicode=True)
    slug = re.sub(r"-+", "-", nfc(slug)).strip("-_")[:MAX_SLUG].strip("-_")
    return slug or fallback


def _without_latin_accents(text: str) -> str:
    """Drop accents from Latin letters only: in other scripts a mark is often a letter's other half."""
    kept: list[str] = []
    base_is_latin = False
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char):
            if not base_is_latin:
                kept.append(char)
            continue
        base_is_latin = "LATIN" in unicodedata.name(char, "")
        kept.append(char)
    return nfc("".join(kept))


def free_slug(wanted: str, is_taken: Callable[[str], bool]) -> str:
    """Return ``wanted``, or the first of ``wanted-2``, ``wanted-3`` … for which ``is_taken`` is false."""
    candidate, number = wanted, 1
    while is_taken(candidate):
        number += 1
        suffix = f"-{number}"
        candidate = wanted[: MAX_SLUG - len(suffix)].rstrip("-") + suffix
    return candidate
