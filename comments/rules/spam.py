"""Does it read like the spam that this blog's moderators have put away?"""

from django.utils.translation import gettext as _

from comments.models import Action
from comments.spam import spoken, verdict_on

from .context import Context, Signal
from .facts import Person

# Scores are seldom in between: most spam has more than the first, most comments next to nothing.
SPAM_FROM, HOLD_FROM = 0.995, 0.9


def spam_score(context: Context) -> Signal | None:
    """The spam filter's score. Who was approved before is held at most, and only when it is sure."""
    verdict = verdict_on(context.facts.spam_seen)
    if verdict is None:
        return None
    action = _action(verdict.score, is_known=_is_known(context.facts.person))
    return Signal("spam_score", action, _reason(action, verdict.score), spoken(verdict), verdict.score)


def _is_known(person: Person) -> bool:
    return person.has_approved or person.is_staff or person.is_trusted


def _action(score: float, *, is_known: bool) -> Action:
    if score >= SPAM_FROM:
        return Action.HOLD if is_known else Action.SPAM
    return Action.HOLD if score >= HOLD_FROM and not is_known else Action.PASS


def _reason(action: Action, score: float) -> str:
    """To its author; what is let through, only moderators read about."""
    if action == Action.PASS and score < HOLD_FROM:
        return _("This doesn’t look like spam.")
    if action == Action.PASS:
        return _("This looks a little like spam, but its writer is known here.")
    if score >= SPAM_FROM:
        return _("This looks like spam, so a moderator reads it before it appears.")
    return _("This looks a little like spam, so a moderator reads it before it appears.")
