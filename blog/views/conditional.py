"""Answers that are asked for again and again: who has one already is told so."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.views.decorators.http import conditional_page

from .reading import reader_page


def machine_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view a :func:`~blog.views.reading.reader_page` that says 304 while nothing in it has changed.

    By its ETag, which is made from the content, and by the time when something it shows last changed: an
    edit, a new name, or a removal that left no other trace.
    """
    page = reader_page(view)

    @conditional_page
    @wraps(page)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = page(request, *args, **kwargs)
        made_from = getattr(response, "page_dependencies", None)
        changed_at = made_from and made_from.changed_at
        # The header counts in seconds: of this one and the last, more may be to come.
        if changed_at and changed_at.timestamp() < time.time() - 2:
            response.headers["Last-Modified"] = http_date(changed_at.timestamp())
        return response

    return answer
