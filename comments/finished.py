"""The page of a discussion that everybody sees, finished: kept under the stamps of all that it shows.

What one reader alone gets there, and what stands around the comments, isn't part of it.
"""

from collections.abc import Mapping
from sys import getsizeof
from typing import NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from blog.compression import Part
from blog.keeping import Kept
from blog.pagecache import tokens_of

from . import cards, metadata
from .discussion import Discussion, read
from .models import DiscussionSettings
from .places import Place, View, Way

# Bytes, of each worker process: the fullest usual page, or those of a dozen posts with two hundred comments.
ROOM = 3 * 2**20
# What one takes beside its HTML: its numbers and tokens.
_BESIDE = 1_000


class Finished(NamedTuple):
    """``html`` is put into the page when that is done."""

    number: int
    pages: int
    html: Part
    metadata_script: SafeString


class _Shown(NamedTuple):
    """All that a page for everybody depends on: rows by their ``tokens``, and what isn't in the database."""

    tokens: tuple[str, ...]
    view: View
    page: int
    root_number: int
    newest_first: bool
    home: Way
    can_be_answered: bool
    is_public: bool
    language: str | None
    time_zone: str


def for_everybody(place: Place, settings: DiscussionSettings, *, can_be_answered: bool) -> Finished:
    """Read and finish the page at ``place``, or return what was kept of it, if nothing has changed."""
    post = place.post
    tokens = tokens_of("authors", "site", "terms", f"post:{post.pk}", f"thread:{post.pk}")
    if tokens is None:
        return finish(read(place, settings), can_be_answered=can_be_answered)
    shown = _Shown(
        tokens,
        place.view,
        place.page,
        place.root_number,
        place.newest_first,
        place.home,
        can_be_answered,
        post.is_public,
        get_language(),
        timezone.get_current_timezone_name(),
    )
    return _kept(shown, place, settings)


def finish(
    discussion: Discussion, *, can_be_answered: bool, beside: Mapping[int | None, str] | None = None
) -> Finished:
    """Put a page into HTML, with what this reader gets ``beside`` the cards."""
    html = cards.render_discussion(discussion, can_be_answered=can_be_answered, beside=beside)
    script = metadata.script_of(discussion)
    return Finished(discussion.number, discussion.pages, Part(html.encode()), script)


def _made(shown: _Shown, place: Place, settings: DiscussionSettings) -> Finished:
    return finish(read(place, settings), can_be_answered=shown.can_be_answered)


def _size_of(_shown: _Shown, finished: Finished) -> int:
    # Compressed as well, to about a seventh.
    return getsizeof(finished.html.plain) * 8 // 7 + getsizeof(finished.metadata_script) + _BESIDE


_kept = Kept(_made, room=ROOM, size_of=_size_of)
