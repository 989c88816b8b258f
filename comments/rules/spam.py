"""Does it read like the spam that this blog's moderators have put away?"""

from django.utils.translation import gettext as _

from comments.models import Action
from comments.spam import spoken, verdict_on

from .context import Context, Signal

# Scores are seldom in between: most spam has more than the first, most comments next to nothing.
SPAM_FROM, HOLD_FROM = 0.995, 0.9


def spam_score(context: Context) -> Signal | None:
    """The spam filter's score. Who was approved before is held at most, and only when it is sure."""
    verdict = verdict_on(context.facts.spam_seen)
    if verdict is None:
        return None
    action = _action(context, verdict.score)
    return Signal("spam_score", action, _reason(action), spoken(verdict), verdict.score)


def _action(context: Context, score: float) -> Action:
    person = context.facts.person
    if person.has_approved or person.is_staff or person.is_trusted:
        return Action.HOLD if score >= SPAM_FROM else Action.PASS
    if score >= SPAM_FROM:
        return Action.SPAM
    return Action.HOLD if score >= HOLD_FROM else Action.PASS


def _reason(action: Action) -> str:
    if action == Action.PASS:
        return _("The spam filter lets this through.")
    if action == Action.SPAM:
        return _("This looks like spam, so a moderator reads it before it appears.")
    return _("Some of this looks like spam, so a moderator reads it before it appears.")
