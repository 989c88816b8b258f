"""Is it said too often or too fast?"""

import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.cleaning import network_of
from comments.models import Action, CommentStatus
from comments.policies import NETWORK_BURST, SHORTEST_COPY

from .context import Context, Signal
from .facts import Earlier, whose


def duplicate(context: Context) -> Signal | None:
    """The same person says the same again below this post (a short answer to somebody else is none)."""
    for earlier in context.facts.same_text:
        if (
            earlier.identity == whose(context.comment)
            and earlier.status != CommentStatus.TRASH
            and (_is_long(context) or earlier.parent_id == context.comment.parent_id)
        ):
            return Signal("duplicate", Action.REFUSE, _said_before(earlier), _place(earlier))
    return None


def flood(context: Context) -> Signal | None:
    """Another comment of this person, or several of this network, within the last seconds."""
    identity, network = whose(context.comment), network_of(context.comment.ip)
    own = [earlier for earlier in context.facts.recent if earlier.identity == identity]
    if own:
        return Signal("flood", Action.REFUSE, _wait(context, own[0]))
    near = [earlier for earlier in context.facts.recent if network and earlier.network == network]
    if len(near) >= NETWORK_BURST:
        return Signal("flood", Action.REFUSE, _wait(context, near[NETWORK_BURST - 1]), network)
    return None


def copied(context: Context) -> Signal | None:
    """The text was posted here by somebody else, or has been removed before."""
    for earlier in context.facts.same_text:
        if earlier.withdrawn_at is not None:
            continue  # whoever deletes their own words may say them again, elsewhere or better addressed
        if earlier.status == CommentStatus.TRASH:
            reason = _("The same text was removed here before, so a moderator reads it before it appears.")
            return Signal("copied", Action.HOLD, reason, _place(earlier))
        if _is_long(context) and earlier.identity != whose(context.comment):
            reason = _("Somebody posted the same text here, so a moderator reads it before it appears.")
            return Signal("copied", Action.HOLD, reason, _place(earlier))
    return None


def _is_long(context: Context) -> bool:
    return len(context.comment.source) >= SHORTEST_COPY


def _place(earlier: Earlier) -> str:
    return f"#{earlier.number}" if earlier.number else ""


def _said_before(earlier: Earlier) -> str:
    if earlier.status == CommentStatus.APPROVED:
        return _("You have said this here already: it is comment #%d. There is no need to send it again.") % (
            earlier.number
        )
    return _("You have sent this already: it is waiting for a moderator. There is no need to send it again.")


def _wait(context: Context, earlier: Earlier) -> str:
    passed = (context.facts.now - earlier.created_at).total_seconds()
    seconds = max(1, math.ceil(context.settings.flood_seconds - passed))
    return ngettext(
        "That was quick. Please wait %(seconds)d second, then send it again: your text is kept.",
        "That was quick. Please wait %(seconds)d seconds, then send it again: your text is kept.",
        seconds,
    ) % {"seconds": seconds}
