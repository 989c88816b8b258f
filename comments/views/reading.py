"""The further pages of a discussion, and the permanent addresses of its comments."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from blog.absolute import absolute_url
from blog.views.access import may_read
from blog.views.post import render_post
from blog.views.reading import ReaderRequest, reader_page
from comments.discussion import NoSuchPageError, read
from comments.models import Comment
from comments.places import Place, View, anchor, place_of

from . import finding


@reader_page
def threaded(request: ReaderRequest, number: int, **where: Any) -> HttpResponse:
    place = Place(finding.entry_at(**where), page=number)
    return _to(place.address) if number == 1 else _page(request, place)


@reader_page
def flat(request: ReaderRequest, number: int | None = None, **where: Any) -> HttpResponse:
    place = Place(finding.entry_at(**where), View.FLAT, number or 1)
    return _to(place.address) if number == 1 else _page(request, place)


@reader_page
def thread(request: ReaderRequest, root_number: int, number: int, **where: Any) -> HttpResponse:
    """Show the further replies of one thread; its first ones stand where it begins."""
    post = finding.entry_at(**where)
    if number == 1:
        root = get_object_or_404(Comment, post=post, number=root_number)
        return _to(root.get_absolute_url())
    return _page(request, Place(post, View.THREAD, number, root_number))


def _to(address: str) -> HttpResponse:
    return HttpResponsePermanentRedirect(address)


def _page(request: ReaderRequest, place: Place) -> HttpResponse:
    if not may_read(request, place.post):
        return render_post(request, place.post)  # which says what this reader may know
    try:
        discussion = read(place)
    except NoSuchPageError as missing:
        raise Http404 from missing
    return render_post(
        request, place.post, discussion=discussion, comments_page=place.page, **_metadata(place)
    )


def _metadata(place: Place) -> dict[str, str]:
    """Each page of a discussion is its own, unless the whole post has a better address elsewhere."""
    if place.post.canonical_url or not place.post.is_public:
        return {}
    title = _("%(title)s, comments, page %(page)d") % {"title": place.post, "page": place.page}
    return {"canonical_url": absolute_url(place.address), "meta_title": title}


@reader_page
def permalink(request: ReaderRequest, pk: int) -> HttpResponse:
    """Lead to where the comment stands; a temporary redirect, for what is visible may change."""
    comment = finding.comment_by_pk(request, pk)
    place = place_of(comment)
    # One that isn't visible any more is there only as the tombstone above its replies.
    if place is None or not (comment.is_visible or read(place).holds(comment)):
        raise Http404
    return HttpResponseRedirect(f"{place.address}{anchor(comment.pk)}")
