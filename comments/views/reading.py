"""The further pages of a discussion, and the permanent addresses of its comments."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from blog.models import Post
from blog.pagecache import depends_on
from blog.views.access import Access, access_to
from blog.views.finding import entry_at
from blog.views.post import render_post
from blog.views.reading import ReaderRequest, keep_private, reader_page
from comments.discussion import NoSuchPageError, OnOnePageError, read
from comments.models import Comment, DiscussionSettings
from comments.places import LAST, Place, View, Way, anchor, beginning, home_way, place_of

from . import finding
from .receipts import led_to_its_place


@reader_page
def discussion(request: ReaderRequest, way: Way, number: int | None = None, **where: Any) -> HttpResponse:
    """Show a page of the comments, read in that way; without a number the one on which it begins."""
    place = beginning(entry_at(**where), way, Way.THREADS)
    if number is None:
        return _page(request, place)
    return _page(request, place.on(number), has_better_address=place.page == number)


@reader_page
def thread(request: ReaderRequest, root_number: int, number: int, **where: Any) -> HttpResponse:
    """Show the further replies of one thread; its first ones stand where it begins."""
    place = Place(entry_at(**where), View.THREAD, number, root_number)
    return _page(request, place, has_better_address=number == 1)


def _page(request: ReaderRequest, place: Place, *, has_better_address: bool = False) -> HttpResponse:
    """Answer with the page at ``place``; one that has a better address, without a number, leads there."""
    access = access_to(request, place.post)
    if access not in (Access.OPEN, Access.ADMITTED):
        return render_post(request, place.post)  # which says what this reader may know
    settings = DiscussionSettings.current()
    place = replace(place, home=home_way(request, settings))
    try:
        if has_better_address:
            raise OnOnePageError
        found = read(place, settings)
    except NoSuchPageError as missing:
        raise Http404 from missing
    except OnOnePageError:
        return _led_on(HttpResponsePermanentRedirect(_better_address(place)), place.post, access)
    return render_post(request, place.post, address=found.canonical, title=_title(place), discussion=found)


def _better_address(place: Place) -> str:
    if place.view is View.THREAD:
        root = get_object_or_404(Comment, post=place.post, number=place.root_number)
        return root.get_absolute_url()
    return beginning(place.post, place.way, place.home).address


def _title(place: Place) -> str:
    told = {"title": place.post, "page": place.page}
    if place.page == LAST:
        return _("%(title)s, newest comments first") % told
    if place.newest_first:
        return _("%(title)s, newest comments first, page %(page)d") % told
    return _("%(title)s, comments, page %(page)d") % told


def _led_on(response: HttpResponse, post: Post, access: Access) -> HttpResponse:
    """Note what an address that leads on depends on; that of a post not for everybody nobody keeps."""
    depends_on(f"post:{post.pk}", f"thread:{post.pk}")
    return response if access is Access.OPEN else keep_private(response)


@reader_page
def permalink(request: ReaderRequest, pk: int) -> HttpResponse:
    """Lead to where the comment stands; a temporary redirect, for what is visible may change."""
    own = finding.own_waiting(request, pk)
    if own is not None:
        return keep_private(led_to_its_place(request, own))
    comment = finding.comment_by_pk(request, pk)
    settings = DiscussionSettings.current()
    place = _place_with(comment, home_way(request, settings), settings)
    if place is None:
        return _removed(request, comment)
    address = f"{place.address}{anchor(comment.pk)}"
    return _led_on(HttpResponseRedirect(address), comment.post, access_to(request, comment.post))


def _place_with(comment: Comment, home: Way, settings: DiscussionSettings) -> Place | None:
    """The page on which it stands, or its tombstone, which may be there only among threads."""
    places = [place_of(comment, home, settings)]
    if comment.is_visible:
        return places[0]
    if home.is_flat:
        by_thread = place_of(comment, Way.THREADS, settings)
        places.append(by_thread and replace(by_thread, home=home))
    return next((place for place in places if place and read(place, settings).holds(comment)), None)


def _removed(request: ReaderRequest, comment: Comment) -> HttpResponse:
    """Say that a comment was here. One that waits for a moderator again may come back."""
    context = {
        "comment": comment,
        "post": comment.post,
        "is_held": not comment.is_put_away,
        "is_withdrawn": comment.withdrawn_at is not None,
    }
    status = 410 if comment.is_put_away else 404
    return keep_private(render(request, "comments/removed.html", context, status=status))
