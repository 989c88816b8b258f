"""Every list of posts, one page of it: home, archives, terms and search are made here."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from blog.listings import Entry, Listing, read_entries
from blog.pagecache import depends_on

from .reading import ReaderRequest

# Numbers shown on each side of the current one.
_AROUND = 2


@dataclass(frozen=True)
class Pager:
    """Where one page stands among the numbered pages of a list."""

    number: int
    pages: int
    url: str
    query: str = ""

    def address(self, number: int) -> str:
        return f"{self.url}{self.query}" if number == 1 else f"{self.url}page/{number}/{self.query}"

    @property
    def canonical(self) -> str:
        return self.address(self.number)

    @property
    def newer(self) -> str:
        return self.address(self.number - 1) if self.number > 1 else ""

    @property
    def older(self) -> str:
        return self.address(self.number + 1) if self.number < self.pages else ""

    @property
    def steps(self) -> list[tuple[int, str] | None]:
        """The numbers to show with their addresses; None stands for a gap."""
        near = range(max(1, self.number - _AROUND), min(self.pages, self.number + _AROUND) + 1)
        steps: list[tuple[int, str] | None] = []
        last = 0
        for number in sorted({1, *near, self.pages}):
            if number > last + 1:
                steps.append(None)
            steps.append((number, self.address(number)))
            last = number
        return steps


def page_count(total: int, size: int) -> int:
    """Return how many pages of ``size`` hold ``total`` posts; an empty list has one, to say so."""
    return max(1, -(-total // size))


def render_post_list(
    request: ReaderRequest,
    listing: Listing,
    *,
    number: int | None = None,
    template: str = "blog/list.html",
    pinned: tuple[int, ...] = (),
    query: str = "",
    may_be_empty: bool = True,
    **context: Any,
) -> HttpResponse:
    """Answer with page ``number`` of ``listing``; None is its first page, at the list's own address.

    ``pinned`` are ids of posts that stand on top of the first page, and not a second time below. ``query``
    (with its "?") is carried along by the links to other pages. Raises Http404 past the end, and where an
    empty list is no list (``may_be_empty``).
    """
    if number == 1:
        return HttpResponsePermanentRedirect(f"{listing.url}{query}")
    size, total = request.site_settings.posts_per_page, listing.count()
    pager = Pager(number or 1, page_count(total, size), listing.url, query)
    if pager.number > pager.pages or not (total or may_be_empty):
        raise Http404
    entries = listing.page(offset=(pager.number - 1) * size, limit=size, count=total)
    if pinned:
        entries = [*read_entries(pinned), *(entry for entry in entries if entry.post.pk not in pinned)]
    _depend_on_discussions(entries)
    lists = {"entries": entries, "pinned": pinned, "pager": pager, "total": total}
    return render(request, template, lists | context)


def _depend_on_discussions(entries: list[Entry]) -> None:
    """A list shows how many comments each post has."""
    depends_on(*(f"thread:{entry.post.pk}" for entry in entries))
