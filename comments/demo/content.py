"""What the files in ``content/`` say: ``site.toml``, and posts, pages and the comments on each.

A post is Markdown below a TOML head between two lines of ``+++``. Times are told in days before today, so
that the demo is always of this week. A comment refers to others by their numbers, as readers do. A picture
is called by the name of its file: ``featured = "name"`` in a head, ``picture:name`` for an address in a text.
"""

import datetime
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent / "content"
_FENCE = "+++\n"
WEDNESDAY = 2


@dataclass(frozen=True, kw_only=True)
class UpdateText:
    """An update, ``hours`` after its post; ``author`` is the user name of who signs it."""

    text: str
    author: str
    hours: float


@dataclass(frozen=True, kw_only=True)
class CommentText:
    """A comment, ``minutes`` after the one before it, or after the post.

    ``account`` is the user name of somebody who is signed in, else ``name`` is what a guest typed.
    ``rule`` and ``reason`` say why it is not (yet) public, where ``state`` is "pending" or "spam". ``closed``
    is why nobody can answer it any more.
    """

    text: str
    minutes: float
    name: str = ""
    account: str = ""
    email: str = ""
    reply_to: int | None = None
    state: str = "approved"
    rule: str = ""
    reason: str = ""
    edited: bool = False
    closed: str = ""


@dataclass(frozen=True, kw_only=True)
class EntryText:
    """A post or a page. A negative ``days_ago`` lies in the future, None is no date: a draft."""

    title: str
    text: str
    slug: str
    status: str = "published"
    days_ago: int | None = None
    at: str = "09:00"
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""
    excerpt: str = ""
    featured: str = ""
    sticky_days: int = 0
    parent: str = ""
    menu_order: int = 0
    updates: tuple[UpdateText, ...] = ()
    comments: tuple[CommentText, ...] = field(default=(), repr=False)

    def published_at(self, now: datetime.datetime, zone: ZoneInfo) -> datetime.datetime | None:
        """The hour ``at``, in ``zone``, of the day ``days_ago`` before the last Wednesday.

        The town was written on a Wednesday: its Thursdays and its school days have to stay what they are.
        What is yet to come counts from today. What was said of a post must lie in the past too.
        """
        if self.days_ago is None:
            return None
        day = now.astimezone(zone).date() - datetime.timedelta(days=self.days_ago)
        if self.days_ago >= 0:
            day -= datetime.timedelta(days=(now.astimezone(zone).weekday() - WEDNESDAY) % 7)
        moment = datetime.datetime.combine(day, datetime.time.fromisoformat(self.at), tzinfo=zone)
        while self.days_ago >= 0 and moment + self._talk() > now:
            moment -= datetime.timedelta(weeks=1)
        return moment

    def _talk(self) -> datetime.timedelta:
        """How long people went on about it."""
        minutes = sum(comment.minutes for comment in self.comments)
        return datetime.timedelta(minutes=max(minutes, *(update.hours * 60 for update in self.updates), 0))


def site() -> dict[str, Any]:
    """The site's settings, and the tables of its accounts, authors and categories."""
    return tomllib.loads((FOLDER / "site.toml").read_text(encoding="utf-8"))


def posts() -> list[EntryText]:
    """All posts, drafts before the others, oldest first: ids then follow the order of writing."""
    return sorted(_entries("posts"), key=_age, reverse=True)


def pages() -> list[EntryText]:
    """All pages, in the order of the menu; a page comes after the one it stands below."""
    return sorted(_entries("pages"), key=lambda page: page.menu_order)


def picture(name: str) -> tuple[bytes, dict[str, str]]:
    """The file of that name, and the words (alt, caption, credit) that belong to it."""
    words = tomllib.loads((FOLDER / "pictures" / "words.toml").read_text(encoding="utf-8"))
    return (FOLDER / "pictures" / f"{name}.png").read_bytes(), words[name]


def _age(entry: EntryText) -> tuple[float, str]:
    return (float("inf") if entry.days_ago is None else entry.days_ago, entry.slug)


def _entries(folder: str) -> Iterator[EntryText]:
    for path in sorted((FOLDER / folder).glob("*.md")):
        head, text = path.read_text(encoding="utf-8").removeprefix(_FENCE).split(_FENCE, 1)
        values = tomllib.loads(head)
        values.setdefault("slug", path.stem)
        for name in ("authors", "categories", "tags"):
            values[name] = tuple(values.get(name, ()))
        updates = tuple(UpdateText(**update) for update in values.pop("update", ()))
        yield EntryText(text=text, updates=updates, comments=_comments(path.stem), **values)


def _comments(stem: str) -> tuple[CommentText, ...]:
    """The comments on the post whose file is called ``stem``."""
    path = FOLDER / "comments" / f"{stem}.toml"
    if not path.exists():
        return ()
    return tuple(CommentText(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["comment"])
