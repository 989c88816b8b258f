"""The home page, and the addresses by number that some blogs had before they came here."""

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect

from blog import listings
from blog.metadata import about_blog
from blog.models import Category, Post
from blog.pagecache import depends_on

from .access import may_read
from .lists import render_post_list
from .reading import ReaderRequest, keep_private, reader_page

_POST_PARAMETERS = ("p", "page_id")
_CATEGORY_PARAMETER = "cat"
# All that is looked at behind the "?" of the front page's address.
PARAMETERS = (*_POST_PARAMETERS, _CATEGORY_PARAMETER)
_LONGEST_NUMBER = 18


@reader_page
def home(request: ReaderRequest, number: int | None = None) -> HttpResponse:
    if number is None and (found := _asked_by_number(request)):
        return _lead_to(found)
    pinned = tuple(listings.pinned_posts()) if number is None else ()
    return render_post_list(
        request,
        listings.all_posts(),
        number=number,
        template="blog/home.html",
        pinned=pinned,
        has_lead=True,
        subject=about_blog(request.site_settings),
        front=listings.front() if number is None else None,
    )


def _asked_by_number(request: ReaderRequest) -> Post | Category | None:
    """Return what ``/?p=123`` stands for; None where nothing of the kind is asked.

    Raises Http404 where no such post exists, and in the same words where this reader may not see it.
    """
    for name in PARAMETERS:
        if (asked := request.GET.get(name)) is not None:
            found = _by_number(request, name, asked)
            if found is None:
                raise Http404
            return found
    return None


def _lead_to(found: Post | Category) -> HttpResponse:
    response = HttpResponsePermanentRedirect(found.get_absolute_url())
    depends_on("terms" if isinstance(found, Category) else f"post:{found.pk}")
    is_for_everybody = isinstance(found, Category) or found.is_public
    return response if is_for_everybody else keep_private(response)


def _by_number(request: ReaderRequest, name: str, asked: str) -> Post | Category | None:
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= _LONGEST_NUMBER):
        return None
    reference = f"wordpress:{int(asked)}"
    if name == _CATEGORY_PARAMETER:
        return Category.objects.filter(import_ref=reference).first()
    post = Post.entries.filter(import_ref=reference).first()
    return post if post is not None and may_read(request, post) else None
