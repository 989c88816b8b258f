"""Should a moderator read it first?"""

from urllib.parse import urlsplit

from django.utils.http import is_same_domain
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Action
from comments.policies import PUT_AWAY_ENOUGH, holds_everything

from .context import Context, Signal


def honeypot(context: Context) -> Signal | None:
    """A field which people don't see is filled in."""
    if not context.honeypot.strip():
        return None
    reason = _(
        "A field of the form that nobody sees was filled in, as programs do it, "
        "so a moderator reads this before it appears."
    )
    return Signal("honeypot", Action.SPAM, reason, context.honeypot.strip())


def links(context: Context) -> Signal | None:
    """As many links to other sites as the settings name."""
    limit = context.settings.max_links
    foreign = [link for link in context.links if not _is_own(link, context.own_hosts)]
    if not foreign or not limit:
        return None
    if len(foreign) < limit:
        return Signal("links", Action.PASS, _contains(len(foreign)), " ".join(foreign))
    reason = _("%(contains)s With %(limit)d or more, a moderator reads it before it appears.")
    return Signal(
        "links",
        Action.HOLD,
        reason % {"contains": _contains(len(foreign)), "limit": limit},
        " ".join(foreign),
    )


def first(context: Context) -> Signal | None:
    """Nothing of this e-mail address has been approved yet."""
    person = context.facts.person
    if not context.settings.hold_first or person.has_approved or person.is_staff:
        return None
    if not context.comment.author_email:
        reason = _("Comments without an e-mail address are read by a moderator before they appear.")
    else:
        reason = _(
            "This is your first comment here, so a moderator reads it before it appears. "
            "Once it has been approved, your next ones appear at once."
        )
    return Signal("first", Action.HOLD, reason, context.comment.author_name)


def lookalike(context: Context) -> Signal | None:
    """A guest's name may be taken for that of an author or of staff. What was public once is let through."""
    looks_like = context.facts.person.looks_like
    if not looks_like or not context.settings.protect_names or context.comment.number:
        return None
    reason = _(
        "Your name looks like that of somebody who writes for this blog, so a moderator reads this before "
        "it appears. If it is you, sign in first; if not, another name spares you the wait."
    )
    return Signal("lookalike", Action.HOLD, reason, looks_like)


def refusals(context: Context) -> Signal | None:
    """Much of what this person, or a stranger's network, has sent of late was put away by moderators."""
    person = context.facts.person
    for past in (person.past, person.past_nearby):
        if past.put_away >= PUT_AWAY_ENOUGH and past.put_away >= past.standing:
            return Signal("refusals", Action.HOLD, _put_away(past is person.past), str(past.put_away))
    return None


def hold_all(context: Context) -> Signal | None:
    """The settings hold everything, or everything on this post."""
    if not holds_everything(context.post, context.settings):
        return None
    if context.settings.hold_all:
        reason = _("A moderator reads every comment here before it appears.")
    else:
        reason = _("A moderator reads every comment on this post before it appears.")
    return Signal("hold_all", Action.HOLD, reason)


def _put_away(is_own: bool) -> str:
    if is_own:
        return _(
            "Several of your comments have been removed of late, "
            "so a moderator reads this one before it appears."
        )
    return _(
        "Much that came from your network of late has been removed, "
        "so a moderator reads this before it appears."
    )


def _contains(count: int) -> str:
    return ngettext(
        "This comment contains %(count)d link.", "This comment contains %(count)d links.", count
    ) % {"count": count}


def _is_own(link: str, own_hosts: tuple[str, ...]) -> bool:
    """Whether ``link`` leads to this site; what has no host leads nowhere else."""
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    if not host:
        return parts.scheme in ("", "mailto")
    return any(is_same_domain(host, own) for own in own_hosts)
