"""The addresses of the blog."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, register_converter

from blog import converters

app_name = "blog"

register_converter(converters.YearConverter, "year")
register_converter(converters.TwoDigitConverter, "two")
register_converter(converters.PageNumberConverter, "number")
register_converter(converters.SlugConverter, "slug_any")
register_converter(converters.SlugPathConverter, "slugs")


def _soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("soon")


urlpatterns = [
    path("", _soon, name="home"),
    path("preview/<int:pk>/", _soon, name="preview"),
    path("<year:year>/<two:month>/<two:day>/<slug_any:slug>/", _soon, name="post"),
    path("category/<slugs:path>/", _soon, name="category"),
    path("tag/<slug_any:slug>/", _soon, name="tag"),
    path("author/<slug_any:slug>/", _soon, name="author"),
    path("<slugs:path>/", _soon, name="page"),
]
