"""Where comments stand: the pages of a discussion, their addresses, and the page of one comment."""

from dataclasses import dataclass
from enum import Enum

from blog.models import Post

from . import threads
from .models import Comment


class View(Enum):
    """The three kinds of page a discussion has."""

    THREADED = "threaded"
    FLAT = "flat"
    # The further replies of a thread that is too long for a threaded page.
    THREAD = "thread"


@dataclass(frozen=True)
class Place:
    """One page of the discussion of ``post``. ``root_number`` says which thread, for ``View.THREAD``."""

    post: Post
    view: View = View.THREADED
    page: int = 1
    root_number: int = 0

    @property
    def address(self) -> str:
        base = self.post.get_absolute_url()
        if self.view is View.THREAD:
            return f"{base}comments/thread/{self.root_number}/page/{self.page}/"
        if self.view is View.FLAT:
            return f"{base}comments/flat/" + (f"{self.page}/" if self.page > 1 else "")
        return base + (f"comments/{self.page}/" if self.page > 1 else "")

    def on(self, page: int) -> "Place":
        """Return another page of the same view; a thread's first one is where the thread begins."""
        return Place(self.post, self.view, page, self.root_number)


def place_of(comment: Comment) -> Place | None:
    """Return the page on which ``comment`` has stood since it was first public; None if it never was."""
    if comment.number is None:
        return None
    if comment.thread_number is not None:
        return Place(comment.post, page=threads.page_of_thread(comment.thread_number))
    if comment.root is None or comment.root.thread_number is None or comment.thread_position is None:
        # Its thread has been deleted, or has never begun.
        return Place(comment.post, View.FLAT, threads.page_of_number(comment.number))
    page = threads.page_of_position(comment.thread_position)
    if page == 1:
        return Place(comment.post, page=threads.page_of_thread(comment.root.thread_number))
    return Place(comment.post, View.THREAD, page, comment.root.number or 0)


def anchor(pk: int) -> str:
    return f"#comment-{pk}"
