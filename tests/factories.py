"""Makers of test data. Each goes through the verbs, so what tests see is what the product makes."""

import datetime
from itertools import count
from typing import Any

from django.utils import timezone

from blog import pagecache, publishing, taxonomy
from blog.models import Author, Category, Page, Post, SiteSettings, Status, User

_numbers = count(1)


def make_user(username: str = "", **fields: Any) -> User:
    username = username or f"user{next(_numbers)}"
    fields.setdefault("email", f"{username}@example.org")
    return User.objects.create_user(username=username, password=fields.pop("password", "secret"), **fields)


def make_author(name: str = "", **fields: Any) -> Author:
    return taxonomy.save_author(author=Author(name=name or f"Author {next(_numbers)}", **fields))


def make_category(name: str = "", parent: Category | None = None, **fields: Any) -> Category:
    return taxonomy.save_category(
        category=Category(name=name or f"Category {next(_numbers)}", parent=parent, **fields)
    )


def make_post(title: str = "", *, by: User | None = None, **fields: Any) -> Post:
    """A published post of yesterday, unless ``status`` or ``published_at`` say otherwise."""
    terms = {name: fields.pop(name) for name in ("authors", "categories", "tags") if name in fields}
    raw_password = fields.pop("password", "")
    status = fields.setdefault("status", Status.PUBLISHED)
    if status in (Status.PUBLISHED, Status.PRIVATE):
        fields.setdefault("published_at", timezone.now() - datetime.timedelta(days=1))
    fields.setdefault("source", "Some text.")
    post = Post(title=title or f"Post {next(_numbers)}", **fields)
    post.set_password(raw_password)
    return publishing.save_post(post=post, by=by, **terms)


def make_page(title: str = "", *, by: User | None = None, **fields: Any) -> Page:
    fields.setdefault("status", Status.PUBLISHED)
    fields.setdefault("source", "Some text.")
    page = Page(title=title or f"Page {next(_numbers)}", **fields)
    publishing.save_post(post=page, by=by)
    return page


def set_site(**fields: Any) -> SiteSettings:
    site = SiteSettings.current()
    for name, value in fields.items():
        setattr(site, name, value)
    site.save()
    pagecache.invalidate({"site"})  # not by the verb, which refuses what older versions have stored
    return site


def make_first_stamps() -> None:
    """Make the stamps that a migration makes: tests with transactions of their own empty all tables."""
    pagecache.invalidate(("site", "lists", "order", "schedule", "terms", "authors"))


def days_ago(days: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)
