"""The demo's comments. Dated back, they can't come in by the door; numbers and counters are made the same."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from blog.models import Post, User
from blog.slugs import key_of, slug_of
from comments import bans, cleaning, closing, derived, moderation, notes, search, words
from comments.models import Action, Comment, CommentStatus, RuleSignal, WordRule
from comments.submission import display_name

from .content import CommentText

# Long enough to be marked, and to be read once more by whoever wrote it.
EDITED_AFTER = datetime.timedelta(minutes=21)
_ACTIONS = {CommentStatus.PENDING: Action.HOLD, CommentStatus.SPAM: Action.SPAM}


def load(
    post: Post, texts: tuple[CommentText, ...], *, users: Mapping[str, User], moderator: User
) -> list[Comment]:
    """Store the comments on ``post`` in their order, numbered as the door numbers them."""
    stored: list[Comment] = []
    by_number: dict[int, Comment] = {}
    moment = post.published_at or timezone.now()
    for text in texts:
        moment += datetime.timedelta(minutes=text.minutes)
        parent = by_number[text.reply_to] if text.reply_to else None
        comment = _store(_make(post, parent, text, users.get(text.account), moment), text, moderator)
        if comment.number:
            by_number[comment.number] = comment
        stored.append(comment)
    search.index(stored)
    return stored


def _make(
    post: Post, parent: Comment | None, text: CommentText, user: User | None, moment: datetime.datetime
) -> Comment:
    name = display_name(user) if user else text.name
    default_email = (
        f"{slug_of(name, fallback='reader')}@example.org" if name.isascii() else "reader@example.org"
    )
    comment = Comment(
        post=post,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        depth=parent.depth + 1 if parent else 0,
        user=user,
        author_name=name,
        author_email=user.email if user else text.email or default_email,
        name_key=key_of(name),
        source=text.text.strip(),
        created_at=moment,
    )
    comment.text_hash = cleaning.text_hash(comment.source)
    comment.render()
    return comment


def _store(comment: Comment, text: CommentText, moderator: User) -> Comment:
    comment.status = CommentStatus(text.state)
    comment.edited_at = comment.created_at + EDITED_AFTER if text.edited else None
    comment.put_away_at = timezone.now() if comment.is_put_away else None
    if comment.is_visible:
        moderation.number_comment(comment)
    comment.save(force_insert=True)
    if comment.is_visible:
        derived.refresh(post=comment.post, comment=comment, delta=1)
    else:
        _note(comment, text)
    if text.closed:
        closing.close_below(comment=comment, by=moderator, reason=text.closed)
    return comment


def _note(comment: Comment, text: CommentText) -> None:
    """Say why it waits, as the rules at the door do."""
    RuleSignal.objects.create(
        comment=comment,
        rule=text.rule,
        action=_ACTIONS[CommentStatus(text.state)],
        reason=text.reason,
        matched=" ".join(comment.render().links) if text.rule == "links" else "",
        created_at=comment.created_at,
    )


def hand_over(texts: Mapping[str, Any], *, moderator: User) -> None:
    """Leave the moderators what moderators leave each other: a ban, a word, a note."""
    for row in texts["ban"]:
        bans.ban(**row, by=moderator)
    for row in texts["word"]:
        words.save_rule(rule=WordRule(**row), by=moderator)
    for row in texts["note"]:
        notes.add_note(**row, by=moderator)
