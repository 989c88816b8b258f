"""Who may do what at the desk: one table, tried on the server by everybody, whatever buttons they see."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from blog.accounts import writing_name
from blog.models import Category, Media, Post, Redirect, SiteSettings, Status, Tag, User
from comments.models import Ban, Comment, CommentStatus, DiscussionSettings
from tests.blog.admin.desk import picture
from tests.cast import Cast, author_of, make_cast
from tests.comment_factories import make_comment
from tests.factories import make_category, make_page, make_post, make_user

pytestmark = pytest.mark.django_db

PEOPLE = ("reader", "connie", "arthur", "edith", "maud", "ada")

# What is tried, and who may. Everybody else is sent to the sign-in, or told 403, and nothing changes.
TABLE: dict[str, tuple[str, ...]] = {
    "list posts": ("connie", "arthur", "edith", "maud", "ada"),
    "write a draft": ("connie", "arthur", "edith", "ada"),
    "see a text as it will stand": ("connie", "arthur", "edith", "ada"),
    "submit for review": ("connie", "arthur", "edith", "ada"),
    "publish a new post": ("arthur", "edith", "ada"),
    "change their own draft": ("connie", "arthur", "edith", "ada"),
    "change another's draft": ("edith", "ada"),
    "read another's draft": ("edith", "ada"),
    "publish their own draft": ("arthur", "edith", "ada"),
    "publish another's draft": ("edith", "ada"),
    "publish from the list": ("edith", "ada"),
    "change their own published post": ("arthur", "edith", "ada"),
    "unpublish another's post": ("edith", "ada"),
    "trash their own draft": ("connie", "arthur", "edith", "ada"),
    "trash another's draft": ("edith", "ada"),
    "read another's history": ("edith", "ada"),
    "read another's title by completion": ("edith", "ada"),
    "change a page": ("edith", "ada"),
    "add a category": ("edith", "ada"),
    "rename a tag": ("edith", "ada"),
    "merge two tags": ("edith", "ada"),
    "delete a category": ("edith", "ada"),
    "change an author": ("edith", "ada"),
    "add a redirect": ("edith", "ada"),
    "upload a file": ("arthur", "edith", "ada"),
    "list comments": ("edith", "maud", "ada"),
    "approve a comment": ("edith", "maud", "ada"),
    "approve from the list": ("edith", "maud", "ada"),
    "approve in a row of the list": ("edith", "maud", "ada"),
    "answer in a row of the list": ("edith", "maud", "ada"),
    "ban in a row of the list": ("edith", "maud", "ada"),
    "read the moderation log": ("edith", "maud", "ada"),
    "read a sender's address": ("edith", "maud", "ada"),
    "list users": ("ada",),
    "invite a user": ("ada",),
    "give a role": ("ada",),
    "change the site's settings": ("ada",),
    "change the discussion settings": ("ada",),
}
POST_ADD = "/admin/blog/post/add/"
NO_ROWS = {
    f"{prefix}-{name}": "0"
    for prefix in ("bylines", "update_notes", "links")
    for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}


class Try:
    """One person's attempts; each method returns whether it succeeded, judged by what changed."""

    def __init__(self, cast: Cast, client: Client, user: User | None) -> None:
        self.cast, self.client, self.user = cast, client, user

    def opens(self, address: str) -> bool:
        return self.client.get(address).status_code == 200

    def sends(self, address: str, **values: Any) -> None:
        self.client.post(address, {**NO_ROWS, **values})

    def own(self, status: Status) -> Post:
        authors = [author_of(self.user)] if self.user and hasattr(self.user, "author") else []
        return make_post("Theirs", status=status, authors=authors)

    def others(self, status: Status) -> Post:
        otto = make_user("otto")
        return make_post("Otto's", status=status, authors=[writing_name(otto)])

    def press(self, post: Post, button: str) -> Post:
        self.sends(f"/admin/blog/post/{post.pk}/change/", title="Changed", format="markdown",
                   comment_switch="default", slug=post.slug, published_at_0="2020-01-01",
                   published_at_1="10:00", **{button: "1"})  # fmt: skip
        return Post.objects.get(pk=post.pk)

    def changes(self, post: Post, button: str) -> bool:
        return self.press(post, button).title == "Changed"

    def reaches(self, post: Post, button: str, status: Status) -> bool:
        return self.press(post, button).status == status

    def adds(self, button: str, status: Status) -> bool:
        self.sends(POST_ADD, title="New", format="markdown", comment_switch="default", **{button: "1"})
        return Post.objects.filter(title="New", status=status).exists()

    def completes_title(self) -> bool:
        """Django completes the names of whatever a relation of any model leads to."""
        self.others(Status.DRAFT)
        about = "app_label=blog&model_name=updatenote&field_name=post&term="
        return "Otto" in self.client.get(f"/admin/autocomplete/?{about}").content.decode()

    def sees_text(self) -> bool:
        answer = self.client.post("/admin/blog/post/text/", {"source": "*word*"})
        return answer.status_code == 200 and "<em>word</em>" in answer.json()["html"]

    def uploads(self) -> bool:
        self.sends("/admin/blog/media/add/", upload=picture())
        return Media.objects.exists()

    def renames_tag(self) -> bool:
        make_post(tags=["old"])
        tag = Tag.objects.get()
        self.sends(f"/admin/blog/tag/{tag.pk}/change/", name="new", slug="new")
        return Tag.objects.get().name == "new"

    def merges_tags(self) -> bool:
        make_post(tags=["old", "new"])
        self.sends(f"/admin/blog/tag/{Tag.objects.get(name='old').pk}/merge/", into="new")
        return not Tag.objects.filter(name="old").exists()

    def deletes_category(self) -> bool:
        category = make_category()
        self.sends(f"/admin/blog/category/{category.pk}/delete/", post="yes")
        return not Category.objects.exists()

    def changes_author(self) -> bool:
        author = author_of(self.cast.connie)
        self.sends(f"/admin/blog/author/{author.pk}/change/", name="Renamed", slug="x", format="markdown")
        author.refresh_from_db()
        return author.name == "Renamed"

    def changes_page(self) -> bool:
        page = make_page("About")
        self.sends(
            f"/admin/blog/page/{page.pk}/change/", title="Changed", format="markdown", menu_order="0",
            comment_switch="default", slug="about", published_at_0="2020-01-01", published_at_1="10:00",
            _save="1",
        )  # fmt: skip
        return Post.entries.get(pk=page.pk).title == "Changed"

    def from_list(self, model: str, row: Any, action: str) -> None:
        self.sends(f"/admin/{model}/", action=action, _selected_action=row.pk)
        row.refresh_from_db()

    def publishes_from_list(self) -> bool:
        post = self.others(Status.DRAFT)
        self.from_list("blog/post", post, "publish")
        return bool(post.is_public)

    def held(self) -> Comment:
        return make_comment(status=CommentStatus.PENDING, email="secret@example.org")

    def approves(self) -> bool:
        comment = self.held()
        self.sends(f"/admin/comments/comment/{comment.pk}/change/", _approve="1")
        comment.refresh_from_db()
        return comment.is_visible

    def approves_from_list(self) -> bool:
        comment = self.held()
        self.sends("/admin/comments/comment/", bulk="_approve", tick=f"{comment.pk}:{comment.version}")
        comment.refresh_from_db()
        return comment.is_visible

    def approves_in_row(self) -> bool:
        comment = self.held()
        self.sends("/admin/comments/comment/", decide=f"_approve:{comment.pk}:{comment.version}")
        comment.refresh_from_db()
        return comment.is_visible

    def answers_in_row(self) -> bool:
        comment = self.held()
        self.sends(f"/admin/comments/comment/{comment.pk}/reply/", text="Welcome.", seen=comment.version)
        return comment.replies.exists()

    def bans_in_row(self) -> bool:
        comment = self.held()
        fields = {"what": f"email:{comment.author_email}", "days": "7", "seen": comment.version}
        self.sends(
            f"/admin/comments/comment/{comment.pk}/ban/",
            **{f"ban-{name}": value for name, value in fields.items()},
        )
        return Ban.objects.exists()

    def reads_sender(self) -> bool:
        answer = self.client.get(f"/admin/comments/comment/{self.held().pk}/change/")
        return "secret@example.org" in answer.content.decode()

    def invites(self) -> bool:
        self.sends("/admin/blog/user/add/", name="Zoe", email="zoe@example.org", role="Editor")
        return User.objects.filter(email="zoe@example.org").exists()

    def gives_role(self) -> bool:
        user = make_user("otto")
        self.sends(
            f"/admin/blog/user/{user.pk}/change/",
            username="otto",
            email="otto@example.org",
            role="Administrator",
            is_active="on",
        )
        return User.objects.get(pk=user.pk).groups.filter(name="Administrator").exists()

    def changes_settings(self) -> bool:
        self.sends(
            "/admin/blog/sitesettings/1/change/", title="Taken over", language_code="en", time_zone="UTC",
            posts_per_page="10", feed_items="20",
        )  # fmt: skip
        return SiteSettings.current().title == "Taken over"

    def changes_discussion(self) -> bool:
        self.sends(
            "/admin/comments/discussionsettings/1/change/", site_closed_message="Closed", max_links="3",
            close_after_days="0", close_after_quiet_days="0", quiet_minutes="5", edit_minutes="60",
            max_length="1000", flood_seconds="5", keep_trash_days="30", keep_ip_days="9",
        )  # fmt: skip
        return DiscussionSettings.current().site_closed_message == "Closed"

    def adds_row(self, model: Any, **values: str) -> bool:
        self.sends(f"/admin/blog/{model._meta.model_name}/add/", **values)
        return bool(model.objects.exists())


