"""The home page, and the addresses by number that some blogs had before they came here."""

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect

from blog import listings
from blog.models import Category, Post

from .access import may_read
from .lists import render_post_list
from .reading import ReaderRequest, reader_page

_POST_PARAMETERS = ("p", "page_id")
_LONGEST_NUMBER = 18


@reader_page
def home(request: ReaderRequest, number: int | None = None) -> HttpResponse:
    if number is None and (target := _address_by_number(request)):
        return HttpResponsePermanentRedirect(target)
    pinned = tuple(listings.pinned_posts()) if number is None else ()
    return render_post_list(
        request, listings.all_posts(), number=number, template="blog/home.html", pinned=pinned
    )


def _address_by_number(request: ReaderRequest) -> str | None:
    """Return where ``/?p=123`` leads; None where nothing of the kind is asked.

    Raises Http404 where no such post exists, and in the same words where this reader may not see it.
    """
    for name in (*_POST_PARAMETERS, "cat"):
        if (asked := request.GET.get(name)) is not None:
            found = _by_number(request, name, asked)
            if found is None:
                raise Http404
            return found.get_absolute_url()
    return None


def _by_number(request: ReaderRequest, name: str, asked: str) -> Post | Category | None:
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= _LONGEST_NUMBER):
        return None
    reference = f"wordpress:{int(asked)}"
    if name == "cat":
        return Category.objects.filter(import_ref=reference).first()
    post = Post.entries.filter(import_ref=reference).first()
    return post if post is not None and may_read(request, post) else None
