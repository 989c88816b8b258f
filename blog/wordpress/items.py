"""What a WordPress export (WXR) holds, as it stands there: text decoded, nothing judged yet."""

import datetime
from dataclasses import dataclass, field


@dataclass(slots=True)
class WxrAuthor:
    login: str
    email: str = ""
    name: str = ""
    number: int | None = None


@dataclass(slots=True)
class WxrTerm:
    """A category, tag or other term; ``parent`` is the slug of the one above."""

    taxonomy: str
    slug: str
    name: str
    parent: str = ""
    description: str = ""
    number: int | None = None


@dataclass(slots=True)
class WxrTermRef:
    """A term as an item names it. WXR 1.0 gives no slug."""

    taxonomy: str
    slug: str
    name: str


@dataclass(slots=True)
class WxrComment:
    """A comment. Times carry no zone: ``written`` is the blog's local time, ``written_gmt`` is UTC."""

    number: int | None
    parent: int
    author: str
    email: str
    url: str
    ip: str
    written: datetime.datetime | None
    written_gmt: datetime.datetime | None
    content: str
    approved: str
    comment_type: str
    user: int


@dataclass(slots=True)
class WxrItem:
    """A post, page, attachment, menu entry or whatever else plugins keep among the posts.

    ``address``, ``alt`` and ``measures`` (width and height) are those of an attachment's file.
    """

    number: int | None
    post_type: str
    status: str
    title: str
    slug: str
    link: str
    creator: str
    content: str
    excerpt: str
    published: datetime.datetime | None
    published_gmt: datetime.datetime | None
    listed: datetime.datetime | None
    modified_gmt: datetime.datetime | None
    parent: int
    menu_order: int
    is_sticky: bool
    password: str
    comment_status: str
    terms: list[WxrTermRef] = field(default_factory=list)
    old_slugs: list[str] = field(default_factory=list)
    comments: list[WxrComment] = field(default_factory=list)
    address: str = ""
    alt: str = ""
    measures: tuple[int, int] | None = None

    @property
    def place(self) -> str:
        """How messages name the item."""
        return f"{self.post_type or 'item'} {self.number} “{' '.join(self.title.split())[:60]}”"


Wxr = WxrAuthor | WxrTerm | WxrItem
