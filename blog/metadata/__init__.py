"""What a page says of itself to machines: its canonical address, link previews, and its content as JSON-LD.

    from blog.metadata import Metadata, of_post, of_list, about_blog, about_term, about_period

Everything is worked out from rows that the page has read for itself; nothing here asks the database. A page
that not everybody may read has no metadata at all.
"""

from .pages import Metadata, of_list, of_post
from .schema import identity_of, script, script_of, written
from .subjects import Subject, about_blog, about_period, about_term
from .words import shortened

__all__ = [
    "Metadata",
    "Subject",
    "about_blog",
    "about_period",
    "about_term",
    "identity_of",
    "of_list",
    "of_post",
    "script",
    "script_of",
    "shortened",
    "written",
]
