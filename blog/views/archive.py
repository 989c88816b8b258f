"""The archive: its overview, and the list of every year, month and day."""

import datetime
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from blog import archives, listings
from blog.metadata import Subject, about_period, of_list
from blog.models.site import Level
from blog.pagecache import depends_on, valid_until

from .lists import render_post_list
from .reading import ReaderRequest, reader_page


@reader_page
def overview(request: ReaderRequest) -> HttpResponse:
    """List every year and month that holds public posts, with their numbers."""
    depends_on("lists", "schedule")
    valid_until(archives.next_change())
    months = {month.period: month for month in archives.periods(Level.MONTH)}
    most = max((month.post_count for month in months.values()), default=0)
    years = [(year, _row(year, months, most)) for year in archives.periods(Level.YEAR)]
    subject = Subject(title=_("Archive"), description=_("Every month in which something was written here."))
    metadata = of_list(subject, site=request.site_settings, path=reverse("blog:archive"))
    shown = {"years": years, "month_names": _month_names(), "metadata": metadata}
    return render(request, "blog/archive.html", shown)


@dataclass(frozen=True)
class Cell:
    """A month in the table of the archive: none where it holds no posts, else a tone from 1 to 4."""

    period: archives.Period | None
    strength: int = 0


def _row(year: archives.Period, months: dict[str, archives.Period], most: int) -> tuple[Cell, ...]:
    cells = [months.get(f"{year.period}-{number:02}") for number in range(1, 13)]
    return tuple(Cell(month, -(-4 * month.post_count // most)) if month else Cell(None) for month in cells)


def _month_names() -> list[dict[str, str]]:
    first_days = [datetime.date(2001, number, 1) for number in range(1, 13)]
    return [{"full": date_format(day, "F"), "short": date_format(day, "M")} for day in first_days]


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
    heading, parents = _heading(first_day, name), _parents(first_day, name)
    return render_post_list(
        request,
        listings.posts_of_period(name),
        number=number,
        may_be_empty=False,
        template="blog/period.html",
        subject=about_period(heading, parents=parents),
        heading=heading,
        parents=parents,
        periods=_below(name),
    )


def _heading(first_day: datetime.date, name: str) -> str:
    formats = {4: "Y", 7: "YEAR_MONTH_FORMAT", 10: "DATE_FORMAT"}
    return date_format(first_day, formats[len(name)])


def _parents(first_day: datetime.date, name: str) -> list[listings.Link]:
    """The archive; the year of a month, the year and the month of a day."""
    above = [name[:length] for length in (4, 7) if length < len(name)]
    periods = [listings.Link(_heading(first_day, part), listings.period_url(part)) for part in above]
    return [listings.Link(_("Archive"), reverse("blog:archive")), *periods]


def _below(name: str) -> list[archives.Period]:
    """The months of a year, the days of a month."""
    if len(name) == len("2007-02-03"):
        return []
    return archives.periods(Level.MONTH if len(name) == len("2007") else Level.DAY, below=f"{name}-")
