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

from .access import closed, reply
from .context import Context, Signal
from .facts import Earlier, Facts, Person, about_person, gather
from .form import email, name, text, website
from .holds import first, hold_all, honeypot, links
from .pace import copied, duplicate, flood

__all__ = [
    "RULES",
    "Action",
    "Context",
    "Earlier",
    "Facts",
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
    (reply,),
    (name, email, website, text),
    (duplicate,),
    (flood,),
    (honeypot, copied, links, first, hold_all),
)
RULES: tuple[Rule, ...] = tuple(rule for group in GROUPS for rule in group)

# What those who decide about comments, and the post's own authors, are spared; it is noted all the same.
SPARED: tuple[Rule, ...] = (flood, copied, links, first, hold_all)


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
    if signal is not None and rule in SPARED and context.facts.person.is_trusted:
        return replace(signal, action=Action.PASS)
    return signal
