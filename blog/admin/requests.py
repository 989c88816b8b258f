"""Who is at the desk."""

from typing import cast

from django.http import HttpRequest

from blog.models import User


def user_of(request: HttpRequest) -> User:
    """The account of a request; the admin lets nobody in without one."""
    return cast(User, request.user)
