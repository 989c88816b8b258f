"""What a moderator reads where somebody else was quicker: who did what with the comment, and how long ago."""

import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models import User
from comments.admin.deeds import doer_of
from comments.models import ModerationLog

SENTENCES: dict[str, Promise] = {
    "approve": gettext_lazy("%(who)s approved this comment %(ago)s."),
    "hold": gettext_lazy("%(who)s let this comment wait again %(ago)s."),
    "spam": gettext_lazy("%(who)s marked this comment as spam %(ago)s."),
    "remove": gettext_lazy("%(who)s put this comment into the trash %(ago)s."),
    "restore": gettext_lazy("%(who)s put this comment back %(ago)s."),
    "undo": gettext_lazy("%(who)s took the last decision about this comment back %(ago)s."),
    "edit": gettext_lazy("%(who)s changed the text of this comment %(ago)s."),
    "withdraw": gettext_lazy("%(who)s deleted this comment %(ago)s."),
    "delete": gettext_lazy("%(who)s deleted this comment for good %(ago)s."),
}


def told_to(user: User, last: ModerationLog | None) -> str:
    """Say what was done last, in a sentence."""
    if last is None:
        return _("Somebody changed this comment since this page was made.")
    sentence = SENTENCES.get(last.verb, gettext_lazy("%(who)s changed this comment %(ago)s."))
    who = _("You") if last.by == user else capfirst(doer_of(last))
    return str(sentence) % {"who": who, "ago": ago(last.at)}


def ago(at: datetime.datetime) -> str:
    passed = timezone.now() - at
    if passed < datetime.timedelta(minutes=1):
        return _("a moment ago")
    return _("%(time)s ago") % {"time": timesince(at, depth=1)}
