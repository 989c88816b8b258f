"""Makers of comments: through the door and the moderators' verbs, as the product makes them."""

from itertools import count
from typing import Any

from blog import pagecache
from blog.models import Post
from comments.models import Comment, CommentStatus, DiscussionSettings
from comments.moderation import approve, hold, mark_spam, remove
from comments.submission import Submission, submit
from tests.factories import make_post

_numbers = count(1)
VERBS = {
    CommentStatus.APPROVED: approve,
    CommentStatus.PENDING: hold,
    CommentStatus.SPAM: mark_spam,
    CommentStatus.TRASH: remove,
}


def make_submission(post: Post | None = None, **fields: Any) -> Submission:
    """What a guest of their own name, e-mail and network sends, unless ``fields`` say otherwise."""
    number = next(_numbers)
    fields.setdefault("text", f"Comment number {number} of the tests.")
    if fields.get("user") is None:
        fields.setdefault("name", f"Reader {number}")
        fields.setdefault("email", f"reader{number}@example.org")
    fields.setdefault("ip", f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
    return Submission(post=post or make_post(), **fields)


def make_comment(
    post: Post | None = None, text: str = "", *, status: str = CommentStatus.APPROVED, **fields: Any
) -> Comment:
    """A comment in ``status``, visible unless it says otherwise; ``parent`` makes it a reply.

    ``fields`` are those of a Submission. One that was never public has no number; a ``trash`` one has been
    public before, so it leaves a tombstone.
    """
    parent = fields.get("parent")
    if text:
        fields["text"] = text
    outcome = submit(make_submission(post or (parent.post if parent else None), **fields))
    assert outcome.comment is not None, outcome.reasons
    comment = outcome.comment
    if status == CommentStatus.TRASH:
        comment = approve(comment=comment, by=None)
    return VERBS[CommentStatus(status)](comment=comment, by=None)


def set_discussion(**fields: Any) -> DiscussionSettings:
    """Save discussion settings that differ from the defaults."""
    settings = DiscussionSettings.current()
    for name, value in fields.items():
        setattr(settings, name, value)
    settings.save()
    pagecache.invalidate({"site"})
    return settings
