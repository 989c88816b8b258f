"""Why a comment waits, in the few words that a moderator needs, and what of it is marked in the text."""

import re
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from comments.models import RuleSignal
from comments.spam import words_in

# The rules that hold a comment, or take it for spam. Their own sentences are for the comment's author, and
# say what happens next, which a moderator knows.
REASONS: dict[str, Promise] = {
    "first": _("first comment"),
    "links": _("many links"),
    "words": _("held words"),
    "lookalike": _("name like one of the staff’s"),
    "spam_score": _("reads like spam"),
    "copied": _("said before"),
    "refusals": _("often put away of late"),
    "honeypot": _("filled in the trap"),
    "hold_all": _("every comment is held"),
}
# What these rules saw is not in the text: a name, another comment, a hidden field.
ELSEWHERE = {"copied", "first", "honeypot", "lookalike", "refusals"}
# Of these it is said beside the reason as well: the text may not show where it was seen.
WITH_MATCH = {"words", "lookalike", "spam_score"}


def reason_of(signal: RuleSignal) -> SafeString:
    """Why, with what was seen; a rule that has no words here is shown with its own sentence."""
    words = capfirst(str(REASONS.get(signal.rule, signal.reason)))
    if signal.rule not in WITH_MATCH or not signal.matched:
        return format_html("{}", words)
    seen = format_html_join(", ", "<mark>{}</mark>", ((part,) for part in signal.matched.split("\n")))
    return format_html("{}: {}", words, seen)


def words_of(signals: Iterable[RuleSignal]) -> list[str]:
    """What the rules saw in the text."""
    words: list[str] = []
    for signal in signals:
        if signal.rule == "links":
            words += signal.matched.split()
        elif signal.rule == "spam_score":
            words += words_in(signal.matched)
        elif signal.rule not in ELSEWHERE:
            words += signal.matched.split("\n")
    return words


def marked(text: str, words: Iterable[str]) -> SafeString:
    """Mark each of ``words`` in ``text``, longer ones first."""
    wanted = sorted(filter(None, words), key=len, reverse=True)
    if not wanted:
        return format_html("{}", text)
    parts = re.split(f"({'|'.join(map(re.escape, wanted))})", text, flags=re.IGNORECASE)
    # Every second part is one of the words.
    pairs = zip(parts[::2], [*parts[1::2], ""], strict=True)
    return format_html_join("", "{}{}", ((before, _mark(found)) for before, found in pairs))


def _mark(found: str) -> str:
    return format_html("<mark>{}</mark>", found) if found else ""
