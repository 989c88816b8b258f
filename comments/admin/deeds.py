"""The verbs of the moderation log, in words: one table for every place that tells who did what."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import ModerationLog

DEEDS: dict[str, Promise] = {
    "approve": gettext_lazy("approved"),
    "hold": gettext_lazy("put back to wait"),
    "spam": gettext_lazy("marked as spam"),
    "remove": gettext_lazy("moved to the trash"),
    "restore": gettext_lazy("restored"),
    "undo": gettext_lazy("undone"),
    "edit": gettext_lazy("changed the text"),
    "withdraw": gettext_lazy("deleted by its author"),
    "unwithdraw": gettext_lazy("put back by its author"),
    "delete": gettext_lazy("deleted for good"),
    "close": gettext_lazy("closed to replies"),
    "reopen": gettext_lazy("opened to replies again"),
    "switch-closed": gettext_lazy("comments closed"),
    "switch-open": gettext_lazy("comments opened"),
    "switch-held": gettext_lazy("every comment waits"),
    "switch-default": gettext_lazy("comments as the site’s settings say"),
    "ban": gettext_lazy("banned"),
    "lift": gettext_lazy("ban lifted"),
    "add-word": gettext_lazy("added to the words"),
    "change-word": gettext_lazy("changed among the words"),
    "remove-word": gettext_lazy("taken off the words"),
    "note": gettext_lazy("noted"),
}
# Who did it where nobody signed for it: for the verbs that authors have, and those that time has.
_AUTHORS = {"edit", "withdraw", "unwithdraw"}
_BY_ITSELF = {"delete"}


def deed_of(entry: ModerationLog) -> str:
    """What was done; a verb of an older or newer version stands for itself."""
    return str(DEEDS.get(entry.verb, entry.verb))


def doer_of(entry: ModerationLog) -> str:
    """Who did it."""
    if entry.by is not None:
        return entry.by.public_name
    if entry.verb in _AUTHORS:
        return _("its author")
    return _("the blog by itself") if entry.verb in _BY_ITSELF else _("a rule, or its author")


def change_of(entry: ModerationLog) -> str:
    """From which status to which, where it changed one: "waiting → spam"."""
    if entry.before and entry.after and entry.before != entry.after:
        return f"{entry.get_before_display()} → {entry.get_after_display()}"
    return ""
