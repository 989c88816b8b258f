"""Reads one page of a post's discussion, in a number of queries that depends on nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from blog.models import Author, Post, User
from blog.pagecache import valid_until
from blog.statements import Given, Statement

from . import answers, closing, threads
from .answers import Answer
from .models import Comment, DiscussionSettings
from .places import LAST, Place, View, Way, default_way, fits_one_page, highest
from .policies import Refusal, comments_close_at, may_comment
from .threads import Item, Row

# In the order of Row's fields.
_COLUMNS = (
    "pk",
    "number",
    "status",
    "thread_number",
    "thread_position",
    "root_id",
    "parent_id",
    "parent__number",
    "parent__status",
    "parent__author_name",
    "author_name",
    "author_url",
    "user_id",
    Cast("created_at", TextField()),
    "edited_at",
    "withdrawn_at",
    "closed_at",
    "parent__closed_at",
    "root__closed_at",
    "html",
)
_POST, _SPAN = Given("post"), (Given("first"), Given("last"))


def _rows_with(*which: Q) -> Statement[Comment]:
    """The comments that have been public, of those asked for, each with what is said of its parent."""
    return Statement(lambda: Comment.objects.numbered().filter(*which).values_list(*_COLUMNS))


_ONE = _rows_with(Q(pk=Given("pk")))
_NUMBERED = _rows_with(Q(post=_POST, number__range=_SPAN))
_ROOTS = _rows_with(Q(post=_POST, thread_number__range=_SPAN))
_ROOT = _rows_with(Q(post=_POST, number=Given("number"), thread_number__isnull=False))
_REPLIES = _rows_with(Q(root__in=Given("roots", is_many=True), thread_position__range=_SPAN))
_AUTHOR_IDS = Statement(
    lambda: Author.objects.filter(posts=_POST, user__isnull=False).order_by().values_list("user_id")
)


class NoSuchPageError(Exception):
    """The discussion has no such page."""


class OnOnePageError(Exception):
    """All comments of the post stand on one page, and this would be another."""


@dataclass(frozen=True)
class Discussion:
    """What stands on one page of a discussion.

    ``number`` is that of the page, also where its place says "the last one"; ``pages`` counts those of this
    view. ``continued`` leads from threads (the pk of the root) to the place where they go on, ``answers``
    from comments (by pk) to those that answer them elsewhere. ``author_ids`` are the accounts of the post's
    authors.
    """

    place: Place
    number: int
    pages: int
    items: list[Item]
    author_ids: frozenset[int]
    settings: DiscussionSettings
    continued: Mapping[int, Place] = field(default_factory=dict)
    answers: Mapping[int, tuple[Answer, ...]] = field(default_factory=dict)

    @property
    def post(self) -> Post:
        return self.place.post

    @property
    def previous(self) -> Place | None:
        """The page before this one, for those who read this way."""
        return self._page(self.number + 1 if self.place.newest_first else self.number - 1)

    @property
    def next(self) -> Place | None:
        return self._page(self.number - 1 if self.place.newest_first else self.number + 1)

    @property
    def last(self) -> Place | None:
        """The page on which this way ends, where it isn't the next one anyway."""
        end = 1 if self.place.newest_first else self.pages
        return self._page(end) if abs(end - self.number) > 1 else None

    def _page(self, number: int) -> Place | None:
        if not 1 <= number <= self.pages:
            return None
        is_begin = self.place.newest_first and number == self.pages
        return self.place.on(LAST if is_begin else number)

    @property
    def canonical(self) -> str:
        """The address by which search engines know what stands here: that of the same page in order."""
        if self.place.view is View.THREAD:
            return self.place.address
        is_flat = default_way(self.settings).is_flat
        ordered = Place(
            self.post, self.place.view, self.number, home=Way.of(is_flat=is_flat, newest_first=False)
        )
        return (
            self.post.get_absolute_url()
            if ordered.way is Way.THREADS and ordered.is_first
            else ordered.address
        )

    def holds(self, comment: Comment) -> bool:
        return any(item.row.pk == comment.pk for item in self.items)


def read(place: Place, settings: DiscussionSettings | None = None) -> Discussion:
    """Read the page at ``place``, as ``settings`` (the current ones) want pages to be.

    Raises NoSuchPageError where there is none; page 1 is always there. Raises OnOnePageError for all pages
    but the one on which one begins where that holds all comments.
    """
    settings = settings or DiscussionSettings.current()
    if fits_one_page(place.post, settings):
        return _read_whole(place, settings)
    if place.view is View.FLAT:
        return _read_flat(place, settings)
    if place.view is View.THREAD:
        return _read_thread(place, settings)
    return _read_threaded(place, settings)


def row_of(comment: Comment) -> Row:
    """Return one comment as a page shows it. Raises IndexError where it has never been public."""
    return _rows(_ONE, pk=comment.pk)[0]


