"""Reads one page of a post's discussion, in a number of queries that depends on nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Max
from django.utils import timezone

from blog.models import Author, Post, User
from blog.pagecache import valid_until

from . import threads
from .models import Comment, CommentQuerySet, DiscussionSettings
from .places import Place, View
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
    "created_at",
    "edited_at",
    "html",
)


class NoSuchPageError(Exception):
    """The discussion has no such page."""


@dataclass(frozen=True)
class Discussion:
    """What stands on one page of a discussion.

    ``pages`` counts the pages of this view, ``continued`` leads from threads (the pk of the root) to the
    place where they go on, ``author_ids`` are the accounts of the post's authors.
    """

    place: Place
    pages: int
    items: list[Item]
    author_ids: frozenset[int]
    continued: Mapping[int, Place] = field(default_factory=dict)

    @property
    def post(self) -> Post:
        return self.place.post

    @property
    def previous(self) -> Place | None:
        return self.place.on(self.place.page - 1) if self.place.page > 1 else None

    @property
    def next(self) -> Place | None:
        return self.place.on(self.place.page + 1) if self.place.page < self.pages else None

    @property
    def last(self) -> Place | None:
        """The last page, where it isn't the next one anyway."""
        return self.place.on(self.pages) if self.place.page + 1 < self.pages else None

    def holds(self, comment: Comment) -> bool:
        return any(item.row.pk == comment.pk for item in self.items)


def read(place: Place) -> Discussion:
    """Read the page at ``place``. Raises NoSuchPageError where there is none; page 1 is always there."""
    if place.view is View.FLAT:
        return _read_flat(place)
    if place.view is View.THREAD:
        return _read_thread(place)
    return _read_threaded(place)


def row_of(comment: Comment) -> Row:
    """Return one comment as a page shows it. Raises IndexError where it has never been public."""
    return _rows(Comment.objects.filter(pk=comment.pk))[0]


def refusal_for(user: User | None, post: Post, settings: DiscussionSettings) -> Refusal | None:
    """Return why ``user`` can't comment on ``post`` now, and tell the page being made when that changes."""
    now = timezone.now()
    closing = comments_close_at(post, settings)
    if closing is not None and closing > now:
        valid_until(closing)
    return may_comment(post, user, settings, now)


def _read_threaded(place: Place) -> Discussion:
    comments = Comment.objects.filter(post=place.post)
    pages = threads.page_of_thread(_highest(comments, "thread_number"))
    first, last = _span(place, pages, threads.THREADS_PER_PAGE)
    roots = _rows(comments.filter(thread_number__range=(first, last)))
    # One more than is shown, to know whether the thread goes on.
    wanted = (1, threads.REPLIES_PER_PAGE + 1)
    replies = _rows(
        Comment.objects.filter(root__in=[root.pk for root in roots], thread_position__range=wanted)
    )
    more = {reply.root_id for reply in replies if reply.thread_position == wanted[1]}
    continued = {root.pk: Place(place.post, View.THREAD, 2, root.number) for root in roots if root.pk in more}
    shown = [reply for reply in replies if reply.thread_position != wanted[1]]
    items = threads.arrange(roots + shown, continued)
    return Discussion(place, pages, items, author_ids(place.post), continued)


def _read_flat(place: Place) -> Discussion:
    comments = Comment.objects.filter(post=place.post)
    pages = threads.page_of_number(_highest(comments, "number"))
    rows = _rows(comments.filter(number__range=_span(place, pages, threads.COMMENTS_PER_FLAT_PAGE)))
    return Discussion(place, pages, threads.line_up(rows), author_ids(place.post))


def _read_thread(place: Place) -> Discussion:
    roots = _rows(
        Comment.objects.filter(post=place.post, number=place.root_number, thread_number__isnull=False)
    )
    replies = Comment.objects.filter(root__in=[root.pk for root in roots])
    pages = threads.page_of_position(_highest(replies, "thread_position"))
    positions = _span(place, pages, threads.REPLIES_PER_PAGE)
    rows = roots + _rows(replies.filter(thread_position__range=positions))
    return Discussion(place, pages, threads.arrange(rows), author_ids(place.post))


def _highest(comments: CommentQuerySet, column: str) -> int:
    """Return the highest number given so far, or 1 where there is none."""
    return comments.aggregate(highest=Max(column))["highest"] or 1


def _span(place: Place, pages: int, size: int) -> tuple[int, int]:
    if not 1 <= place.page <= pages:
        raise NoSuchPageError
    return threads.span(place.page, size)


def _rows(comments: CommentQuerySet) -> list[Row]:
    """Read those of ``comments`` that have been public, each with what is said of its parent."""
    return [Row(*values) for values in comments.numbered().values_list(*_COLUMNS)]


def author_ids(post: Post) -> frozenset[int]:
    """Return the accounts of the post's authors, whose comments are marked."""
    ids = Author.objects.filter(posts=post, user__isnull=False).values_list("user_id", flat=True)
    return frozenset(pk for pk in ids if pk is not None)
