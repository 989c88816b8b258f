"""The facts about comments. ``comments.submission`` and ``comments.moderation`` change them."""

from .comment import PUT_AWAY, Comment, CommentQuerySet, CommentStatus, shown_name
from .commenter import Commenter
from .moderation import (
    Action,
    CommentRevision,
    HeldNotice,
    LogIsKeptError,
    ModerationLog,
    PersonNote,
    RuleSignal,
)
from .rules import Ban, BanKind, SpamToken, WordKind, WordRule
from .settings import DiscussionSettings

__all__ = [
    "PUT_AWAY",
    "Action",
    "Ban",
    "BanKind",
    "Comment",
    "CommentQuerySet",
    "CommentRevision",
    "CommentStatus",
    "Commenter",
    "DiscussionSettings",
    "HeldNotice",
    "LogIsKeptError",
    "ModerationLog",
    "PersonNote",
    "RuleSignal",
    "SpamToken",
    "WordKind",
    "WordRule",
    "shown_name",
]
