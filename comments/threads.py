"""Threads as flat lists: which comments a page shows, in which order, and where lists open and close.

Pure: rows in, items out. No query, and no recursion, which Python ends at depth 1,000 and Django's
templates before 100; a thread of any depth is one list of items, each of which says how many lists are
opened or closed before it.

The arithmetic of pages is here too. A comment's page follows from the numbers it was given when it was
first public, so it never changes, whatever is written, removed or restored later.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import NamedTuple

from .models import CommentStatus

THREADS_PER_PAGE = 25
COMMENTS_PER_FLAT_PAGE = 100
# Where the settings want all comments of a post on one page: more of them stand on pages all the same.
MOST_ON_ONE_PAGE = 2_000
# Replies of one thread on one page; the next ones stand behind "continue this thread".
REPLIES_PER_PAGE = 200
# Replies are indented this often. Deeper ones stand straight below each other, and "in reply to" leads on.
MAX_INDENT = 5
APPROVED = CommentStatus.APPROVED.value
_NUMBER = attrgetter("number")


def moment_of(written: str) -> datetime:
    """Read a time as the database writes it: in UTC where it says nothing."""
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Row(NamedTuple):
    """One numbered comment, as it comes from the database for a page.

    ``written`` is a time as text: a page of cards that are kept reads none of them. Of the other times it
    counts only whether they are there. ``parent_*`` are of the comment it answers, wherever that stands;
    ``parent_number`` is None where there is none, or where it has never been public. ``*closed_at`` say since
    when nobody can answer it, its parent, its root, or what stands below them; ``withdrawn_at``, when its own
    author deleted it.
    """

    pk: int
    number: int
    status: str
    thread_number: int | None
    thread_position: int | None
    root_id: int | None
    parent_id: int | None
    parent_number: int | None
    parent_status: str | None
    parent_name: str | None
    name: str
    url: str
    user_id: int | None
    written: str
    edited_at: datetime | None
    withdrawn_at: datetime | None
    closed_at: datetime | None
    parent_closed_at: datetime | None
    root_closed_at: datetime | None
    html: str

    @property
    def created_at(self) -> datetime:
        return moment_of(self.written)

    @property
    def is_visible(self) -> bool:
        return self.status == APPROVED

    @property
    def answers_visible(self) -> bool:
        return self.parent_status == APPROVED

    @property
    def is_closed(self) -> bool:
        """Whether nobody can answer it, as far as the comment, its parent and its root say."""
        return bool(self.closed_at or self.parent_closed_at or self.root_closed_at)


class Item(NamedTuple):
    """A row in its place: before it, ``closes`` nested lists end or (``opens``) one begins.

    ``parent_is_here``: the comment it answers stands on the same page. ``is_closed``: nobody can answer it,
    since it, or one above it, has been closed.
    """

    row: Row
    level: int = 0
    opens: bool = False
    closes: int = 0
    parent_is_here: bool = False
    is_closed: bool = False


def page_of_thread(thread_number: int) -> int:
    """Return the threaded page on which a thread begins."""
    return (thread_number - 1) // THREADS_PER_PAGE + 1


def page_of_number(number: int) -> int:
    """Return the flat page of a comment."""
    return (number - 1) // COMMENTS_PER_FLAT_PAGE + 1


def page_of_position(thread_position: int) -> int:
    """Return the page of its thread on which a reply stands; page 1 is the threaded page itself."""
    return (thread_position - 1) // REPLIES_PER_PAGE + 1


def span(page: int, size: int) -> tuple[int, int]:
    """Return the first and the last number of ``page``.

    >>> span(2, 25)
    (26, 50)
    """
    return (page - 1) * size + 1, page * size


def arrange(
    rows: Iterable[Row],
    continued: Collection[int] = (),
    *,
    newest_first: bool = False,
    closed_elsewhere: Collection[int] = (),
) -> list[Item]:
    """Put threads together: roots by ``thread_number``, each followed by its replies, depth first.

    Newest first, the threads stand in the opposite order; replies never do.

    A reply whose parent is not among ``rows`` stands directly below its root; one whose root is not
    there either is left out. A comment that is no longer visible stays, as a tombstone, while something
    visible stands below it, or (``continued``, pks of roots) may do so on the thread's further pages.
    ``closed_elsewhere`` are comments not among ``rows`` that nobody can answer.
    """
    ordered = sorted(rows, key=_NUMBER)
    children = _children(ordered)
    shown = _shown(ordered, _parents(children)) | set(continued)
    roots = [row for row in ordered if row.thread_number is not None]
    roots.sort(key=lambda row: row.thread_number or 0, reverse=newest_first)
    return _with_marks(_walk(roots, children), shown, _closed(ordered, closed_elsewhere))


def line_up(
    rows: Iterable[Row], *, newest_first: bool = False, closed_elsewhere: Collection[int] = ()
) -> list[Item]:
    """Put the comments of a flat page in order of their numbers, tombstones only where answered here."""
    ordered = sorted(rows, key=_NUMBER, reverse=newest_first)
    answered = {row.parent_id for row in ordered if row.is_visible}
    here = [row for row in ordered if row.is_visible or row.pk in answered]
    pks = {row.pk for row in here}
    closed = _closed(ordered, closed_elsewhere)
    return [Item(row, parent_is_here=row.parent_id in pks, is_closed=row.pk in closed) for row in here]


def _children(ordered: Sequence[Row]) -> dict[int, list[Row]]:
    """Group replies by what they stand below: their parent, or else their root."""
    threads = {row.pk: row.pk if row.thread_number is not None else row.root_id for row in ordered}
    children: dict[int, list[Row]] = {}
    for row in ordered:
        if row.thread_number is not None or row.root_id is None:
            continue
        same_thread = row.parent_id is not None and threads.get(row.parent_id) == row.root_id
        above = row.parent_id if same_thread and row.parent_id is not None else row.root_id
        children.setdefault(above, []).append(row)
    return children


def _parents(children: dict[int, list[Row]]) -> dict[int, int]:
    return {row.pk: above for above, rows in children.items() for row in rows}


def _shown(rows: Sequence[Row], parents: dict[int, int]) -> set[int]:
    """Return the visible comments and everything above them; each is marked once."""
    shown: set[int] = set()
    for row in rows:
        pk: int | None = row.pk if row.is_visible else None
        while pk is not None and pk not in shown:
            shown.add(pk)
            pk = parents.get(pk)
    return shown


def _closed(rows: Iterable[Row], elsewhere: Collection[int]) -> set[int]:
    """Return those which nobody can answer, as far as these rows tell; parents may come after."""
    parents = {row.pk: row.parent_id for row in rows}
    closed = {row.pk for row in rows if row.is_closed or row.parent_id in elsewhere}
    if not closed:
        return closed
    open_ones: set[int] = set()
    for pk in parents:
        chain: list[int] = []
        at: int | None = pk
        while at in parents and at not in closed and at not in open_ones:
            chain.append(at)
            at = parents[at]
        (closed if at in closed else open_ones).update(chain)
    return closed


def _walk(roots: Sequence[Row], children: dict[int, list[Row]]) -> Iterable[tuple[Row, int]]:
    """Yield every row with its depth, depth first, from a stack of our own."""
    stack = [(row, 0) for row in reversed(roots)]
    while stack:
        row, depth = stack.pop()
        yield row, depth
        if below := children.get(row.pk):
            stack += [(reply, depth + 1) for reply in reversed(below)]


def _with_marks(walked: Iterable[tuple[Row, int]], shown: set[int], closed: set[int]) -> list[Item]:
    items: list[Item] = []
    before = 0
    for row, depth in walked:
        if row.pk not in shown:
            continue
        level = depth if depth < MAX_INDENT else MAX_INDENT
        items.append(
            Item(
                row,
                level,
                level > before,  # opens
                before - level if before > level else 0,  # closes
                row.parent_id in shown,
                row.pk in closed,
            )
        )
        before = level
    return items
