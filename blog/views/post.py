"""One post or page: for everybody, behind its password, or as a preview for those who may change it."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from blog import archives, listings, roles
from blog.context import due, site_of
from blog.listings import Link
from blog.metadata import Metadata, of_post
from blog.models import Author, AuthorLink, Kind, Page, Post, SiteSettings, UpdateNote
from blog.pagecache import depends_on, valid_until
from blog.related import related
from blog.statements import Given, Statement

from . import errors
from .access import Access, access_to, admit, may_guess
from .finding import entry_at
from .reading import ReaderRequest, as_site, keep_private, reader_page

_AUTHORS = Statement(
    lambda: (
        Author.objects.filter(post_rows__post=Given("post"))
        .order_by("post_rows__position", "post_rows__pk")
        .select_related("picture")
    )
)
_LINKS = Statement(lambda: AuthorLink.objects.filter(author__in=Given("authors", is_many=True)))
_NOTES = Statement(lambda: UpdateNote.objects.filter(post=Given("post")).select_related("author"))


@reader_page
def post(request: ReaderRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    return render_post(request, entry_at(year=year, month=month, day=day, slug=slug))


@reader_page
def page(request: ReaderRequest, path: str) -> HttpResponse:
    return render_post(request, entry_at(path=path))


@reader_page
def preview(request: ReaderRequest, pk: int) -> HttpResponse:
    """Show a post as it will look, whatever its state, to those who may change it."""
    if request.viewer is None:
        raise Http404
    shown = get_object_or_404(Post.entries.select_related("featured_image", "parent"), pk=pk)
    if not roles.may_change(request.viewer, shown):
        raise Http404
    return keep_private(_render_text(request, shown, is_preview=True))


def render_post(
    request: ReaderRequest, post: Post, *, address: str = "", title: str = "", **context: Any
) -> HttpResponse:
    """Answer with ``post`` as this reader may see it: the text, the question for its password, or 410.

    Raises Http404 where the reader must not learn that it exists. ``address`` and ``title`` are those of a
    page that shows more of it than its own does; ``context`` is added to the template's.
    For use inside a :func:`~blog.views.reading.reader_page`.
    """
    access = access_to(request, post)
    if access is Access.HIDDEN:
        raise Http404
    depends_on(f"post:{post.pk}")
    if access is Access.GONE:
        return errors.gone(request)
    if access is Access.LOCKED:
        return _locked(request, post)
    response = _render_text(request, post, address=address, title=title, **context)
    return response if access is Access.OPEN else keep_private(response)


def _render_text(
    request: ReaderRequest,
    post: Post,
    *,
    is_preview: bool = False,
    address: str = "",
    title: str = "",
    **context: Any,
) -> HttpResponse:
    is_page = post.kind == Kind.PAGE
    depends_on(f"thread:{post.pk}", "terms", "authors")
    shown = {"post": post, "is_preview": is_preview} | _terms_of(post) | _notes_of(post)
    shown |= _family_of(post) if is_page else _neighbours_of(post)
    shown["may_change"] = request.viewer is not None and roles.may_change(request.viewer, post)
    if post.is_public and not is_preview:
        shown["metadata"] = _metadata_of(post, request.site_settings, shown, address=address, title=title)
    return render(request, "blog/page.html" if is_page else "blog/post.html", shown | context)


def _terms_of(post: Post) -> dict[str, Any]:
    authors = _AUTHORS.objects(post=post.pk)
    _read_links(authors)
    return {
        "authors": authors,
        "bylines": [listings.link_to(author) for author in authors],
        "categories": listings.categories_of([post.pk]).get(post.pk, []),
        "tags": listings.tags_of([post.pk]).get(post.pk, []),
    }


def _read_links(authors: Sequence[Author]) -> None:
    """Do what ``prefetch_related_objects`` does, and keep them where it does, by a statement written once."""
    links = _LINKS.objects(authors=[author.pk for author in authors])
    for author in authors:
        own = AuthorLink.objects.all()
        own._result_cache = [link for link in links if link.author_id == author.pk]
        author._prefetched_objects_cache = {"links": own}  # type: ignore[attr-defined]


def _notes_of(post: Post) -> dict[str, Any]:
    return {"update_notes": _NOTES.objects(post=post.pk)}


def _neighbours_of(post: Post) -> dict[str, Any]:
    """The posts before and after, and those that go with it; only a public one stands in that order."""
    if not post.is_public:
        return {}
    previous, following = archives.adjacent(post)
    depends_on("order", *(f"post:{other.pk}" for other in (previous, following) if other))
    if following is None:
        depends_on("schedule")
        valid_until(archives.next_change())
    return {
        "previous": _link_to(previous),
        "following": _link_to(following),
        "related": tuple(
            (other.published_on.year, _link_to(other), other.language)
            for other in related(post)
            if other.published_on
        ),
    }


def _link_to(post: Post | None) -> Link | None:
    return Link(str(post), post.get_absolute_url()) if post else None


def _family_of(post: Post) -> dict[str, Any]:
    """The page above a page, and those below it."""
    below = Page.objects.filter(parent=post.pk, listed_at__isnull=False).order_by("menu_order", "title", "pk")
    children = list(below.only("kind", "title", "path", "status", "published_at", "password"))
    above = due([post.parent] if post.parent else [])
    return {
        "above": [_link_to(page) for page in above],
        "children": due(children),
    }


def _metadata_of(
    post: Post, site: SiteSettings, shown: dict[str, Any], *, address: str, title: str
) -> Metadata:
    """What search engines and link previews are told. Never given for what not everybody may read."""
    return of_post(
        post,
        site=site,
        authors=shown["authors"],
        sections=shown["categories"],
        tags=shown["tags"],
        above=shown.get("above") or shown["categories"][:1],
        address=address,
        title=title,
    )


def _locked(request: HttpRequest, post: Post, error: str = "", status: int = 200) -> HttpResponse:
    return keep_private(render(request, "blog/locked.html", {"locked": post, "error": error}, status=status))


# Exempt: a guest's page carries no token, and whoever made somebody else send this form would only have
# let them read a post whose password he had to know.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the password of a post: with the right one its address shows it to this reader."""
    post = get_object_or_404(Post.entries.live().exclude(password=""), pk=pk)
    with as_site(site_of(request)):
        if request.method != "POST":
            return _locked(request, post)
        if not may_guess(request):
            return _locked(request, post, _("That were too many tries. Please wait a minute."), status=429)
        if not post.check_password(request.POST.get("password", "")):
            return _locked(request, post, _("That is not the password. Please try again."), status=403)
    response = HttpResponseRedirect(post.get_absolute_url())
    admit(response, post)
    return keep_private(response)
