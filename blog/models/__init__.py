"""The facts the blog is made of. Rules that change them are verbs, elsewhere in this app."""

from .author import Author, AuthorLink
from .marked import Format
from .media import Media
from .post import CommentSwitch, Kind, Page, Post, Status, UpdateNote
from .redirect import Redirect
from .revision import Revision
from .search import SearchWord
from .site import ArchivePeriod, SiteSettings, Stamp
from .taxonomy import Byline, CategorizedPost, Category, ListMonth, Tag, TaggedPost
from .throttle import Throttle
from .user import User

__all__ = [
    "ArchivePeriod",
    "Author",
    "AuthorLink",
    "Byline",
    "CategorizedPost",
    "Category",
    "CommentSwitch",
    "Format",
    "Kind",
    "ListMonth",
    "Media",
    "Page",
    "Post",
    "Redirect",
    "Revision",
    "SearchWord",
    "SiteSettings",
    "Stamp",
    "Status",
    "Tag",
    "TaggedPost",
    "Throttle",
    "UpdateNote",
    "User",
]
