"""Search in posts and pages; and what every search page shows around its results."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from blog.listings import Link, Listing
from blog.search import Question, SearchResults, facets_of, parse, read_question, search, suggest

from .lists import render_post_list
from .reading import ReaderRequest, reader_page


@reader_page
def search_posts(request: ReaderRequest, number: int | None = None) -> HttpResponse:
    question, url = read_question(request.GET), reverse("blog:search")
    size = request.site_settings.posts_per_page
    results = search(
        question.words,
        scope=question.scope,
        offset=((number or 1) - 1) * size,
        limit=size,
        by_relevance=question.best_first,
    )
    listing = Listing(
        url=url,
        ids=lambda **_page: results.ids,
        count=lambda: results.total,
        keys=("lists",),
        snippets={hit.id: hit.snippet_html for hit in results.hits},
    )
    return render_post_list(
        request,
        listing,
        number=number,
        query=question.query_string,
        template="blog/search.html",
        results=results,
        facets=facets_of(question, results.labels),
        **search_context(question, url),
        **_ways_on(question, results, url),
    )


def search_context(question: Question, url: str) -> dict[str, Any]:
    """What the form at ``url`` shows: the question, links that drop a filter, and links to both orders."""
    return {
        "question": question,
        "is_open": not question.is_asked,
        "search_url": url,
        "used": [
            Link(chosen.text, f"{url}{question.without(chosen.name, chosen.value).query_string}")
            for chosen in question.filters
        ],
        "newest_url": f"{url}{question.in_order(best_first=False).query_string}",
        "best_url": f"{url}{question.in_order(best_first=True).query_string}",
    }


def _ways_on(question: Question, results: SearchResults, url: str) -> dict[str, Any]:
    """For a search without results: another spelling, no filters, or one word of several."""
    if results.total or not question.is_asked:
        return {}
    spelling = suggest(question.words, scope=question.scope)
    words = [term.text for term in parse(question.words).wanted]
    return {
        "spelling": _link(spelling, question.asking(spelling), url) if spelling else None,
        "unfiltered_url": f"{url}{Question(question.words).query_string}"
        if question.filters and words
        else "",
        "single_words": [_link(word, Question(word), url) for word in words] if len(words) > 1 else [],
    }


def _link(text: str, question: Question, url: str) -> Link:
    return Link(text, f"{url}{question.query_string}")