def _adds_redirect(actor: Try) -> bool:
    return actor.adds_row(Redirect, path="/old/", target="/new/")


ATTEMPTS: dict[str, Callable[[Try], bool]] = {
    "list posts": lambda who: who.opens("/admin/blog/post/"),
    "write a draft": lambda who: who.adds("_draft", Status.DRAFT),
    "see a text as it will stand": Try.sees_text,
    "submit for review": lambda who: who.adds("_review", Status.REVIEW),
    "publish a new post": lambda who: who.adds("_publish", Status.PUBLISHED),
    "change their own draft": lambda who: who.changes(who.own(Status.DRAFT), "_draft"),
    "change another's draft": lambda who: who.changes(who.others(Status.DRAFT), "_draft"),
    "read another's draft": lambda who: who.opens(f"/admin/blog/post/{who.others(Status.DRAFT).pk}/change/"),
    "publish their own draft": lambda who: who.reaches(who.own(Status.DRAFT), "_publish", Status.PUBLISHED),
    "publish another's draft": lambda who: who.reaches(
        who.others(Status.DRAFT), "_publish", Status.PUBLISHED
    ),
    "publish from the list": Try.publishes_from_list,
    "change their own published post": lambda who: who.changes(who.own(Status.PUBLISHED), "_save"),
    "unpublish another's post": lambda who: who.reaches(
        who.others(Status.PUBLISHED), "_unpublish", Status.DRAFT
    ),
    "trash their own draft": lambda who: who.reaches(who.own(Status.DRAFT), "_trash", Status.TRASH),
    "trash another's draft": lambda who: who.reaches(who.others(Status.DRAFT), "_trash", Status.TRASH),
    "read another's history": lambda who: who.opens(
        f"/admin/blog/post/{who.others(Status.DRAFT).pk}/history/"
    ),
    "read another's title by completion": Try.completes_title,
    "change a page": Try.changes_page,
    "add a category": lambda who: who.adds_row(Category, name="New", format="markdown"),
    "rename a tag": Try.renames_tag,
    "merge two tags": Try.merges_tags,
    "delete a category": Try.deletes_category,
    "change an author": Try.changes_author,
    "add a redirect": _adds_redirect,
    "upload a file": Try.uploads,
    "list comments": lambda who: who.opens("/admin/comments/comment/"),
    "approve a comment": Try.approves,
    "approve from the list": Try.approves_from_list,
    "approve in a row of the list": Try.approves_in_row,
    "answer in a row of the list": Try.answers_in_row,
    "ban in a row of the list": Try.bans_in_row,
    "read the moderation log": lambda who: who.opens("/admin/comments/moderationlog/"),
    "read a sender's address": Try.reads_sender,
    "list users": lambda who: who.opens("/admin/blog/user/"),
    "invite a user": Try.invites,
    "give a role": Try.gives_role,
    "change the site's settings": Try.changes_settings,
    "change the discussion settings": Try.changes_discussion,
}


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("what", TABLE)
def test_permission_table(what: str) -> None:
    """Each person tries in a world of their own; who succeeds is who is named."""
    cast = make_cast()
    succeeded = []
    for name in PEOPLE:
        point = transaction.savepoint()
        client = Client()
        user = None if name == "reader" else cast[name]
        if user is not None:
            client.force_login(user)
        if ATTEMPTS[what](Try(cast, client, user)):
            succeeded.append(name)
        transaction.savepoint_rollback(point)
    assert tuple(succeeded) == tuple(name for name in PEOPLE if name in TABLE[what])


