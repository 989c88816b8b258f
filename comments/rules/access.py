"""May this be answered at all? Refusals that no other wording of the comment would change."""

from django.utils.translation import gettext as _

from comments.models import Action
from comments.policies import may_comment

from .context import Context, Signal


def closed(context: Context) -> Signal | None:
    """Comments are closed: here, everywhere, by age, or to this person."""
    refusal = may_comment(context.post, context.comment.user, context.settings, context.facts.now)
    return Signal("closed", Action.REFUSE, refusal.reason, refusal.code) if refusal else None


def reply(context: Context) -> Signal | None:
    """The comment answered is on another post, hidden, or gone."""
    if context.comment.parent_id is None or context.facts.parent is not None:
        return None
    reason = _("The comment you are answering isn't there any more. You can send this as a new comment.")
    return Signal("reply", Action.REFUSE, reason)
