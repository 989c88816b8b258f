"""Full-text search, newest first, on FTS5 or PostgreSQL.

    from blog.search import index, search, SearchResults

``index(posts)`` is called by ``blog.derived``; ``search(text)`` answers readers, ``matching_ids(text)`` the
desk, ``titled(text)`` those at a wrong address; ``highlight(text, query)`` marks what was found.
``read_question(parameters)`` understands an address, ``facets_of`` and ``suggest`` lead on from there.
``open_index`` makes an index of other rows.
"""

from blog.search.base import Document, Scope, SearchIndex
from blog.search.excerpts import highlight, snippet
from blog.search.facets import Facet, facets_of
from blog.search.index import open_index
from blog.search.posts import (
    CAP,
    Hit,
    SearchResults,
    index,
    matching_ids,
    prune,
    remove,
    search,
    titled,
    titled_sql,
)
from blog.search.query import Query, parse
from blog.search.question import Question, read_question
from blog.search.spelling import suggest

__all__ = [
    "CAP",
    "Document",
    "Facet",
    "Hit",
    "Query",
    "Question",
    "Scope",
    "SearchIndex",
    "SearchResults",
    "facets_of",
    "highlight",
    "index",
    "matching_ids",
    "open_index",
    "parse",
    "prune",
    "read_question",
    "remove",
    "search",
    "snippet",
    "suggest",
    "titled",
    "titled_sql",
]
