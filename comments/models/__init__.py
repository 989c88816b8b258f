"""The facts about comments. ``comments.submission`` and ``comments.moderation`` change them."""

from .comment import Comment, CommentQuerySet, CommentStatus, shown_name
from .commenter import Commenter
from .moderation import Action, ModerationLog, RuleSignal
from .settings import DiscussionSettings

__all__ = [
    "Action",
    "Comment",
    "CommentQuerySet",
    "CommentStatus",
    "Commenter",
    "DiscussionSettings",
    "ModerationLog",
    "RuleSignal",
    "shown_name",
]
