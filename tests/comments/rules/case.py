"""One comment before the rules, made by hand: they are pure, so no database is needed."""

import datetime
from typing import Any

from blog.models import Post
from comments.cleaning import text_hash
from comments.models import Comment, CommentStatus, DiscussionSettings
from comments.rules import Context, Earlier, Facts, Person

NOW = datetime.datetime(2007, 2, 2, 12, 0, tzinfo=datetime.UTC)
LONG = "A text which is long enough to be taken for a copy."


def make_case(
    *,
    post: dict[str, Any] | None = None,
    settings: dict[str, Any] | None = None,
    person: dict[str, Any] | None = None,
    facts: dict[str, Any] | None = None,
    links: tuple[str, ...] = (),
    honeypot: str = "",
    **comment: Any,
) -> Context:
    """A blameless comment of a known reader below a post of yesterday, except for what is given."""
    fields = {"status": "published", "published_at": NOW - datetime.timedelta(days=1)} | (post or {})
    given = Post(pk=1, **fields)
    comment = {
        "source": LONG,
        "author_name": "Legion",
        "name_key": "legion",
        "author_email": "legion@example.org",
        "ip": "192.0.2.7",
    } | comment
    return Context(
        comment=Comment(post=given, text_hash=text_hash(comment["source"]), **comment),
        post=given,
        settings=DiscussionSettings(**(settings or {})),
        facts=Facts(now=NOW, person=Person(**({"has_approved": True} | (person or {}))), **(facts or {})),
        links=links,
        own_hosts=("parley.example", ".own.example"),
        honeypot=honeypot,
    )


def make_earlier(
    *,
    seconds: float = 0,
    email: str = "other@example.org",
    ip: str | None = "198.51.100.1",
    status: str = CommentStatus.APPROVED,
    parent_id: int | None = None,
    user_id: int | None = None,
    is_withdrawn: bool = False,
) -> Earlier:
    """A comment of ``seconds`` ago, of somebody else unless ``email`` says otherwise."""
    return Earlier(
        pk=5,
        number=3 if status == CommentStatus.APPROVED else None,
        status=status,
        parent_id=parent_id,
        user_id=user_id,
        author_email=email,
        name_key="other",
        ip=ip,
        created_at=NOW - datetime.timedelta(seconds=seconds),
        withdrawn_at=NOW if is_withdrawn else None,
    )
