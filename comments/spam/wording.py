"""How a verdict reads to moderators: "99.7 %: viagra, cheap, CAPITALS"."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .scoring import Verdict

_SIGNS: dict[str, str | Promise] = {
    "shape:!!": "!!!",
    "shape:capitals": gettext_lazy("CAPITALS"),
    "shape:disguised": gettext_lazy("disguised words"),
    "shape:email": gettext_lazy("an e-mail address"),
    "shape:emoji": gettext_lazy("emoji"),
    "shape:mixed-letters": gettext_lazy("letters of two alphabets in one word"),
    "shape:money": gettext_lazy("an amount of money"),
    "shape:percent": gettext_lazy("per cent"),
    "shape:phone": gettext_lazy("a telephone number"),
    "typed:bbcode": "[url]",
    "typed:html-link": "<a href>",
}
# Kinds of tokens that are no words: they are named after all that can be seen in the text.
_SIGN_KINDS = {"links", "num", "script", "shape", "tld", "typed"}
# So many are read at a glance.
_TOLD = 6
_BETWEEN, _AFTER_SCORE = ", ", ": "


def spoken(verdict: Verdict) -> str:
    """The score, and what speaks most for spam."""
    score = _percent(verdict.score)
    words = list(dict.fromkeys(map(_word, sorted(verdict.tokens, key=_is_sign))))[:_TOLD]
    return f"{score}{_AFTER_SCORE}{_BETWEEN.join(words)}" if words else score


def words_in(matched: str) -> list[str]:
    """The words named in what :func:`spoken` said, for marking them in the text."""
    return [word for word in matched.partition(_AFTER_SCORE)[2].split(_BETWEEN) if word]


def _percent(score: float) -> str:
    # Nothing is certain, so neither 0 nor 100 is ever said.
    return f"{min(max(score * 100, 0.1), 99.9):.1f}\u00a0%"


def _is_sign(token: str) -> bool:
    return token.partition(":")[0] in _SIGN_KINDS


def _word(token: str) -> str:
    kind, colon, value = token.partition(":")
    if not colon:
        return token
    if token in _SIGNS:
        return str(_SIGNS[token])
    if kind == "links":
        return _("links: %s") % value
    if kind == "num":
        return _("long numbers") if value == "6" else _("numbers")
    if kind == "tld":
        return f".{value}"
    return value
