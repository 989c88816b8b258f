"""The desk in a real browser, under the content policy: every page of it, and a day's work there."""

import pytest

from blog import media
from blog.models import Media, Post, Redirect, Status, Tag
from comments.models import CommentStatus
from tests.blog.admin.desk import picture
from tests.cast import Cast, author_of, make_cast
from tests.comment_factories import make_comment
from tests.factories import make_category, make_page, make_post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(settings, tmp_path) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    return make_cast()


def sign_in(page, name: str) -> None:
    page.goto("/admin/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", "secret")
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")


def addresses(cast: Cast) -> list[str]:
    """Every list, every form to add and to change, and what else the desk has."""
    post = make_post(
        "Hello", authors=[author_of(cast.edith)], tags=["Iraq"], categories=[make_category("Politics")]
    )
    post.update_notes.create(source="More.")
    rows = {
        "blog/post": post,
        "blog/page": make_page("About"),
        "blog/category": post.categories.get(),
        "blog/tag": Tag.objects.get(),
        "blog/author": author_of(cast.edith),
        "blog/user": cast.edith,
        "blog/redirect": Redirect.objects.create(path="/old/", target="/new/"),
        "blog/media": media.store(file=picture(), by=cast.edith, name="a.jpg"),
        "comments/comment": make_comment(status=CommentStatus.PENDING),
    }
    found = [
        "",
        "blog/",
        "password_change/",
        "blog/sitesettings/1/change/",
        "comments/discussionsettings/1/change/",
    ]
    for name, row in rows.items():
        found += [f"{name}/", f"{name}/{row.pk}/change/", f"{name}/{row.pk}/history/"]
        if name != "comments/comment":
            found.append(f"{name}/add/")
        if name in ("blog/redirect", "blog/media"):
            found.append(f"{name}/{row.pk}/delete/")
    return [f"/admin/{path}" for path in found]


def test_every_page_of_the_desk_keeps_the_content_policy(page, cast) -> None:
    """The fixture fails on a violation, an error in a script, or a part that cannot be loaded."""
    for outside in ("/admin/login/", "/admin/password/", "/admin/password/sent/", "/admin/password/x/y/"):
        assert page.goto(outside).status == 200
    sign_in(page, "ada")
    for address in addresses(cast):
        assert page.goto(address).status == 200, address
        assert page.locator("#site-name").inner_text() == "Parley"


def test_a_post_is_written_published_and_read(page, cast) -> None:
    make_post(tags=["Iraq War", "Iran", "Other"])
    make_category("Politics")
    sign_in(page, "edith")
    page.goto("/admin/blog/post/add/")
    page.fill("[name=title]", "Café in Baghdad")
    page.press("[name=title]", "Tab")
    assert page.input_value("[name=slug]") == "café-in-baghdad"
    page.fill("[name=source]", "A **bold** beginning.")
    page.check("text=Politics")
    page.fill("[name=tag_names]", "Coffee, ")
    page.locator("[name=tag_names]").press_sequentially("ira")
    page.locator("[role=option]").first.wait_for()
    assert page.locator("[role=option]").all_inner_texts() == ["Iran", "Iraq War"]
    page.press("[name=tag_names]", "ArrowDown")
    page.press("[name=tag_names]", "ArrowDown")
    page.press("[name=tag_names]", "Enter")
    assert page.input_value("[name=tag_names]") == "Coffee, Iraq War, "
    assert page.get_attribute("[name=tag_names]", "aria-expanded") == "false"
    page.click("[name=_publish]")
    page.click(".messagelist a")
    assert page.locator("h1", has_text="Café in Baghdad").is_visible()
    assert page.locator("article strong", has_text="bold").is_visible()
    for shown in ("Coffee", "Iraq War", "Politics", "Edith"):
        assert page.get_by_role("link", name=shown).first.is_visible()


def test_a_suggestion_is_taken_by_mouse_and_closed_by_escape(page, cast) -> None:
    make_post(tags=["Smith, John"])
    sign_in(page, "edith")
    page.goto("/admin/blog/post/add/")
    tags = page.locator("[name=tag_names]")
    tags.press_sequentially("smi")
    page.locator("[role=option]", has_text="Smith, John").click()
    assert tags.input_value() == '"Smith, John", '
    tags.press_sequentially("smi")
    page.locator("[role=option]").wait_for()
    tags.press("Escape")
    page.locator("[role=option]").wait_for(state="detached")


def test_authors_are_found_while_typing(page, cast) -> None:
    post = make_post(authors=[author_of(cast.edith)])
    sign_in(page, "edith")
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    page.locator("#bylines-group .select2-selection").nth(1).click()
    page.locator(".select2-search__field").press_sequentially("arth")
    page.locator(".select2-results__option", has_text="Arthur").click()
    page.fill("[name=bylines-1-position]", "1")
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist")
    assert [row.author.name for row in post.bylines.all()] == ["Edith", "Arthur"]


def test_without_javascript_a_post_is_written_too(page_without_js, cast) -> None:
    page = page_without_js
    sign_in(page, "edith")
    page.goto("/admin/blog/post/add/")
    page.fill("[name=title]", "Plain")
    page.fill("[name=tag_names]", "Iraq, C++")
    page.click("[name=_publish]")
    page.wait_for_selector(".messagelist")
    post = Post.objects.get(title="Plain")
    assert post.status == Status.PUBLISHED
    assert set(post.tags.names()) == {"Iraq", "C++"}


def test_a_picture_is_uploaded_and_featured(page, cast) -> None:
    post = make_post()
    sign_in(page, "edith")
    page.goto("/admin/blog/media/add/")
    upload = picture()
    page.set_input_files(
        "[name=upload]", {"name": upload.name, "mimeType": "image/jpeg", "buffer": upload.read()}
    )
    page.fill("[name=alt]", "A café")
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist")
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    page.locator(".field-featured_image .select2-selection").click()
    page.locator(".select2-results__option", has_text="cafe").click()
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist")
    assert Post.objects.get(pk=post.pk).featured_image == Media.objects.get()


def test_a_held_comment_is_approved_and_read(page, cast) -> None:
    comment = make_comment(text="First time here.", status=CommentStatus.PENDING)
    sign_in(page, "maud")
    page.goto("/admin/comments/comment/")
    page.click("text=First time here.")
    page.fill("[name=reason]", "Welcome")
    page.click("[name=_approve]")
    page.wait_for_selector(".messagelist")
    page.goto(comment.post.get_absolute_url())
    assert page.locator("text=First time here.").is_visible()
