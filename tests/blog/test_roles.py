"""Groups made and mended, and whose post is whose."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from blog import roles
from blog.models import Post, Status, User
from blog.roles import Role
from tests.cast import author_of, make_cast
from tests.factories import days_ago, make_page, make_post

pytestmark = pytest.mark.django_db


def permissions_of(role: Role) -> set[str]:
    rows = Group.objects.get(name=role.value).permissions.select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}" for row in rows}


def test_migrating_makes_every_role_with_every_permission_it_names() -> None:
    assert set(Group.objects.values_list("name", flat=True)) >= set(Role.values)
    for role, wanted in roles.PERMISSIONS.items():
        assert permissions_of(role) == wanted
    ours = Permission.objects.filter(content_type__app_label__in=["blog", "comments"])
    assert len(permissions_of(Role.ADMINISTRATOR)) == ours.count() > 50


def test_mending_restores_what_was_changed_and_may_run_twice() -> None:
    group = Group.objects.get(name=Role.CONTRIBUTOR.value)
    group.permissions.set(Permission.objects.filter(codename__in=["publish_post", "delete_user"]))
    Group.objects.get(name=Role.EDITOR.value).delete()
    for _ in range(2):
        roles.mend()
    assert permissions_of(Role.CONTRIBUTOR) == roles.PERMISSIONS[Role.CONTRIBUTOR]
    assert permissions_of(Role.EDITOR) == roles.PERMISSIONS[Role.EDITOR]


def test_permissions_that_were_lost_are_made_again_by_migrate() -> None:
    Permission.objects.filter(codename="publish_post").delete()
    call_command("migrate", verbosity=0)
    assert "blog.publish_post" in permissions_of(Role.AUTHOR)


def test_groups_of_our_own_making_are_left_alone() -> None:
    guests = Group.objects.create(name="Guests")
    guests.permissions.set(Permission.objects.filter(codename="view_tag", content_type__app_label="blog"))
    roles.mend_after_migrate(apps.get_app_config("blog"), using="default")
    assert [row.codename for row in guests.permissions.all()] == ["view_tag"]


def test_a_post_is_its_authors_and_nobody_elses() -> None:
    cast = make_cast()
    post = make_post(authors=[author_of(cast.arthur), author_of(cast.connie)])
    assert [name for name in ("arthur", "connie", "edith", "maud") if roles.owns(cast[name], post)] == [
        "arthur",
        "connie",
    ]


STATES = {
    "draft": {"status": Status.DRAFT},
    "in review": {"status": Status.REVIEW},
    "scheduled": {"status": Status.PUBLISHED, "published_at": days_ago(-3)},
    "published": {"status": Status.PUBLISHED},
    "private": {"status": Status.PRIVATE},
    "in the trash": {"status": Status.TRASH},
}


@pytest.mark.parametrize("state", STATES)
def test_contributors_change_their_own_until_it_is_published(state: str) -> None:
    cast = make_cast()
    post = make_post(authors=[author_of(cast.connie)], **STATES[state])
    assert roles.may_change(cast.connie, post) == (state in ("draft", "in review", "in the trash"))
    assert not roles.may_publish(cast.connie, post)
    assert roles.may_view(cast.connie, post)


@pytest.mark.parametrize("state", STATES)
def test_others_drafts_are_seen_by_editors_only(state: str) -> None:
    cast = make_cast()
    post = make_post(authors=[author_of(cast.arthur)], **STATES[state])
    seen_by = {name for name in ("ada", "edith", "connie", "maud") if roles.may_view(cast[name], post)}
    everybody = {"ada", "edith", "connie", "maud"}
    assert seen_by == (everybody if state == "published" else {"ada", "edith"})


def test_a_password_keeps_the_text_from_other_writers_too() -> None:
    cast = make_cast()
    post = make_post(password="open sesame", authors=[author_of(cast.arthur)])
    assert roles.may_view(cast.arthur, post)
    assert not roles.may_view(cast.connie, post)


def test_lists_at_the_desk_hold_what_may_be_opened() -> None:
    cast = make_cast()
    own = make_post("Own", status=Status.DRAFT, authors=[author_of(cast.arthur)])
    public = make_post("Public", authors=[author_of(cast.edith)])
    hidden = make_post("Hidden", status=Status.DRAFT, authors=[author_of(cast.edith)])

    def listed(user: User) -> set[Post]:
        return set(roles.visible_at_desk(user, Post.objects.all()))

    assert listed(cast.edith) == listed(cast.ada) == {own, public, hidden}
    assert listed(cast.arthur) == {own}
    assert listed(cast.maud) == {public}


def test_pages_are_the_editors() -> None:
    cast, page = make_cast(), make_page(status=Status.DRAFT)
    changed_by = [name for name in ("ada", "edith", "arthur", "maud") if roles.may_change(cast[name], page)]
    assert changed_by == ["ada", "edith"]
    assert not roles.may_view(cast.arthur, page)
