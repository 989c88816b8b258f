"""Search in posts and pages."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from blog.listings import Listing
from blog.search import search

from .lists import render_post_list
from .reading import ReaderRequest, reader_page

MAX_QUERY = 200  # characters; the field takes no more


@reader_page
def search_posts(request: ReaderRequest, number: int | None = None) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:MAX_QUERY]
    size = request.site_settings.posts_per_page
    results = search(text, public=True, offset=((number or 1) - 1) * size, limit=size)
    listing = Listing(
        url=reverse("blog:search"),
        ids=lambda offset, limit, count: results.ids,
        count=lambda: results.total,
        keys=("lists",),
        snippets={hit.id: hit.snippet_html for hit in results.hits},
    )
    return render_post_list(
        request,
        listing,
        number=number,
        query=f"?{urlencode({'q': text})}" if text else "",
        template="blog/search.html",
        search_text=text,
        results=results,
    )
