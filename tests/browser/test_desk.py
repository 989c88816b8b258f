"""The desk in a real browser, under the content policy: every page of it, and a day's work there."""

import pytest
from playwright.sync_api import expect

from blog import media
from blog.models import Media, Post, Redirect, Status, Tag
from comments.models import Ban, Comment, CommentStatus, ModerationLog
from tests.blog.admin.desk import picture
from tests.cast import Cast, author_of, make_cast
from tests.comment_factories import make_comment, set_discussion
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
    log = ModerationLog.objects.create(comment=rows["comments/comment"], after=CommentStatus.PENDING)
    found = [
        "",
        "blog/",
        "password_change/",
        "blog/sitesettings/1/change/",
        "comments/discussionsettings/1/change/",
        "comments/moderationlog/",
        f"comments/moderationlog/{log.pk}/change/",
    ]
    for name, row in rows.items():
        found += [f"{name}/", f"{name}/{row.pk}/change/", f"{name}/{row.pk}/history/"]
        if name != "comments/comment":
            found.append(f"{name}/add/")
        if name in ("blog/redirect", "blog/media"):
            found.append(f"{name}/{row.pk}/delete/")
    return [f"/admin/{path}" for path in found]


@pytest.mark.looks
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
    expect(page.locator("h1", has_text="Café in Baghdad")).to_be_visible()
    expect(page.locator("article strong", has_text="bold")).to_be_visible()
    for shown in ("Coffee", "Iraq War", "Politics", "Edith"):
        expect(page.get_by_role("link", name=shown).first).to_be_visible()


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


# --- The editor


def test_what_is_typed_is_seen_as_it_will_stand(page, cast) -> None:
    sign_in(page, "connie")
    page.goto("/admin/blog/post/add/")
    page.fill("[name=source]", "A *first* line.\n\n![](https://pictures.example/1.png)")
    seen = page.locator(".pane-out")
    seen.locator("em", has_text="first").wait_for()
    assert page.locator("[data-length]").inner_text() == "3 words"
    assert page.locator("[data-hint=pictures]").inner_text().startswith("A picture has no description")
    page.fill("[name=title]", "Long " * 20)
    assert page.locator("[data-hint=title]").inner_text().startswith("The title has more than 70")
    page.fill("[name=source]", "<script>document.title = 'run'</script> Nothing.")
    seen.get_by_text("Nothing.").wait_for()
    assert page.title() != "run"


def test_tools_write_markdown_that_undo_takes_back(page, cast) -> None:
    sign_in(page, "connie")
    page.goto("/admin/blog/post/add/")
    source = page.locator("[name=source]")
    source.fill("bridge")
    source.select_text()
    page.get_by_role("button", name="Bold").click()
    assert source.input_value() == "**bridge**"
    source.press("Control+i")
    assert source.input_value() == "**_bridge_**"
    page.get_by_role("button", name="Footnote").click()
    assert source.input_value() == "**_[^1]_**\n\n[^1]: "
    for _ in range(3):
        source.press("Control+z")
    assert source.input_value() == "**bridge**"
    page.get_by_role("button", name="Heading").click()
    assert source.input_value() == "## **bridge**"
    page.locator("summary", has_text="More").click()
    page.select_option("[name=format]", "html")
    expect(page.get_by_role("toolbar")).to_be_hidden()


