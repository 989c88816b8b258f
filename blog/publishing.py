"""Verbs that change a post or a page. Forms, the admin, commands and importers call these and nothing else.

Each is atomic and may be called twice. Who may call which is asked by the caller (``blog.roles``).
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from blog import derived, redirects, revisions, taxonomy
from blog.models import Author, Category, Kind, Post, SiteSettings, Status, User
from blog.slugs import free_slug, slug_of


class EditConflictError(Exception):
    """Somebody else saved the post since it was opened; ``stored`` is what it says now."""

    def __init__(self, stored: Post) -> None:
        super().__init__(
            _("This has been changed since you opened it here. Nothing of that was overwritten.")
        )
        self.stored = stored


@transaction.atomic
def save_post(
    *,
    post: Post,
    by: User | None,
    authors: Sequence[Author] | None = None,
    categories: Iterable[Category] | None = None,
    tags: Iterable[str] | None = None,
    expected_version: int | None = None,
    note: str = "",
) -> Post:
    """Save ``post`` as it stands in hand, new or changed, with everything that hangs on it.

    ``None`` leaves authors, categories or tags as they are. Settles the address (a slug that is free on
    its day), leaves a redirect where a published address changes, keeps a revision, and refreshes all
    derived data. ``note`` is kept with the revision.

    Raises :class:`EditConflictError` when ``expected_version`` is given and is no longer the stored one.
    """
    before = _locked(post)
    if before is not None and expected_version is not None and before.version != expected_version:
        raise EditConflictError(before)
    left = derived.neighbour_keys([before]) if before else set()
    _settle(post, before)
    post.save()
    if authors is not None:
        left |= taxonomy.set_authors(post=post, authors=authors)
    if categories is not None:
        left |= taxonomy.set_categories(post=post, categories=categories)
    if tags is not None:
        left |= taxonomy.set_tags(post=post, names=tags)
    if before is not None:
        _keep_address(before, post)
    revisions.record(post=post, by=by, note=note)
    derived.refresh([post], also=left)
    return post


def publish(*, post: Post, by: User | None, at: datetime.datetime | None = None, **kwargs: Any) -> Post:
    """Publish now, or at ``at`` (aware); a time to come schedules. A post that is published stays so.

    Further arguments are those of :func:`save_post`.
    """
    if at is not None:
        post.published_at = at
    elif post.published_at is None or (
        post.status != Status.PUBLISHED and post.published_at > timezone.now()
    ):
        post.published_at = timezone.now()
    post.status = Status.PUBLISHED
    return save_post(post=post, by=by, **kwargs)


def schedule(*, post: Post, by: User | None, at: datetime.datetime, **kwargs: Any) -> Post:
    """Publish at ``at``. Raises ValueError where that is not in the future."""
    if at <= timezone.now():
        raise ValueError(_("A post can be scheduled only for a time to come."))
    return publish(post=post, by=by, at=at, **kwargs)


def unpublish(*, post: Post, by: User | None, **kwargs: Any) -> Post:
    """Make it a draft again. Its address is kept, so that publishing it again restores every link."""
    post.status = Status.DRAFT
    return save_post(post=post, by=by, **kwargs)


def submit_for_review(*, post: Post, by: User | None, **kwargs: Any) -> Post:
    """Hand a draft to the editors."""
    post.status = Status.REVIEW
    return save_post(post=post, by=by, **kwargs)


def make_private(*, post: Post, by: User | None, **kwargs: Any) -> Post:
    """Let only staff read it, at its own address."""
    post.published_at = post.published_at or timezone.now()
    post.status = Status.PRIVATE
    return save_post(post=post, by=by, **kwargs)


def trash(*, post: Post, by: User | None, **kwargs: Any) -> Post:
    """Take it away from everybody but the desk; its address says 410, and nothing is deleted."""
    post.status = Status.TRASH
    return save_post(post=post, by=by, **kwargs)


def _locked(post: Post) -> Post | None:
    return Post.entries.select_for_update().filter(pk=post.pk).first() if post.pk else None


def _settle(post: Post, before: Post | None) -> None:
    """Work out everything about the post that follows from what its writer chose."""
    now = timezone.now()
    post.modified_at = now
    if before is not None:
        post.version = before.version + 1
        post.comment_count, post.last_comment_at = before.comment_count, before.last_comment_at
        post.counted_on = before.counted_on
    if post.kind == Kind.PAGE:
        if post.status in (Status.PUBLISHED, Status.PRIVATE) and post.published_at is None:
            post.published_at = now
    elif post.published_at is None:
        post.published_on = before.published_on if before and _has_been_public(before) else None
    elif before is None or before.published_at != post.published_at or post.published_on is None:
        post.published_on = timezone.localdate(post.published_at, SiteSettings.current().zone)
    settle_address(post)


def settle_address(post: Post) -> None:
    """Give ``post`` the first free spelling of its slug: on its day, or, if a page, below its parent.

    Doesn't save it. ``published_on`` must be right; the importer keeps the days that readers know.
    """
    if post.slug or post.title:
        post.slug = slug_of(post.slug or post.title, fallback="untitled")
    others = Post.entries.filter(kind=post.kind).exclude(pk=post.pk)
    if post.kind == Kind.PAGE:
        below = post.parent.path if post.parent and post.parent.path else ""
        post.slug = free_slug(
            post.slug or "page",
            lambda slug: (
                not _leads_to_a_page(f"/{below}{slug}/") or others.filter(path=f"{below}{slug}/").exists()
            ),
        )
        post.path = f"{below}{post.slug}/"
    elif post.published_on is not None:
        on_the_day = others.filter(published_on=post.published_on)
        post.slug = free_slug(post.slug or "untitled", lambda slug: on_the_day.filter(slug=slug).exists())


def _leads_to_a_page(path: str) -> bool:
    """A page called "tags" or "2007" would stand behind the list that has this address already."""
    try:
        return resolve(path).view_name == "blog:page"
    except Resolver404:
        return True  # too long or too deep for any address: no other slug would change that


def _keep_address(before: Post, post: Post) -> None:
    """Redirect from the address that was public to the one that is."""
    if before.kind == Kind.PAGE and before.path and before.path != post.path:
        children = Post.entries.filter(path__startswith=before.path).exclude(pk=post.pk)
        for child in children:
            old = child.get_absolute_url()
            child.path = f"{post.path}{(child.path or '').removeprefix(before.path)}"
            Post.entries.filter(pk=child.pk).update(path=child.path)
            redirects.record(old=old, new=child.get_absolute_url())
    if _has_been_public(before):
        redirects.record(old=before.get_absolute_url(), new=post.get_absolute_url())


def _has_been_public(before: Post) -> bool:
    """Whether its address may be known; one whose time was taken away afterwards has kept its day."""
    if before.published_at is None:
        return before.published_on is not None
    return before.published_at <= timezone.now()