def refusal_for(user: User | None, post: Post, settings: DiscussionSettings) -> Refusal | None:
    """Return why ``user`` can't comment on ``post`` now, and tell the page being made when that changes."""
    now = timezone.now()
    closing = comments_close_at(post, settings)
    if closing is not None and closing > now:
        valid_until(closing)
    return may_comment(post, user, settings, now)


def _read_whole(place: Place, settings: DiscussionSettings) -> Discussion:
    """Read all comments; without a page that there could not be, however they were paged."""
    if not place.is_first:
        _number_of(place, threads.MOST_ON_ONE_PAGE)
        raise OnOnePageError
    rows = _rows(_NUMBERED, post=place.post.pk, first=1, last=threads.MOST_ON_ONE_PAGE)
    arranged = threads.line_up if place.view is View.FLAT else threads.arrange
    return _discussion(place, 1, 1, arranged(rows, newest_first=place.newest_first), settings)


def _read_threaded(place: Place, settings: DiscussionSettings) -> Discussion:
    pages = threads.page_of_thread(highest("thread_number", place.post.pk))
    number = _number_of(place, pages)
    first, last = threads.span(number, threads.THREADS_PER_PAGE)
    roots = _rows(_ROOTS, post=place.post.pk, first=first, last=last)
    # One more than is shown, to know whether the thread goes on.
    one_more = threads.REPLIES_PER_PAGE + 1
    replies = _rows(_REPLIES, roots=[root.pk for root in roots], first=1, last=one_more)
    more = {reply.root_id for reply in replies if reply.thread_position == one_more}
    continued = {
        root.pk: Place(place.post, View.THREAD, 2, root.number, home=place.home)
        for root in roots
        if root.pk in more
    }
    shown = [reply for reply in replies if reply.thread_position != one_more]
    rows = roots + shown
    items = threads.arrange(
        rows, continued, newest_first=place.newest_first, closed_elsewhere=_closed_elsewhere(rows)
    )
    asked = [item for item in items if item.row.root_id in continued]
    return _discussion(place, number, pages, items, settings, asked, continued)


def _read_flat(place: Place, settings: DiscussionSettings) -> Discussion:
    pages = threads.page_of_number(highest("number", place.post.pk))
    number = _number_of(place, pages)
    first, last = threads.span(number, threads.COMMENTS_PER_FLAT_PAGE)
    rows = _rows(_NUMBERED, post=place.post.pk, first=first, last=last)
    closed = _closed_elsewhere(rows)
    items = threads.line_up(rows, newest_first=place.newest_first, closed_elsewhere=closed)
    return _discussion(place, number, pages, items, settings, items if pages > 1 else ())


def _read_thread(place: Place, settings: DiscussionSettings) -> Discussion:
    roots = _rows(_ROOT, post=place.post.pk, number=place.root_number)
    pages = threads.page_of_position(highest("thread_position", roots[0].pk) if roots else 1)
    number = _number_of(place, pages)
    first, last = threads.span(number, threads.REPLIES_PER_PAGE)
    rows = roots + _rows(_REPLIES, roots=[root.pk for root in roots], first=first, last=last)
    items = threads.arrange(rows, closed_elsewhere=_closed_elsewhere(rows))
    asked = [item for item in items if item.level > 0]
    return _discussion(place, number, pages, items, settings, asked)


def _discussion(
    place: Place,
    number: int,
    pages: int,
    items: list[Item],
    settings: DiscussionSettings,
    asked: Iterable[Item] = (),
    continued: Mapping[int, Place] | None = None,
) -> Discussion:
    """Put a page together; comments ``asked`` about may have answers on other pages."""
    return Discussion(
        place=place,
        number=number,
        pages=pages,
        items=items,
        author_ids=author_ids(place.post),
        settings=settings,
        continued=continued or {},
        answers=_answers(items, asked),
    )


def _answers(items: list[Item], asked: Iterable[Item]) -> dict[int, tuple[Answer, ...]]:
    here = answers.on_page(items)
    pks = [item.row.pk for item in asked if len(here.get(item.row.pk, ())) <= answers.MOST]
    return answers.joined(here, answers.elsewhere(pks, {item.row.pk for item in items}) if pks else {})


def _closed_elsewhere(rows: Sequence[Row]) -> set[int]:
    """Which comments that are answered here, and stand elsewhere, nobody can answer; what no row tells."""
    here = {row.pk for row in rows}
    asked = {
        row.parent_id: row.root_id
        for row in rows
        if row.parent_id is not None
        and row.parent_id not in here
        and row.root_id is not None
        and row.root_id != row.parent_id
        and not row.is_closed
    }
    return closing.closed_among(asked) if asked else set()


def _number_of(place: Place, pages: int) -> int:
    number = pages if place.page == LAST else place.page
    if not 1 <= number <= pages:
        raise NoSuchPageError
    return number


def _rows(which: Statement[Comment], **given: Any) -> list[Row]:
    return list(map(Row._make, which.unread_rows(**given)))


def author_ids(post: Post) -> frozenset[int]:
    """Return the accounts of the post's authors, whose comments are marked."""
    return frozenset(pk for (pk,) in _AUTHOR_IDS.rows(post=post.pk))
