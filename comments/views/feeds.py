"""The feeds of comments."""

from typing import Any

from django.http import Http404, HttpResponse

from blog.pagecache import depends_on, never_stored
from blog.views.access import Access, access_to
from blog.views.conditional import machine_page
from blog.views.feeds import feed_response
from blog.views.finding import entry_at
from blog.views.reading import ReaderRequest, keep_private
from comments.feeds import feed_of_post, feed_of_site


@machine_page
def post_feed(request: ReaderRequest, kind: str, **where: Any) -> HttpResponse:
    post = entry_at(**where)
    access = access_to(request, post)
    if access not in (Access.OPEN, Access.ADMITTED):
        raise Http404
    depends_on(f"post:{post.pk}", f"thread:{post.pk}")
    response = feed_response(feed_of_post(post, kind, site=request.site_settings))
    return response if access is Access.OPEN else keep_private(response)


@machine_page
def site_feed(request: ReaderRequest, kind: str) -> HttpResponse:
    never_stored()  # comments on all posts would queue up to write one stamp
    return feed_response(feed_of_site(kind, site=request.site_settings))
