"""What a rule is given and what it answers."""

from dataclasses import dataclass

from blog.models import Post
from comments.models import Action, Comment, DiscussionSettings
from comments.policies import MAX_MATCHED

from .facts import Facts


@dataclass(frozen=True)
class Signal:
    """What one rule says about one comment.

    ``reason`` is a sentence for its author which says what happens next; ``matched`` are the words, links
    or names that the rule saw, for the moderator; ``weight`` adds up where rules only have suspicions.
    """

    rule: str
    action: Action
    reason: str
    matched: str = ""
    weight: float = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "matched", self.matched[:MAX_MATCHED])


@dataclass(frozen=True, kw_only=True)
class Context:
    """Everything a rule may look at; ``comment`` is cleaned and rendered, and not stored yet."""

    comment: Comment
    post: Post
    settings: DiscussionSettings
    facts: Facts
    links: tuple[str, ...] = ()
    own_hosts: tuple[str, ...] = ()
    honeypot: str = ""
    form_age: float | None = None
