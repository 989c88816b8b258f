"""What is measured: the kinds of page, their addresses in the corpus, and how many queries each asks.

Needs Django set up on a copy of the corpus, with the page cache off.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from blog.models import Category, Post, Tag, User
from comments.models import Comment
from tests.bench.corpus import Size, special_posts

NAME = "bench"  # of the administrator


@dataclass(frozen=True)
class Page:
    """A page under a name that stays, whatever the corpus's size, and the status of its answer.

    ``cookie`` is of somebody signed in.
    """

    name: str
    address: str
    status: int = 200
    cookie: str = ""


def pages(size: Size) -> list[Page]:
    """Return the pages in the order of the table."""
    category, tag = (model.objects.order_by("-post_count", "pk")[0] for model in (Category, Tag))
    special = {total: Post.objects.get(pk=pk) for total, pk in special_posts(size).items()}
    last = Comment.objects.get(post=special[5_000], number=5_000)
    return [
        Page("home", "/"),
        Page("home, page 50", "/page/50/"),
        Page("category, page 50", f"{category.get_absolute_url()}page/50/"),
        Page("tag, page 50", f"{tag.get_absolute_url()}page/50/"),
        Page("post, 200 comments", special[200].get_absolute_url()),
        Page("post, 2,000 comments on one page", special[2_000].get_absolute_url()),
        Page("post, 5,000 comments, first page", special[5_000].get_absolute_url()),
        Page("permalink of a comment", f"/c/{last.pk}/", 302),
        Page("feed", "/feed/"),
        Page("search", "/search/?q=council+bridge"),
        Page("404, old addresses looked up", "/2011/02/03/council-bridge-vote/", 404),
        Page("admin list of posts", reverse("admin:blog_post_changelist"), cookie=_sign_in()),
    ]


def queries(page: Page) -> int:
    """Return how many statements the page takes when it is asked for again."""
    client = Client(SERVER_NAME="127.0.0.1", headers={"accept-encoding": "gzip"})
    if page.cookie:
        client.cookies.load(page.cookie)
    client.get(page.address)
    with CaptureQueriesContext(connection) as asked:
        client.get(page.address)
    return len(asked)


def _sign_in() -> str:
    user = User.objects.filter(username=NAME).first() or User.objects.create_superuser(NAME)
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
