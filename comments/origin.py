"""Where a POST comes from: our own page, another site's, or nobody can say.

Comment forms stand on cached pages, the same for everyone, so they carry no token. The browser says
where a form was sent from instead (``Sec-Fetch-Site``; older ones ``Origin``). Where it says nothing, the
writer is shown a preview that does carry a token, good for an hour and for one post, and sends that. A
token is signed for the account that it was shown to as well, so nobody can have got hold of a signed-in
person's token but from a page that only that person can read.
"""

import time
from enum import Enum

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from blog.models import Post, User

TOKEN_AGE = (
    60 * 60
)  # seconds; long enough to think again, short enough that a collected token is worth little
_SALT = "comments.origin"


class Origin(Enum):
    OWN = "own"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"


def of(request: HttpRequest) -> Origin:
    """Judge by the headers only. A sibling subdomain ("same-site") is another site."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site == "same-origin":
        return Origin.OWN
    if site in ("cross-site", "same-site"):
        return Origin.FOREIGN
    return _by_origin_header(request)


def _by_origin_header(request: HttpRequest) -> Origin:
    sent = request.headers.get("Origin", "")
    if sent in ("", "null"):
        return Origin.UNKNOWN
    own = {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    return Origin.OWN if sent in own else Origin.FOREIGN


def make_token(post: Post, user: User | None) -> str:
    """Return what a form for a comment of ``user`` (None: a guest) on ``post`` carries as proof."""
    return signing.dumps([post.pk, _pk_of(user), int(time.time())], salt=_SALT)


def token_age(token: str, post: Post, user: User | None) -> float | None:
    """Return how many seconds ago ``token`` was made for them; None if it wasn't, or is too old."""
    try:
        post_pk, user_pk, made_at = signing.loads(token, salt=_SALT, max_age=TOKEN_AGE)
    except signing.BadSignature:
        return None
    return max(0.0, time.time() - made_at) if (post_pk, user_pk) == (post.pk, _pk_of(user)) else None


def _pk_of(user: User | None) -> int:
    return user.pk if user else 0