def test_every_attempt_is_in_the_table() -> None:
    assert ATTEMPTS.keys() == TABLE.keys()


@pytest.mark.parametrize(
    "forged", [{"status": "published"}, {"_publish": "1"}, {"_schedule": "1"}, {"_private": "1"}]
)
def test_a_contributor_cannot_forge_a_publication(forged: dict[str, str]) -> None:
    cast, client = make_cast(), Client()
    client.force_login(cast.connie)
    post = make_post("Mine", status=Status.DRAFT, authors=[author_of(cast.connie)])
    data = {**NO_ROWS, "title": "Mine", "format": "markdown", "published_at_0": "2030-01-01",
            "published_at_1": "10:00", "sticky_until_0": "2030-01-01", "sticky_until_1": "10:00",
            "new_password": "mine", **forged}  # fmt: skip
    response = client.post(f"/admin/blog/post/{post.pk}/change/", data)
    assert response.status_code == (403 if "status" not in forged else 302)
    post.refresh_from_db()
    assert post.status == Status.DRAFT
    assert (post.published_at, post.sticky_until, post.password) == (None, None, "")


def test_writers_cannot_put_other_names_over_their_posts() -> None:
    cast, client = make_cast(), Client()
    client.force_login(cast.arthur)
    rows = {
        "bylines-TOTAL_FORMS": "1",
        "bylines-INITIAL_FORMS": "0",
        "bylines-0-author": author_of(cast.edith).pk,
        "bylines-0-position": "0",
    }
    client.post(
        POST_ADD,
        {**NO_ROWS, **rows, "title": "New", "format": "markdown", "comment_switch": "default", "_draft": "1"},
    )
    assert [row.author.user for row in Post.objects.get().bylines.all()] == [cast.arthur]


def test_readers_with_an_account_stay_outside() -> None:
    client = Client()
    client.force_login(make_user("rita"))
    for address in ("/admin/", "/admin/blog/post/", "/admin/blog/post/add/", "/admin/blog/post/tags/?q=a"):
        assert client.get(address).headers["Location"].startswith("/admin/login/")
