"""Every list of posts, one page of it: home, archives, terms and search are made here."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from blog.listings import Entry, Listing, read_entries
from blog.metadata import Subject, of_list
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
    has_lead: bool = False,
    query: str = "",
    may_be_empty: bool = True,
    subject: Subject | None = None,
    **context: Any,
) -> HttpResponse:
    """Answer with page ``number`` of ``listing``; None is its first page, at the list's own address.

    ``pinned`` are ids of posts that stand on top of the first page, and not a second time below; the newest
    of the others is marked as its lead if it ``has_lead``. ``query``
    (with its "?") is carried along by the links to other pages. Raises Http404 past the end, and where an
    empty list is no list (``may_be_empty``). ``subject`` says to machines what the list is
    about; without one they are told nothing of it, and nothing of an empty one.
    """
    if number == 1:
        return HttpResponsePermanentRedirect(f"{listing.url}{query}")
    size, total = request.site_settings.posts_per_page, listing.count()
    pager = Pager(number or 1, page_count(total, size), listing.url, query)
    if pager.number > pager.pages or not (total or may_be_empty):
        raise Http404
    entries = listing.page(offset=(pager.number - 1) * size, limit=size, count=total)
    if pinned:
        entries = [entry for entry in entries if entry.post.pk not in pinned]
    if has_lead and pager.number == 1:
        entries = [replace(entry, is_lead=entry is entries[0]) for entry in entries]
    if pinned:
        entries = [*(replace(entry, is_pinned=True) for entry in read_entries(pinned)), *entries]
    _depend_on_discussions(entries)
    lists = {"entries": entries, "pager": pager, "total": total}
    if subject and entries:
        site = request.site_settings
        lists["metadata"] = of_list(subject, site=site, path=pager.canonical, number=pager.number)
    return render(request, template, lists | context)


def _depend_on_discussions(entries: list[Entry]) -> None:
    """A list shows how many comments each post has."""
    depends_on(*(f"thread:{entry.post.pk}" for entry in entries))
