"""Text as the index sees it: one spelling for what is stored and for what is asked, on every database.

The databases only split at spaces; everything else is decided here, so they can't disagree.
"""

import re
import unicodedata

from blog.slugs import nfc

MAX_WORD = 100  # characters; a word longer than this is found by its beginning
# Scripts that put no spaces between words (and Hangul, whose words carry endings).
CJK = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_CJK = re.compile(f"[{CJK}]")
_RUN = re.compile(rf"[{CJK}]+|[^\s{CJK}]+")
# Letters that are plain ones with a stroke to the eye, but have no decomposition.
_PLAIN = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ـ": ""}
# C# and C++ are words of their own, spelt with signs of the same number that nothing else folds to.
_LANGUAGE = re.compile(r"(?<![^\W_])([A-Za-z])(\+\+|#)(?![^\W_])")
_SIGNS = {"#": "♯", "++": "⁺⁺"}


class _Folding(dict[int, str]):
    """A table for ``str.translate`` that is filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(char: str) -> str:
    if char in "♯⁺":
        return char
    if unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f":
        return ""  # soft hyphens, direction marks, variants of emoji: not seen, so not searched for
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    composed = nfc("".join(part for part in plain if not _is_accent(part)))
    return "".join(_PLAIN.get(part, part) if _is_of_word(part) else " " for part in composed)


def _is_accent(char: str) -> bool:
    """Accents, and the vowel points of Hebrew and Arabic; the other classes are halves of letters."""
    combining = unicodedata.combining(char)
    return 10 <= combining <= 36 or combining >= 200


def _is_of_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


FOLDING = _Folding()


def respell(text: str) -> str:
    """Return ``text`` in NFC, with C# and C++ spelt as words; every other character stays in its place."""
    text = nfc(text)
    if "#" in text or "++" in text:  # hardly any has them, and to look takes no time
        return _LANGUAGE.sub(lambda found: found[1] + _SIGNS[found[2]], text)
    return text


def fold(text: str) -> str:
    """Return ``text`` without case, accents, marks and points; what is not of a word is a space."""
    return respell(text).translate(FOLDING)


def words(text: str) -> list[str]:
    """Return the words to store or to look for, in order.

    A run of Chinese or Japanese becomes its pairs, and its last character alone: 日本語 is 日本, 本語, 語. So
    each character begins exactly one word, and a run is found by the phrase of its pairs.
    """
    folded = fold(text)
    if _CJK.search(folded):
        return [word for run in _RUN.findall(folded) for word in _pieces(run)]
    return [word[:MAX_WORD] for word in folded.split()]


def is_cjk(word: str) -> bool:
    return _CJK.match(word) is not None


def _pieces(run: str) -> list[str]:
    if is_cjk(run):
        return [run[start : start + 2] for start in range(len(run))]
    return [run[:MAX_WORD]]
