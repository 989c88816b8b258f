"""Who may read one post, and what everybody else is told instead."""

from enum import Enum

from django.conf import settings
from django.core.signing import Signer
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from blog import roles, throttle
from blog.context import staff_of
from blog.models import Post, Status

COOKIE_PREFIX = "post-key-"
COOKIE_AGE = 10 * 24 * 3600  # seconds
# One person mistypes a few times; a program tries thousands.
GUESSES_PER_MINUTE = 10


class Access(Enum):
    OPEN = "open"  # for everybody
    ADMITTED = "admitted"  # for this reader: with the password, or as staff
    LOCKED = "locked"  # asks for the password
    HIDDEN = "hidden"  # as if it did not exist
    GONE = "gone"  # was public once, and is in the trash


def access_to(request: HttpRequest, post: Post) -> Access:
    """Answer for one reader and one post. Asks the database only when somebody of the staff is reading."""
    if post.is_public:
        return Access.OPEN
    if post.is_live:
        return Access.ADMITTED if _is_admitted(request, post) else Access.LOCKED
    if post.status == Status.PRIVATE and _is_staff_for(request, post):
        return Access.ADMITTED
    has_been_public = post.published_at is not None and post.published_at <= timezone.now()
    return Access.GONE if post.status == Status.TRASH and has_been_public else Access.HIDDEN


def may_read(request: HttpRequest, post: Post) -> bool:
    return access_to(request, post) in (Access.OPEN, Access.ADMITTED)


def _is_admitted(request: HttpRequest, post: Post) -> bool:
    key = request.COOKIES.get(f"{COOKIE_PREFIX}{post.pk}", "")
    return constant_time_compare(key, _key_of(post)) or _is_staff_for(request, post)


def _is_staff_for(request: HttpRequest, post: Post) -> bool:
    viewer = staff_of(request)
    return viewer is not None and roles.may_view(viewer, post)


def _key_of(post: Post) -> str:
    """What proves that somebody knew the password. It is made from the hash, so another password ends it."""
    return Signer(salt="blog.post-password").signature(f"{post.pk}:{post.password}")


def admit(response: HttpResponse, post: Post) -> None:
    """Let this reader, a guest without a session too, read ``post`` for some days."""
    response.set_cookie(
        f"{COOKIE_PREFIX}{post.pk}",
        _key_of(post),
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def may_guess(request: HttpRequest) -> bool:
    """Count a guess of this network, and tell if it is within :data:`GUESSES_PER_MINUTE`."""
    network = throttle.network_key(request.META.get("REMOTE_ADDR", ""), "post-password")
    return throttle.is_within_minute(network, most=GUESSES_PER_MINUTE)
