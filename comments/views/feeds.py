"""The feeds of comments."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.feedgenerator import SyndicationFeed
from django.views.decorators.http import conditional_page

from blog.pagecache import depends_on
from blog.views.access import Access, access_to
from blog.views.finding import entry_at
from blog.views.reading import ReaderRequest, keep_private, reader_page
from comments.feeds import feed_of_post, feed_of_site


@conditional_page
@reader_page
def post_feed(request: ReaderRequest, kind: str, **where: Any) -> HttpResponse:
    post = entry_at(**where)
    access = access_to(request, post)
    if access not in (Access.OPEN, Access.ADMITTED):
        raise Http404
    depends_on(f"post:{post.pk}", f"thread:{post.pk}")
    response = _answer(feed_of_post(post, kind, site=request.site_settings))
    return response if access is Access.OPEN else keep_private(response)


@conditional_page
@reader_page
def site_feed(request: ReaderRequest, kind: str) -> HttpResponse:
    """Kept by nobody: no page key says that somewhere a comment was written."""
    return keep_private(_answer(feed_of_site(kind, site=request.site_settings)))


def _answer(feed: SyndicationFeed) -> HttpResponse:
    response = HttpResponse(content_type=feed.content_type)  # type: ignore[attr-defined]
    feed.write(response, "utf-8")
    return response
