"""Does it contain words from the blog's list? One rule for each thing that the list may ask for."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Action

from .context import Context, Signal


def refused_words(context: Context) -> Signal | None:
    """Words with which nothing is posted; the text comes back to its author, who may choose others."""
    found = _found(context, Action.REFUSE)
    reason = ngettext(
        "Comments with %(words)s can’t be posted here. Please write it without that word.",
        "Comments with %(words)s can’t be posted here. Please write it without these words.",
        len(found),
    )
    return _signal(Action.REFUSE, reason, found)


def spam_words(context: Context) -> Signal | None:
    """Words that only spam contains; which, their author isn't told."""
    found = _found(context, Action.SPAM)
    reason = _("This contains words that mostly stand in spam, so a moderator reads it before it appears.")
    return _signal(Action.SPAM, reason, found)


def held_words(context: Context) -> Signal | None:
    """Words after which a moderator wants to read the rest."""
    found = _found(context, Action.HOLD)
    reason = _("This comment contains %(words)s, so a moderator reads it before it appears.")
    return _signal(Action.HOLD, reason, found)


def slow_words(context: Context) -> Signal | None:
    """Regular expressions that had not been found or missed when their time was over."""
    slow = [hit.rule.pattern for hit in context.facts.person.words if not hit.matched]
    if not slow:
        return None
    reason = _("These regular expressions of the list took too long, so nobody knows whether they fit.")
    return Signal("words", Action.PASS, reason, "\n".join(slow))


def _found(context: Context, action: Action) -> list[str]:
    """What stands in the text, each once."""
    hits = context.facts.person.words
    return list(dict.fromkeys(hit.matched for hit in hits if hit.matched and hit.rule.action == action))


def _signal(action: Action, reason: str, found: list[str]) -> Signal | None:
    if not found:
        return None
    words = ", ".join(_("“%(word)s”") % {"word": word} for word in found)
    return Signal("words", action, reason % {"words": words}, "\n".join(found))
