"""The lists behind categories, tags and authors, and the indexes of all of them."""

from itertools import accumulate
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from blog import archives, listings
from blog.archives import Term
from blog.metadata import Subject, about_term, of_list
from blog.models import Author, Category, Tag
from blog.pagecache import depends_on, valid_until
from blog.statements import Given, Statement

from .lists import render_post_list
from .reading import ReaderRequest, reader_page

# Names on one page of an index. There may be thousands of tags, and a page of them must not grow for ever.
INDEX_SIZE = 300
MAX_CATEGORIES = 2_000
_FAMILY = Statement(
    lambda: Category.objects.filter(
        Q(path__in=Given("paths", is_many=True)) | Q(parent__path=Given("path"))
    ).order_by("path")
)
_TAG = Statement(lambda: Tag.objects.filter(slug=Given("slug")).order_by()[:1])


@reader_page
def category(request: ReaderRequest, path: str, number: int | None = None) -> HttpResponse:
    """List what is filed under a category or anywhere below it."""
    paths = [f"{above}/" for above in accumulate(path.split("/"), "{}/{}".format)]
    found = {row.path: row for row in _FAMILY.objects(paths=paths, path=paths[-1])}
    term = found.pop(paths[-1], None)
    if term is None:
        raise Http404
    above = [found.pop(path) for path in paths[:-1] if path in found]
    parents = tuple(map(listings.link_to, above))
    children = listings.linked(listings.with_counts(found.values()))
    return _render_term(request, term, number=number, parents=parents, children=children)


@reader_page
def tag(request: ReaderRequest, slug: str, number: int | None = None) -> HttpResponse:
    term = _TAG.first(slug=slug)
    if term is None:
        raise Http404
    return _render_term(request, term, number=number)


@reader_page
def author(request: ReaderRequest, slug: str, number: int | None = None) -> HttpResponse:
    people = Author.objects.select_related("picture").prefetch_related("links")
    return _render_term(
        request, get_object_or_404(people, slug=slug), number=number, template="blog/author.html"
    )


def _render_term(
    request: ReaderRequest, term: Term, *, template: str = "blog/term.html", **context: Any
) -> HttpResponse:
    listing = listings.posts_of_term(term)
    return render_post_list(
        request,
        listing,
        template=template,
        subject=about_term(term, parents=context.get("parents", ())),
        term=term,
        heading=str(term),
        kind_name=str(term._meta.verbose_name),
        feed_base=listing.url,
        feed_title=str(term),
        **context,
    )


@reader_page
def categories(request: ReaderRequest) -> HttpResponse:
    _depend_on_counts("terms")
    terms = listings.with_counts(Category.objects.order_by("path")[:MAX_CATEGORIES])
    subject = Subject(title=_("Categories"), description=_("Everything that posts are filed under here."))
    return _render_names(request, "categories", subject, reverse("blog:categories"), {"terms": terms})


@reader_page
def tags(request: ReaderRequest, start: str = "") -> HttpResponse:
    _depend_on_counts("terms")
    subject = Subject(title=_("Tags"), description=_("Everything that posts are about here."))
    return _render_index(request, "tags", start, Tag.objects.all(), subject)


@reader_page
def authors(request: ReaderRequest, start: str = "") -> HttpResponse:
    _depend_on_counts("authors")
    subject = Subject(title=_("Authors"), description=_("Everybody who writes here."))
    return _render_index(request, "authors", start, Author.objects.defer("source", "html"), subject)


def _depend_on_counts(names: str) -> None:
    depends_on(names, "lists", "schedule")
    valid_until(archives.next_change())


def _render_index(
    request: ReaderRequest, name: str, start: str, terms: Any, subject: Subject
) -> HttpResponse:
    """Answer with the terms from the one with the slug ``start`` on: a walk along the index of slugs."""
    in_use = terms.filter(post_count__gt=0)
    rows = list(in_use.filter(slug__gte=start).order_by("slug")[: INDEX_SIZE + 1])
    if start and not rows:
        raise Http404
    if start and rows[0].slug != start:  # one address for one page, whatever is asked for
        return HttpResponseRedirect(_index_url(name, rows[0].slug))
    before = in_use.filter(slug__lt=start).order_by("-slug").values_list("slug", flat=True)
    context = {
        "terms": listings.with_counts(rows[:INDEX_SIZE]),
        "previous_url": _previous_url(name, list(before[: INDEX_SIZE + 1])) if start else "",
        "next_url": _index_url(name, rows[INDEX_SIZE].slug) if len(rows) > INDEX_SIZE else "",
    }
    return _render_names(request, name, subject, _index_url(name, start), context)


def _render_names(
    request: ReaderRequest, name: str, subject: Subject, path: str, context: dict[str, Any]
) -> HttpResponse:
    metadata = of_list(subject, site=request.site_settings, path=path)
    return render(request, f"blog/{name}.html", context | {"metadata": metadata})


def _previous_url(name: str, before: list[str]) -> str:
    """Where the page ends that comes before; ``before`` are the slugs on it, backwards, and one more."""
    if not before:
        return ""
    return _index_url(name, before[INDEX_SIZE - 1] if len(before) > INDEX_SIZE else "")


def _index_url(name: str, start: str) -> str:
    return reverse(f"blog:{name}", kwargs={"start": start} if start else {})
