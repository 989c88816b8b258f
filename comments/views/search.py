"""Search in comments: a page beside the search in posts, with the same form."""

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from blog.pagecache import never_stored
from blog.search import read_question
from blog.views.lists import Pager, page_count
from blog.views.reading import ReaderRequest, reader_page
from blog.views.search import search_context
from comments.search import search


@reader_page
def search_comments(request: ReaderRequest, number: int | None = None) -> HttpResponse:
    never_stored()  # no page key says that somewhere a comment was written
    question, url = read_question(request.GET), reverse("comments:search")
    if number == 1:
        return HttpResponsePermanentRedirect(f"{url}{question.query_string}")
    size, page = request.site_settings.posts_per_page, number or 1
    results = search(
        question.words,
        scope=question.scope,
        offset=(page - 1) * size,
        limit=size,
        by_relevance=question.best_first,
    )
    pager = Pager(page, page_count(results.total, size), url, question.query_string)
    if pager.number > pager.pages:
        raise Http404
    shown = {"results": results, "total": results.total, "pager": pager} | search_context(question, url)
    return render(request, "comments/search.html", shown)
