"""The archive: its overview, and the list of every year, month and day."""

import datetime
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format

from blog import archives, listings
from blog.models.site import Level
from blog.pagecache import depends_on, valid_until

from .lists import render_post_list
from .reading import ReaderRequest, reader_page


@reader_page
def overview(request: ReaderRequest) -> HttpResponse:
    """List every year and month that holds public posts, with their numbers."""
    depends_on("lists", "schedule")
    valid_until(archives.next_change())
    months = groupby(archives.periods(Level.MONTH), key=lambda month: month.parts[0])
    by_year = {year: list(group) for year, group in months}
    years = [(year, by_year.get(year.parts[0], [])) for year in archives.periods(Level.YEAR)]
    return render(request, "blog/archive.html", {"years": years})


@reader_page
def period(
    request: ReaderRequest,
    year: int,
    month: int | None = None,
    day: int | None = None,
    number: int | None = None,
) -> HttpResponse:
    """List the posts of a year, month or day that has any."""
    try:
        first_day = datetime.date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise Http404 from None
    name = first_day.isoformat()[: 10 if day else 7 if month else 4]
    return render_post_list(
        request,
        listings.posts_of_period(name),
        number=number,
        may_be_empty=False,
        template="blog/period.html",
        heading=_heading(first_day, name),
        parents=_parents(first_day, name),
        periods=_below(name),
    )


def _heading(first_day: datetime.date, name: str) -> str:
    formats = {4: "Y", 7: "YEAR_MONTH_FORMAT", 10: "DATE_FORMAT"}
    return date_format(first_day, formats[len(name)])


def _parents(first_day: datetime.date, name: str) -> list[listings.Link]:
    """The year of a month, the year and the month of a day."""
    above = [name[:length] for length in (4, 7) if length < len(name)]
    return [listings.Link(_heading(first_day, part), listings.period_url(part)) for part in above]


def _below(name: str) -> list[archives.Period]:
    """The months of a year, the days of a month."""
    if len(name) == len("2007-02-03"):
        return []
    return archives.periods(Level.MONTH if len(name) == len("2007") else Level.DAY, below=f"{name}-")
