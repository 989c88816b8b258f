"""Where comments stand: the pages of a discussion, their addresses, and the page of one comment.

A discussion can be read in four ways. Which of them the post's own address shows is the blog's setting, or
what a reader has asked to be remembered; every way has addresses of its own besides.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from functools import cache

from django.http import HttpRequest
from django.urls import reverse

from blog.models import Post
from blog.pagecache import never_stored
from blog.statements import Given, Statement

from . import threads
from .models import Comment, DiscussionSettings

COOKIE = "comments_view"
COOKIE_AGE = 365 * 24 * 3600  # seconds
# The number of the last page, whichever that is: where one begins who reads the newest first.
LAST = 0


class View(Enum):
    """The three kinds of page a discussion has."""

    THREADED = "threaded"
    FLAT = "flat"
    # The further replies of a thread that is too long for a threaded page.
    THREAD = "thread"


class Way(StrEnum):
    """How a discussion is read: by thread or one after another, the oldest or the newest first."""

    THREADS = "threads"
    FLAT = "flat"
    NEWEST = "newest"
    FLAT_NEWEST = "flat-newest"

    @classmethod
    def of(cls, *, is_flat: bool, newest_first: bool) -> "Way":
        if is_flat:
            return cls.FLAT_NEWEST if newest_first else cls.FLAT
        return cls.NEWEST if newest_first else cls.THREADS

    @property
    def is_flat(self) -> bool:
        return self in (Way.FLAT, Way.FLAT_NEWEST)

    @property
    def newest_first(self) -> bool:
        return self in (Way.NEWEST, Way.FLAT_NEWEST)

    @property
    def begins_at(self) -> int:
        return LAST if self.newest_first else 1


# Below the post's address and "comments/". Threads in order, the first way there was, have their pages there.
FOLDERS = {Way.THREADS: "", Way.FLAT: "flat/", Way.NEWEST: "newest/", Way.FLAT_NEWEST: "flat/newest/"}


def chosen_way(request: HttpRequest) -> Way | None:
    """Return the way that this reader has asked to be remembered, if any. The only reader of the cookie."""
    try:
        return Way(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None


def default_way(settings: DiscussionSettings) -> Way:
    """Return the way in which everybody else reads."""
    return Way.of(is_flat=settings.flat_first, newest_first=settings.newest_first)


def home_way(request: HttpRequest, settings: DiscussionSettings) -> Way:
    """Return the way in which the post's own address shows its discussion to this reader.

    A page made for a choice is not the page for everybody, so it is not kept.
    """
    chosen = chosen_way(request)
    if chosen is not None:
        never_stored()
    return chosen or default_way(settings)


@dataclass(frozen=True)
class Place:
    """One page of the discussion of ``post``. ``root_number`` says which thread, for ``View.THREAD``.

    Newest first, the pages are the same ones, each turned round, and the last is where one begins.
    ``home`` is the way that the post's own address shows.
    """

    post: Post
    view: View = View.THREADED
    page: int = 1
    root_number: int = 0
    newest_first: bool = False
    home: Way = Way.THREADS

    @property
    def way(self) -> Way:
        return Way.of(is_flat=self.view is View.FLAT, newest_first=self.newest_first)

    @property
    def is_first(self) -> bool:
        """Whether one who reads this way begins here."""
        return self.view is not View.THREAD and self.page == self.way.begins_at

    @property
    def address(self) -> str:
        base = self.post.get_absolute_url()
        if self.view is View.THREAD:
            return f"{base}comments/thread/{self.root_number}/page/{self.page}/"
        if not self.is_first:
            return f"{base}comments/{FOLDERS[self.way]}{self.page}/"
        return base if self.way is self.home else f"{base}comments/{FOLDERS[self.way] or 'threads/'}"

    def on(self, page: int) -> "Place":
        """Return another page of the same view; a thread's first one is where the thread begins."""
        return replace(self, page=page)


def beginning(post: Post, way: Way, home: Way) -> Place:
    """Return the page on which one begins who reads in that way."""
    view = View.FLAT if way.is_flat else View.THREADED
    return Place(post, view, way.begins_at, newest_first=way.newest_first, home=home)


def highest(counter: str, pk: int) -> int:
    """Return the highest number given so far, or 1 where there is none: one step along its index.

    ``counter`` is ``number`` or ``thread_number``, ``pk`` a post; or ``thread_position``, of a root.
    """
    found = _HIGHEST[counter].rows(pk=pk)
    return found[0][0] if found else 1


def _highest_first(counter: str, owner: str) -> Statement[Comment]:
    given = Comment.objects.filter(**{owner: Given("pk"), f"{counter}__isnull": False})
    return Statement(lambda: given.order_by(f"-{counter}").values_list(counter)[:1])


_HIGHEST = {
    counter: _highest_first(counter, owner)
    for counter, owner in (("number", "post"), ("thread_number", "post"), ("thread_position", "root"))
}


def fits_one_page(post: Post, settings: DiscussionSettings) -> bool:
    """Whether all comments of the post stand on one page, however they are read."""
    if not settings.all_on_one_page:
        return False
    return highest("number", post.pk) <= threads.MOST_ON_ONE_PAGE


def place_of(
    comment: Comment, home: Way = Way.THREADS, settings: DiscussionSettings | None = None
) -> Place | None:
    """Return the page on which ``comment`` stands for those who read in the way ``home``.

    Where all of them stand on one page is known from ``settings``. None if it has never been public.
    """
    if comment.number is None:
        return None
    thread = _thread_number(comment)
    way = Way.of(is_flat=home.is_flat or thread is None, newest_first=home.newest_first)
    first = beginning(comment.post, way, home)
    if settings is not None and fits_one_page(comment.post, settings):
        return first
    if way.is_flat or thread is None:
        return _turned(first, "number", threads.page_of_number, comment.number)
    page = threads.page_of_position(comment.thread_position or 1)
    if page > 1 and comment.root is not None:
        return Place(comment.post, View.THREAD, page, comment.root.number or 0, home=home)
    return _turned(first, "thread_number", threads.page_of_thread, thread)


def _thread_number(comment: Comment) -> int | None:
    """The number of the thread it stands in; None where that has been deleted."""
    if comment.thread_number is not None or comment.root is None:
        return comment.thread_number
    return comment.root.thread_number


def _turned(first: Place, counter: str, page_of: Callable[[int], int], number: int) -> Place:
    """The page of ``number``; the last one by its other name, where the newest are read first."""
    page = page_of(number)
    if first.newest_first and page == page_of(highest(counter, first.post.pk)):
        return first
    return first.on(page)


def anchor(pk: int) -> str:
    return f"#comment-{pk}"


def permalink(pk: int) -> str:
    """The permanent address of a comment; a page of them asks for hundreds."""
    before, after = _around_pk()
    return f"{before}{pk}{after}"


@cache
def _around_pk() -> tuple[str, str]:
    before, _, after = reverse("comments:permalink", args=[0]).rpartition("0")
    return before, after
