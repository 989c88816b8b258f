"""One post or page: for everybody, behind its password, or as a preview for those who may change it."""

from collections.abc import Hashable, Sequence
from sys import getsizeof
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from blog import archives, listings, roles
from blog.context import due, site_of
from blog.keeping import Kept
from blog.listings import Link
from blog.metadata import Metadata, of_post
from blog.models import Author, AuthorLink, Kind, Page, Post, SiteSettings, UpdateNote
from blog.pagecache import KeptOfEach, depends_on, tokens_of, valid_until
from blog.related import related
from blog.statements import Given, Statement

from . import errors
from .access import Access, access_to, admit, may_guess
from .finding import entry_at
from .reading import ReaderRequest, as_site, keep_private, reader_page

# Of each worker process, a few kB each: those of the posts that are talked about.
_ABOUT_KEPT = 100
# Bytes, of each worker process: about a hundred articles.
_ARTICLES_ROOM = 2 * 2**20
_METADATA_ROOM = 2**20
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
    shown = {"post": post, "is_preview": is_preview} | _about([post.pk])[post.pk]
    shown |= _family_of(post) if is_page else _neighbours_of(post)
    shown["may_change"] = request.viewer is not None and roles.may_change(request.viewer, post)
    shown["article"] = _article_of(request, post, shown)
    if post.is_public and not is_preview:
        shown["metadata"] = _metadata_of(post, request.site_settings, shown, address=address, title=title)
    return render(request, "blog/entry.html", shown | context)


class _Article(NamedTuple):
    """All that a reader's article depends on: the post and who wrote it by their ``tokens``, and the rest."""

    tokens: tuple[str, ...]
    comment_count: int
    around: tuple[Hashable, ...]
    language: str | None
    time_zone: str


def _article_of(request: ReaderRequest, post: Post, shown: dict[str, Any]) -> SafeString:
    """Return the text of a post with what stands around it: the same for all readers, and then kept."""
    tokens = tokens_of(f"post:{post.pk}", "authors", "terms")
    is_the_same = post.kind == Kind.POST and request.viewer is None and not settings.DEBUG
    if tokens is None or not is_the_same:
        return _made_article(None, shown)
    around = tuple(shown.get(name) for name in ("previous", "following", "related"))
    zone = timezone.get_current_timezone_name()
    return _articles(_Article(tokens, post.comment_count, around, get_language(), zone), shown)


def _made_article(_key: _Article | None, shown: dict[str, Any]) -> SafeString:
    return render_to_string(f"blog/_article_of_{shown['post'].kind}.html", shown)


_articles = Kept(_made_article, room=_ARTICLES_ROOM, size_of=lambda _key, html: getsizeof(html))


def _read_about(posts: list[int]) -> dict[int, dict[str, Any]]:
    """What stands around the text of each post; asked for one post at a time, in six queries."""
    filed = listings.filed_under(posts)
    about = {}
    for post in posts:
        authors = _AUTHORS.objects(post=post)
        _read_links(authors)
        about[post] = {
            "authors": authors,
            "bylines": [listings.link_to(author) for author in authors],
            "categories": filed[post].categories,
            "tags": filed[post].tags,
            "update_notes": _NOTES.objects(post=post),
        }
    return about


_about = KeptOfEach(_read_about, own=("post",), shared=("authors", "terms"), most=_ABOUT_KEPT)


def _read_links(authors: Sequence[Author]) -> None:
    """Do what ``prefetch_related_objects`` does, and keep them where it does, by a statement written once."""
    links = _LINKS.objects(authors=[author.pk for author in authors])
    for author in authors:
        own = AuthorLink.objects.all()
        own._result_cache = [link for link in links if link.author_id == author.pk]
        author._prefetched_objects_cache = {"links": own}  # type: ignore[attr-defined]


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


class _Told(NamedTuple):
    """The same of what machines are told of it."""

    tokens: tuple[str, ...]
    comment_count: int
    language: str | None
    time_zone: str
    address: str
    title: str


def _metadata_of(
    post: Post, site: SiteSettings, shown: dict[str, Any], *, address: str, title: str
) -> Metadata:
    """What search engines and link previews are told. Never given for what not everybody may read."""
    tokens = tokens_of(f"post:{post.pk}", "authors", "site", "terms")
    zone = timezone.get_current_timezone_name()
    key = _Told(tokens or (), post.comment_count, get_language(), zone, address, title)
    # The way to a page leads over others, which have keys of their own.
    is_kept = tokens is not None and post.kind == Kind.POST
    return (_told if is_kept else _made_metadata)(key, post, site, shown)


def _made_metadata(key: _Told, post: Post, site: SiteSettings, shown: dict[str, Any]) -> Metadata:
    return of_post(
        post,
        site=site,
        authors=shown["authors"],
        sections=shown["categories"],
        tags=shown["tags"],
        above=shown.get("above") or shown["categories"][:1],
        address=key.address,
        title=key.title,
    )


_told = Kept(_made_metadata, room=_METADATA_ROOM, size_of=lambda _key, made: 3 * len(made.html))


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
