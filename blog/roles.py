"""Roles: who may do what at the desk. A role is a group; its permissions are written here and nowhere else.

Questions about one post ("may she change it?") are functions, because the answer hangs on whose post it is.
"""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blog.models import Author, Byline, Kind, Post, Status, User
from blog.models.post import PostQuerySet


class Role(models.TextChoices):
    """The value is the group's name, the label what people read."""

    ADMINISTRATOR = "Administrator", _("Administrator")
    EDITOR = "Editor", _("Editor")
    AUTHOR = "Author", _("Author")
    CONTRIBUTOR = "Contributor", _("Contributor")
    MODERATOR = "Moderator", _("Moderator")


def _all_of(*names: str) -> set[str]:
    return {f"blog.{verb}_{name}" for name in names for verb in ("view", "add", "change", "delete")}


# Permissions of the higher app are named here by text alone: this app runs without it.
_MODERATOR = {"blog.view_post", "comments.view_comment", "comments.change_comment"}
_CONTRIBUTOR = {"blog.view_post", "blog.add_post", "blog.change_post", "blog.view_media"}
_AUTHOR = _CONTRIBUTOR | {"blog.publish_post", "blog.add_media", "blog.change_media"}
_EDITOR = (
    _AUTHOR
    | _MODERATOR
    | {"blog.change_others_post", "blog.view_page", "blog.add_page", "blog.change_page"}
    | _all_of("category", "tag", "author", "redirect", "media")
)
PERMISSIONS: dict[Role, set[str]] = {
    Role.EDITOR: _EDITOR,
    Role.AUTHOR: _AUTHOR,
    Role.CONTRIBUTOR: _CONTRIBUTOR,
    Role.MODERATOR: _MODERATOR,
}
APPS = ("blog", "comments")


def mend(*, using: str = "default") -> None:
    """Give every role its group with exactly its permissions; the administrators' has all of our apps."""
    ours = Permission.objects.using(using).filter(content_type__app_label__in=APPS)
    permissions = ours.select_related("content_type")
    by_name = {f"{row.content_type.app_label}.{row.codename}": row for row in permissions}
    for role in Role:
        group, _made = Group.objects.using(using).get_or_create(name=role.value)
        wanted = PERMISSIONS.get(role, by_name.keys())
        group.permissions.set(row for name, row in by_name.items() if name in wanted)


def mend_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Receiver of ``post_migrate``: permissions don't exist yet while migrations run on a new database."""
    if sender.label in APPS:
        create_permissions(sender, verbosity=0, using=using)
        mend(using=using)


def role_of(user: User) -> Role | None:
    """The first (most powerful) role of an account; who may do everything is an administrator."""
    if user.is_superuser:
        return Role.ADMINISTRATOR
    names = {group.name for group in user.groups.all()}
    return next((role for role in Role if role.value in names), None)


def author_of(user: User) -> Author | None:
    """The profile that is somebody's name over their posts."""
    return getattr(user, "author", None)


def own_posts(user: User) -> Q:
    """The condition under which a post is somebody's own: their name stands over it.

    The name is looked up before: how many posts an account has written, a database could not even guess.
    """
    return Q(pk__in=Byline.objects.filter(author=author_of(user)).values("post"))


def owns(user: User, post: Post) -> bool:
    return post.bylines.filter(author__user=user).exists()


def may_change(user: User, post: Post) -> bool:
    """Editors change everything; authors their own; contributors their own until it is published."""
    if post.kind == Kind.PAGE:
        return user.has_perm("blog.change_page")
    if not user.has_perm("blog.change_post"):
        return False
    if user.has_perm("blog.change_others_post"):
        return True
    is_out = post.status in (Status.PUBLISHED, Status.PRIVATE)
    return (not is_out or user.has_perm("blog.publish_post")) and owns(user, post)


def may_view(user: User, post: Post) -> bool:
    """What everybody can read on the site, and at the desk one's own, or all of it for editors."""
    if post.kind == Kind.PAGE:
        return user.has_perm("blog.view_page")
    if not user.has_perm("blog.view_post"):
        return False
    return user.has_perm("blog.change_others_post") or post.is_public or owns(user, post)


def may_publish(user: User, post: Post) -> bool:
    """Publish, schedule, make private: whatever readers notice."""
    return user.has_perm("blog.publish_post") and may_change(user, post)


def sees_own_only(user: User) -> bool:
    return user.has_perm("blog.change_post") and not user.has_perm("blog.change_others_post")


def visible_at_desk(user: User, posts: PostQuerySet) -> PostQuerySet:
    """The posts in somebody's list: all for editors, their own for writers, the public ones for others."""
    if sees_own_only(user):
        return posts.filter(own_posts(user))
    return posts if user.has_perm("blog.change_others_post") else posts.public()