def test_leaving_with_unsaved_words_is_asked_about(page, cast) -> None:
    sign_in(page, "connie")
    page.goto("/admin/blog/post/add/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("[name=title]").press_sequentially("Kept?")
    page.click("#site-name a")
    page.wait_for_url("**/admin/")
    assert asked == ["beforeunload"]


def test_an_update_is_added_on_a_telephone(page, cast) -> None:
    post = make_post(authors=[author_of(cast.edith)])
    sign_in(page, "edith")
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    page.click("#update_notes-group .add-row a")
    assert page.locator("label[for=id_update_notes-0-source]").bounding_box()["width"] > 20
    page.fill("[name=update_notes-0-source]", "A correction.")
    page.fill("[name=update_notes-0-noted_at_0]", "2026-03-01")
    page.fill("[name=update_notes-0-noted_at_1]", "09:30")
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist")
    note = post.update_notes.get()
    assert (note.source, f"{note.noted_at:%Y-%m-%d %H:%M}") == ("A correction.", "2026-03-01 09:30")


# --- The queue


def test_a_held_comment_is_approved_with_a_reason_and_read(page, cast) -> None:
    comment = make_comment(text="First time here.", status=CommentStatus.PENDING)
    sign_in(page, "maud")
    page.click("text=First time here.")
    page.fill("[name=reason]", "Welcome")
    page.click("[name=_approve]")
    page.wait_for_selector(".messagelist")
    page.goto(comment.post.get_absolute_url())
    expect(page.locator("text=First time here.")).to_be_visible()


def test_the_queue_is_worked_off_by_keyboard(page, cast) -> None:
    set_discussion(flood_seconds=0)
    for text in ("Oldest", "Older", "Newest"):
        make_comment(text=text, status=CommentStatus.PENDING)
    sign_in(page, "maud")
    page.goto("/admin/comments/comment/")
    here = page.locator(".queued:focus")
    page.keyboard.press("a")  # nobody has the focus yet
    expect(page.locator(".queued")).to_have_count(3)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(here).to_contain_text("Older")
    page.keyboard.press("s")
    expect(page.locator(".messagelist")).to_contain_text("among the spam")
    expect(here).to_contain_text("Newest")
    page.keyboard.press("u")
    expect(page.locator(".messagelist")).to_contain_text("Taken back")
    expect(here).to_contain_text("Older")
    page.keyboard.press("t")
    expect(page.locator(".messagelist")).to_contain_text("in the trash")
    page.keyboard.press("k")
    expect(here).to_contain_text("Oldest")
    page.keyboard.press("a")
    expect(page.locator(".messagelist")).to_contain_text("is approved")
    assert {row.source: row.status for row in Comment.objects.all()} == {
        "Oldest": CommentStatus.APPROVED,
        "Older": CommentStatus.TRASH,
        "Newest": CommentStatus.PENDING,
    }
    page.fill("#searchbar", "")
    page.locator("#searchbar").press_sequentially("jas")
    assert page.input_value("#searchbar") == "jas"


def test_reply_and_ban_are_keys_away_and_ticks_decide_about_many(page, cast) -> None:
    set_discussion(flood_seconds=0)
    for text in ("May I ask?", "Cheap pills!", "More pills!", "And more!"):
        make_comment(text=text, status=CommentStatus.PENDING)
    sign_in(page, "maud")
    page.goto("/admin/comments/comment/")
    told, field = page.locator(".messagelist"), page.locator("textarea:focus")
    page.keyboard.press("j")
    page.keyboard.press("r")
    field.press_sequentially("Of course.")  # the key that opened it is not its first letter
    expect(field).to_have_value("Of course.")
    page.get_by_role("button", name="Approve and reply").click()
    expect(told).to_contain_text("Your reply stands there as #2.")
    expect(page.locator(".queued:focus")).to_contain_text("Cheap pills!")
    page.keyboard.press("b")
    expect(page.locator("select:focus")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".queued details[open]")).to_have_count(0)
    page.keyboard.press("b")
    page.locator(".queued:has-text('Cheap') select").last.select_option("_spam")
    page.locator("details[open]").get_by_role("button", name="Ban").click()
    expect(told).to_contain_text("The comment is put away.")
    page.get_by_label("All on this page").check()
    page.locator("#bulk").get_by_role("button", name="Trash").click()
    expect(told).to_contain_text("2 comments are in the trash.")
    page.keyboard.press("z")
    expect(told).to_contain_text("Taken back: 2 comments")
    assert Ban.objects.count() == 1
    assert Comment.objects.get(source="Of course.").is_visible
    assert Comment.objects.get(source="Cheap pills!").status == CommentStatus.SPAM


def test_without_javascript_the_queue_works(page_without_js, cast) -> None:
    page = page_without_js
    set_discussion(flood_seconds=0)
    comments = [make_comment(text=f"May I, {n}?", status=CommentStatus.PENDING) for n in range(3)]
    sign_in(page, "maud")
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto("/admin/comments/comment/")
    told = page.locator(".messagelist")
    page.locator(".verbs").first.get_by_role("button", name="Approve").click()
    expect(told).to_contain_text("is approved")
    told.get_by_role("button", name="Undo").click()
    expect(told).to_contain_text("Taken back")
    page.locator("[name=tick]").nth(1).check()
    page.locator("#bulk").get_by_role("button", name="Trash").click()
    expect(told).to_contain_text("1 comment is in the trash.")
    page.locator("summary", has_text="Reply").first.click()
    page.locator("textarea").first.fill("You may.")
    page.get_by_role("button", name="Approve and reply").first.click()
    expect(told).to_contain_text("Your reply stands there as #2.")
    page.locator("summary", has_text="Ban").first.click()
    page.get_by_role("button", name="Ban", exact=True).first.click()
    expect(told).to_contain_text("Banned until")
    assert [Comment.objects.get(pk=row.pk).status for row in comments] == ["approved", "trash", "pending"]
    assert Ban.objects.count() == 1


# --- The sheet


def test_light_and_dark_are_chosen_and_kept(page, cast) -> None:
    sign_in(page, "connie")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    by_day = page.evaluate(ground)
    page.locator(".theme-toggle").click()
    by_night = page.evaluate(ground)
    assert by_day != by_night
    page.goto("/admin/blog/post/")
    assert page.evaluate(ground) == by_night
    assert page.locator(".theme-toggle").inner_text() == "Dark"


def test_on_a_telephone_cells_say_what_they_are(page, cast) -> None:
    make_post("The bridge", status=Status.DRAFT)
    sign_in(page, "edith")
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto("/admin/blog/post/")
    name = page.locator(".field-state").evaluate("(cell) => getComputedStyle(cell, '::before').content")
    assert "Status" in name
    assert page.locator("#menu").bounding_box()["y"] > page.locator("#result_list").bounding_box()["y"]
