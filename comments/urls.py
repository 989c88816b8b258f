"""The addresses of the comments."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "comments"


def _soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("soon")


urlpatterns = [path("c/<int:pk>/", _soon, name="permalink")]
