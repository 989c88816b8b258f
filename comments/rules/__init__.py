"""The rules that every comment passes, in order.

    signals = judge(context)
    decisive(signals)       # None: publish it

A rule is a pure function of its :class:`Context`; the facts it needs were read before. The first signal
that is not ``PASS`` decides, so refusals stand first, then spam, then holds. Every signal is stored, also
with a comment that is published: a moderator sees what was seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from comments.models import Action

from .access import banned, closed, closed_below, reply
from .context import Context, Signal
from .facts import Earlier, Facts, Past, Person, about_person, gather
from .form import email, name, text, website
from .holds import first, hold_all, honeypot, links, lookalike, refusals
from .pace import copied, duplicate, flood
from .spam import spam_score
from .words import held_words, refused_words, slow_words, spam_words

__all__ = [
    "RULES",
    "Action",
    "Context",
    "Earlier",
    "Facts",
    "Past",
    "Person",
    "Rule",
    "Signal",
    "about_person",
    "decisive",
    "gather",
    "judge",
]

Rule = Callable[[Context], Signal | None]

# A refusal ends the hearing after its group: whoever is told that comments are closed need not hear that
# the e-mail address is wrong as well, but whoever left out two fields hears of both.
GROUPS: tuple[tuple[Rule, ...], ...] = (
    (closed,),
    (banned,),
    (reply, closed_below),
    (name, email, website, text),
    (refused_words,),
    (duplicate,),
    (flood,),
    # What may be spam, then what is held.
    (
        *(honeypot, spam_words, spam_score),
        *(held_words, copied, links, lookalike, refusals, first, hold_all),
        slow_words,
    ),
)
RULES: tuple[Rule, ...] = tuple(rule for group in GROUPS for rule in group)

# What is noted all the same, and decides nothing: for those who decide about comments and the post's own
# authors, and for the former alone.
SPARED: tuple[Rule, ...] = (
    *(refused_words, flood),
    *(spam_words, spam_score, held_words, copied, links, lookalike, refusals, first, hold_all),
)
SPARED_MODERATORS: tuple[Rule, ...] = (banned,)


def judge(context: Context) -> tuple[Signal, ...]:
    """Return what the rules say about a comment, in their order."""
    signals: list[Signal] = []
    for group in GROUPS:
        signals += [signal for rule in group if (signal := _ask(rule, context))]
        if any(signal.action == Action.REFUSE for signal in signals):
            break
    return tuple(signals)


def decisive(signals: Sequence[Signal]) -> Signal | None:
    """Return the signal that decides, or None where the comment may be published."""
    return next((signal for signal in signals if signal.action != Action.PASS), None)


def _ask(rule: Rule, context: Context) -> Signal | None:
    signal = rule(context)
    return replace(signal, action=Action.PASS) if signal and _spares(rule, context.facts.person) else signal


def _spares(rule: Rule, person: Person) -> bool:
    return (person.is_trusted and rule in SPARED) or (person.is_moderator and rule in SPARED_MODERATORS)
