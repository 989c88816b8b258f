"""Comments in a real browser: written, previewed and answered, with JavaScript and without."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from blog.models import Post
from comments.models import Comment
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_post

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def post() -> Post:
    """A post of a blog that publishes what is written at once."""
    set_discussion(hold_first=False, flood_seconds=0)
    return make_post("The bridge")


def fill_in(page: "Page", text: str) -> None:
    page.get_by_label("Name", exact=True).fill("Ann")
    page.get_by_label("E-mail", exact=True).fill("ann@example.org")
    page.get_by_label("Comment", exact=True).fill(text)


def press(page: "Page", name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_reader_previews_and_posts_a_comment_without_js(page_without_js: "Page", post: Post) -> None:
    page = page_without_js
    page.goto(post.get_absolute_url())
    fill_in(page, "So *true*")
    press(page, "Preview")
    assert page.locator(".preview em").inner_text() == "true"
    assert "It will appear at once." in page.locator(".preview__law").inner_text()
    press(page, "Post comment")
    page.wait_for_url(re.compile(r"#comment-\d+$"))
    assert page.locator(".comment:target em").inner_text() == "true"
    assert page.locator(".comment:target .comment__no a").inner_text() == "#1"


def test_reader_answers_and_quotes_without_js(page_without_js: "Page", post: Post) -> None:
    page, question = page_without_js, make_comment(post, "A *question*", name="Ben")
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Reply", exact=True).click()
    page.wait_for_url(f"**/c/{question.pk}/reply/")
    expect(page.get_by_text("A question")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Quote", exact=True).click()
    page.wait_for_url(f"**/c/{question.pk}/quote/")
    field = page.get_by_label("Comment", exact=True)
    expect(field).to_have_value(f"[Ben in #1](/c/{question.pk}/):\n\n> A question\n\n")
    fill_in(page, field.input_value() + "An answer")
    press(page, "Post comment")
    page.wait_for_url(re.compile(r"#comment-\d+$"))
    expect(page.locator(".replies .comment:target").get_by_text("in reply to #1 Ben")).to_be_visible()
    expect(page.locator(".comment:target blockquote")).to_have_text("A question")


def test_reader_answers_in_place_with_js(page: "Page", post: Post) -> None:
    question = make_comment(post, "A question", name="Ben")
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Reply", exact=True).click()
    expect(page.locator(f"#comment-{question.pk} + #write")).to_be_visible()
    assert page.locator("[data-live]").inner_text() == "You are answering #1 Ben"
    assert page.evaluate("document.activeElement.name") == "text"
    fill_in(page, "An answer")
    press(page, "Post comment")
    page.wait_for_url(re.compile(r"#comment-\d+$"))
    assert Comment.objects.latest("pk").parent == question


def test_reader_thinks_better_of_answering(page: "Page", post: Post) -> None:
    make_comment(post, "A question", name="Ben")
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Reply", exact=True).click()
    fill_in(page, "My own thought")
    press(page, "Answer the post instead")
    expect(page.locator("main > #write")).to_be_visible()
    assert page.evaluate("document.activeElement.textContent") == "Reply"
    press(page, "Post comment")
    page.wait_for_url(re.compile(r"#comment-\d+$"))
    assert Comment.objects.latest("pk").parent is None


def test_author_of_a_held_comment_sees_it_in_its_place(page_without_js: "Page", post: Post) -> None:
    set_discussion(hold_first=True)
    page = page_without_js
    page.goto(post.get_absolute_url())
    fill_in(page, "My first words")
    press(page, "Post comment")
    page.wait_for_url(re.compile(r"#comment-\d+$"))
    expect(page.get_by_text("Only you see this.")).to_be_visible()
    expect(page.get_by_text("This is your first comment here")).to_be_visible()
    expect(page.get_by_text("My first words")).to_be_visible()
    page.context.clear_cookies()
    page.reload()
    expect(page.get_by_role("heading", name="Write a comment")).to_be_visible()
    expect(page.get_by_text("My first words")).to_have_count(0)


def test_name_is_remembered_only_on_request(page: "Page", post: Post) -> None:
    page.goto(post.get_absolute_url())
    fill_in(page, "One")
    press(page, "Post comment")
    page.wait_for_url(re.compile(r"#comment-\d+$"))
    assert page.get_by_label("Name", exact=True).input_value() == ""
    fill_in(page, "Two")
    page.get_by_label("Remember my name on this device").check()
    press(page, "Post comment")
    page.get_by_text("Two", exact=True).wait_for()
    page.goto(post.get_absolute_url())
    assert page.get_by_label("Name", exact=True).input_value() == "Ann"
    assert page.get_by_label("E-mail", exact=True).input_value() == "ann@example.org"


def test_preview_comes_in_place_and_the_form_stays(page: "Page", post: Post) -> None:
    page.goto(post.get_absolute_url())
    fill_in(page, "So *true*, see https://a.example https://b.example https://c.example")
    press(page, "Preview")
    assert page.locator("[data-preview] em").inner_text() == "true"
    assert (
        "It will be held for a moderator." in page.locator("[data-preview] .preview__law--hold").inner_text()
    )
    assert page.url.endswith(post.get_absolute_url())
    fill_in(page, "So *false*")
    press(page, "Preview")
    page.locator("[data-preview] em", has_text="false").wait_for()
    assert "It will appear at once." in page.locator("[data-preview]").inner_text()
    assert Comment.objects.count() == 0
    press(page, "Post comment")
    page.wait_for_url(re.compile(r"#comment-\d+$"))
    assert page.locator(".comment:target em").inner_text() == "false"


def test_preview_of_what_cannot_be_posted_says_why(page: "Page", post: Post) -> None:
    page.goto(post.get_absolute_url())
    press(page, "Preview")
    page.locator("[data-preview] .form__errors").wait_for()
    assert "It can’t be posted like this." in page.locator("[data-preview]").inner_text()


def make_debate(post: Post) -> Comment:
    """Make a thread of four; return the last and deepest."""
    comment = make_comment(post, "A question", name="Ben")
    for text in ("An answer", "A doubt", "The last word"):
        comment = make_comment(post, text, parent=comment)
    return comment


def test_thread_folds_without_js(page_without_js: "Page", post: Post) -> None:
    page = page_without_js
    make_debate(post)
    page.goto(post.get_absolute_url())
    square = page.locator(".fold > summary").first.bounding_box()
    assert square is not None
    page.mouse.click(square["x"], square["y"] + square["height"] / 2)
    expect(page.get_by_text("A doubt")).to_be_hidden()
    expect(page.get_by_text("A question")).to_be_visible()


def test_folded_thread_stays_folded_until_a_link_leads_into_it(page: "Page", post: Post) -> None:
    last = make_debate(post)
    page.goto(post.get_absolute_url())
    page.locator(".fold > summary").first.press("Enter")
    expect(page.get_by_text("A doubt")).to_be_hidden()
    page.reload()
    page.locator(".fold:not([open])").first.wait_for()
    expect(page.get_by_text("A doubt")).to_be_hidden()
    page.goto("about:blank")
    page.goto(f"{post.get_absolute_url()}#comment-{last.pk}")
    page.get_by_text("The last word").wait_for()
    page.reload()
    expect(page.get_by_text("A doubt")).to_be_visible()


def test_preview_that_cannot_be_fetched_comes_by_the_ordinary_way(page: "Page", post: Post) -> None:
    page.goto(post.get_absolute_url())
    fill_in(page, "So *true*")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('offline')); }")
    press(page, "Preview")
    page.get_by_role("heading", name="Preview of your comment").wait_for()
    assert page.locator(".preview em").inner_text() == "true"
    assert Comment.objects.count() == 0


def test_refusal_of_a_preview_is_shown(page: "Page", post: Post) -> None:
    page.goto(post.get_absolute_url())
    fill_in(page, "So true")
    post.comment_switch = "closed"
    post.save(update_fields=["comment_switch"])
    press(page, "Preview")
    page.get_by_role("heading", name="Your comment can’t be posted").wait_for()
    assert "So true" in page.get_by_role("textbox").last.input_value()


def select(page: "Page", start: str, end: str) -> None:
    """Select, as with the mouse, from the beginning of one text to the end of another."""
    page.evaluate(
        """([start, end]) => {
          const find = (text) => {
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
              const at = walker.currentNode.data.indexOf(text);
              if (at >= 0) return [walker.currentNode, at];
            }
          };
          const [first, from] = find(start), [last, to] = find(end);
          getSelection().setBaseAndExtent(first, from, last, to + end.length);
        }""",
        [start, end],
    )


def test_reader_quotes_what_is_selected_and_then_all_of_another(page: "Page", post: Post) -> None:
    first = make_comment(post, "Not this. But *this*\n\nand that, and no more", name="Ben")
    second = make_comment(post, "- one\n- two", name="Cat")
    page.goto(post.get_absolute_url())
    field = page.get_by_label("Comment", exact=True)
    select(page, "But", "that")
    page.get_by_role("link", name="Quote", exact=True).first.click()
    expect(field).to_have_value(f"[Ben in #1](/c/{first.pk}/):\n\n> But this\n>\n> and that\n\n")
    expect(page.locator(f"#comment-{first.pk} + #write")).to_be_visible()
    expect(field).to_be_focused()
    expect(page.locator("[data-live]")).to_have_text("The quotation stands in your comment.")
    page.keyboard.type("Indeed.")
    page.get_by_role("link", name="Quote", exact=True).last.click()
    both = rf"that\n\nIndeed\.\n\n\[Cat in #2\]\(/c/{second.pk}/\):\n\n> - one\n> - two\n\n$"
    expect(field).to_have_value(re.compile(both))
    expect(page.locator(f"#comment-{first.pk} + #write")).to_be_visible()


def test_draft_survives_reload_and_refusal_and_ends_with_the_post(page: "Page", post: Post) -> None:
    question = make_comment(post, "A question", name="Ben")
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Reply", exact=True).click()
    field = page.get_by_label("Comment", exact=True)
    field.press_sequentially("My words")
    page.reload()
    expect(field).to_have_value("My words")
    expect(page.locator(f"#comment-{question.pk} + #write")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Your draft from .*\d.* is restored"))).to_be_visible()
    page.evaluate("document.querySelector('[data-comment-form]').noValidate = true")
    press(page, "Post comment")
    page.get_by_role("heading", name="Your comment has not been posted yet").wait_for()
    page.goto(post.get_absolute_url())
    expect(field).to_have_value("My words")
    fill_in(page, "My words, again")
    press(page, "Post comment")
    page.wait_for_url(re.compile(r"#comment-\d+$"))
    assert Comment.objects.latest("pk").parent == question
    assert page.evaluate("localStorage.getItem('parley.drafts')") == "{}"
    page.reload()
    expect(field).to_have_value("")


def test_drafts_of_two_tabs_do_not_destroy_each_other(page: "Page", post: Post) -> None:
    page.goto(post.get_absolute_url())
    page.get_by_label("Comment", exact=True).press_sequentially("One")
    page.reload()
    other = page.context.new_page()
    other.goto(post.get_absolute_url())
    expect(other.get_by_label("Comment", exact=True)).to_have_value("One")
    press(other, "Discard it")
    other.get_by_label("Comment", exact=True).press_sequentially("Other")
    page.get_by_label("Comment", exact=True).press_sequentially(", two")
    for tab, text in ((page, "One, two"), (other, "Other")):
        tab.reload()
        expect(tab.get_by_label("Comment", exact=True)).to_have_value(text)
    fill_in(other, "Other")
    press(other, "Post comment")
    other.wait_for_url(re.compile(r"#comment-\d+$"))
    page.reload()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("One, two")


def test_characters_left_are_counted_and_none_is_cut_off(page: "Page", post: Post) -> None:
    set_discussion(max_length=100)
    page.goto(post.get_absolute_url())
    fill_in(page, "x" * 79)
    expect(page.get_by_text("Characters left:")).to_be_hidden()
    fill_in(page, "𝄞" * 90)
    expect(page.locator("[data-left]")).to_contain_text("Characters left: 10", use_inner_text=True)
    fill_in(page, "x" * 112)
    expect(page.locator("[data-left]")).to_contain_text("Characters too many: 12", use_inner_text=True)
    press(page, "Post comment")
    page.get_by_role("heading", name="Your comment has not been posted yet").wait_for()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("x" * 112)


def test_answer_is_still_one_after_going_away_and_back_and_is_posted_once(page: "Page", post: Post) -> None:
    question = make_comment(post, "A question", name="Ben")
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Reply", exact=True).click()
    fill_in(page, "An answer")
    page.goto("/archive/")
    page.go_back()
    expect(page.locator(f"#comment-{question.pk} + #write")).to_be_visible()
    expect(page.get_by_text("You are answering #1 Ben")).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Post comment").dblclick()
    page.wait_for_url(re.compile(r"#comment-\d+$"))
    assert Comment.objects.latest("pk").parent == question
    assert len(sent) == 1
