"""Full-text search, newest first, on FTS5 or PostgreSQL.

    from blog.search import index, search, SearchResults

``index(posts)`` is called by ``blog.derived``; ``search(text)`` answers readers, ``matching_ids(text)`` the
desk; ``highlight(text, query)`` marks what was found. ``open_index`` makes an index of other rows.
"""

from blog.search.base import Document, SearchIndex
from blog.search.excerpts import highlight, snippet
from blog.search.index import open_index
from blog.search.posts import CAP, Hit, SearchResults, index, matching_ids, prune, remove, search
from blog.search.query import Query, parse

__all__ = [
    "CAP",
    "Document",
    "Hit",
    "Query",
    "SearchIndex",
    "SearchResults",
    "highlight",
    "index",
    "matching_ids",
    "open_index",
    "parse",
    "prune",
    "remove",
    "search",
    "snippet",
]
