"""The further pages of a discussion, and the permanent addresses of its comments."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from blog.models import Post
from blog.pagecache import depends_on
from blog.views.access import Access, access_to
from blog.views.finding import entry_at
from blog.views.post import render_post
from blog.views.reading import ReaderRequest, keep_private, reader_page
from comments.discussion import NoSuchPageError, read
from comments.models import Comment
from comments.places import Place, View, anchor, place_of

from . import finding


@reader_page
def threaded(request: ReaderRequest, number: int, **where: Any) -> HttpResponse:
    return _page(request, Place(entry_at(**where), page=number), is_numbered=True)


@reader_page
def flat(request: ReaderRequest, number: int | None = None, **where: Any) -> HttpResponse:
    place = Place(entry_at(**where), View.FLAT, number or 1)
    return _page(request, place, is_numbered=number is not None)


@reader_page
def thread(request: ReaderRequest, root_number: int, number: int, **where: Any) -> HttpResponse:
    """Show the further replies of one thread; its first ones stand where it begins."""
    place = Place(entry_at(**where), View.THREAD, number, root_number)
    return _page(request, place, is_numbered=True)


def _page(request: ReaderRequest, place: Place, *, is_numbered: bool) -> HttpResponse:
    """Answer with the page at ``place``; the first one has an address without a number."""
    access = access_to(request, place.post)
    if access not in (Access.OPEN, Access.ADMITTED):
        return render_post(request, place.post)  # which says what this reader may know
    if is_numbered and place.page == 1:
        return _led_on(HttpResponsePermanentRedirect(_first_address(place)), place.post, access)
    try:
        discussion = read(place)
    except NoSuchPageError as missing:
        raise Http404 from missing
    title = _("%(title)s, comments, page %(page)d") % {"title": place.post, "page": place.page}
    return render_post(request, place.post, address=place.address, title=title, discussion=discussion)


def _first_address(place: Place) -> str:
    if place.view is View.THREAD:
        root = get_object_or_404(Comment, post=place.post, number=place.root_number)
        return root.get_absolute_url()
    return place.address


def _led_on(response: HttpResponse, post: Post, access: Access) -> HttpResponse:
    """Note what an address that leads on depends on; that of a post not for everybody nobody keeps."""
    depends_on(f"post:{post.pk}", f"thread:{post.pk}")
    return response if access is Access.OPEN else keep_private(response)


@reader_page
def permalink(request: ReaderRequest, pk: int) -> HttpResponse:
    """Lead to where the comment stands; a temporary redirect, for what is visible may change."""
    comment = finding.comment_by_pk(request, pk)
    place = place_of(comment)
    # One that isn't visible any more is there only as the tombstone above its replies.
    if place is None or not (comment.is_visible or read(place).holds(comment)):
        raise Http404
    address = f"{place.address}{anchor(comment.pk)}"
    return _led_on(HttpResponseRedirect(address), comment.post, access_to(request, comment.post))
