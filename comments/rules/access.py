"""May this be answered at all, by this person? Refusals that no other wording of the comment would change."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from comments.models import Action, Ban, BanKind
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


def closed_below(context: Context) -> Signal | None:
    """A moderator has ended this part of the discussion."""
    if not context.facts.is_closed:
        return None
    reason = _(
        "A moderator has ended this part of the discussion, so nobody can answer here any more. "
        "You can send this as a new comment."
    )
    return Signal("closed_below", Action.REFUSE, reason)


def banned(context: Context) -> Signal | None:
    """Whoever writes is banned, by whatever of theirs; the ban that lasts longest is told."""
    bans = context.facts.person.bans
    return Signal("banned", Action.REFUSE, _told(bans[0]), bans[0].value) if bans else None


def _told(ban: Ban) -> str:
    """What is banned and until when; why, and by whom, is the moderators' own business."""
    until = date_format(timezone.localtime(ban.until), "DATETIME_FORMAT") if ban.until else ""
    sentence = _UNTIL[BanKind(ban.kind)] if until else _FOR_GOOD[BanKind(ban.kind)]
    return _(sentence) % {"value": ban.value, "until": until}


_FOR_GOOD = {
    BanKind.ACCOUNT: gettext_noop("This account can’t be used for comments here."),
    BanKind.NAME: gettext_noop("This name can’t be used for comments here."),
    BanKind.EMAIL: gettext_noop("This e-mail address can’t be used for comments here."),
    BanKind.DOMAIN: gettext_noop(
        "E-mail addresses and websites of %(value)s can’t be used for comments here."
    ),
    BanKind.NETWORK: gettext_noop("Comments from your network aren’t taken here."),
}
_UNTIL = {
    BanKind.ACCOUNT: gettext_noop("This account can’t be used for comments here until %(until)s."),
    BanKind.NAME: gettext_noop("This name can’t be used for comments here until %(until)s."),
    BanKind.EMAIL: gettext_noop("This e-mail address can’t be used for comments here until %(until)s."),
    BanKind.DOMAIN: gettext_noop(
        "E-mail addresses and websites of %(value)s can’t be used for comments here until %(until)s."
    ),
    BanKind.NETWORK: gettext_noop("Comments from your network aren’t taken here until %(until)s."),
}
