"""What a page was made from, recorded exactly enough to know when it is stale.

A page is made inside :func:`snapshot`. While it is rendered, whatever it shows says so with
:func:`depends_on`, and whatever looks at the clock says with :func:`valid_until` when its answer
changes. The stamps of those keys are read in the same snapshot as the data, so a page can never
carry old data with a new stamp. Verbs change the stamps, with :func:`invalidate`, in the transaction
that changes the content.

Keys: ``site`` (settings, site menu) · ``lists`` (home, archives, feeds, sitemap) · ``year:2007`` (which posts
the archive has of that year, and when they changed) · ``order``
(which post follows which, changed by bulk work only) · ``schedule`` (what
becomes public when) · ``terms`` (names and addresses of categories and tags) · ``authors`` (names,
bios) · ``category:ID``, ``tag:ID``, ``author:ID`` (which posts they list) · ``post:ID`` · ``thread:ID``
(the comments of a post).
"""

from .dependencies import (
    Dependencies,
    depends_on,
    known_tokens,
    never_stored,
    snapshot,
    tokens_of,
    valid_since,
    valid_until,
)
from .kept import KeptOfEach, kept_while
from .stamps import changes, invalidate

__all__ = [
    "Dependencies",
    "KeptOfEach",
    "changes",
    "depends_on",
    "invalidate",
    "kept_while",
    "known_tokens",
    "never_stored",
    "snapshot",
    "tokens_of",
    "valid_since",
    "valid_until",
]
