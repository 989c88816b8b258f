"""One's own comments: changed, deleted, put back, and seen in their place while they wait."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st

from blog.models import Post, Status
from comments.editing import wording_of
from comments.models import Comment, CommentStatus
from comments.moderation import approve, delete_for_good, hold, mark_spam, remove
from comments.ownership import COOKIE
from comments.views.writing import MAX_BODY
from tests.cast import make_cast
from tests.comment_factories import make_comment, set_discussion
from tests.comments.discussions import make_threads
from tests.counting import counted
from tests.factories import make_post

pytestmark = pytest.mark.django_db

OWN = {"sec-fetch-site": "same-origin"}
LINKS = " ".join(f"https://{name}.example/" for name in "abc")


@pytest.fixture
def post() -> Post:
    """A post of a blog that publishes what is written at once."""
    set_discussion(hold_first=False, flood_seconds=0)
    return make_post("The bridge")


def write(client: Client, post: Post, text: str = "My words", **fields: Any) -> Comment:
    data = {"name": "Ann", "email": "ann@example.org", "text": text} | fields
    response = client.post(f"/comments/post/{post.pk}/", data, headers=OWN)
    assert response.status_code == 303, response.content.decode()
    return Comment.objects.latest("pk")


def send(client: Client, address: str, *, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    return client.post(address, fields, headers=OWN if headers is None else headers)


def save(client: Client, comment: Comment, text: str, **fields: Any) -> Any:
    """Send the form as it was shown for ``comment``, with another text."""
    fields = {"version": wording_of(comment)} | fields
    return send(client, f"/c/{comment.pk}/edit/", text=text, do=fields.pop("do", "post"), **fields)


def page(response: Any, status: int = 200) -> str:
    assert response.status_code == status, (response.status_code, response.content.decode()[:2000])
    assert response.headers["Cache-Control"] == "private, no-store"
    return str(response.content.decode())


def stored(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def after(comment: Comment, **passed: float) -> Any:
    return time_machine.travel(comment.created_at + datetime.timedelta(**passed), tick=False)


def acts(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'href="/c/([0-9]+)/edit/"', html)]


# --- The right to it


def test_who_posted_gets_the_right_with_the_answer(client: Client, post: Post) -> None:
    comment = write(client, post)
    assert COOKIE in client.cookies
    assert client.get(f"/c/{comment.pk}/edit/").status_code == 200
    for address in ("edit", "delete"):
        assert Client().get(f"/c/{comment.pk}/{address}/").status_code == 404


def test_preview_and_refusal_give_no_right(client: Client, post: Post) -> None:
    for fields in ({"do": "preview", "text": "x"}, {"text": ""}):
        client.post(f"/comments/post/{post.pk}/", fields, headers=OWN)
    assert COOKIE not in client.cookies


def test_second_arrival_from_elsewhere_gives_no_right(client: Client, post: Post) -> None:
    comment, other = write(client, post), Client(REMOTE_ADDR="192.0.2.9")
    write(other, post)
    assert Comment.objects.count() == 1
    assert other.get(f"/c/{comment.pk}/edit/").status_code == 404


def test_cookie_of_one_comment_opens_no_other(client: Client, post: Post) -> None:
    write(client, post)
    other = make_comment(post)
    for address in ("edit", "delete"):
        assert "There is no comment of yours here" in page(client.get(f"/c/{other.pk}/{address}/"), 404)
        html = page(send(client, f"/c/{other.pk}/{address}/", text="Mine now", do="post"), 404)
        assert "Mine now</textarea>" in html
    assert stored(other).source == other.source
    assert stored(other).is_visible


@pytest.mark.parametrize("pk", ["0", "999999", str(10**30)])
def test_comment_that_is_not_there_is_404(client: Client, post: Post, pk: str) -> None:
    assert client.get(f"/c/{pk}/edit/").status_code == 404
    assert client.get(f"/c/{pk}/delete/").status_code == 404


def test_staff_own_by_their_account_on_any_device(post: Post) -> None:
    cast, here, there = make_cast(), Client(), Client()
    here.force_login(cast.maud)
    comment = write(here, post)
    there.force_login(cast.maud)
    assert there.get(f"/c/{comment.pk}/edit/").status_code == 200
    there.force_login(cast.ada)
    assert there.get(f"/c/{comment.pk}/edit/").status_code == 404
    here.logout()
    assert here.get(f"/c/{comment.pk}/edit/").status_code == 404


def test_hidden_post_shows_nothing_of_its_comments(client: Client, post: Post) -> None:
    comment = write(client, post)
    Post.entries.filter(pk=post.pk).update(status=Status.DRAFT)
    assert client.get(f"/c/{comment.pk}/edit/").status_code == 404
    assert save(client, comment, "Other").status_code == 404


def test_time_that_is_over_is_told_and_no_text_is_lost(client: Client, post: Post) -> None:
    comment = write(client, post)
    with after(comment, minutes=61):
        assert "60 minutes" in page(client.get(f"/c/{comment.pk}/edit/"), 403)
        html = page(save(client, comment, "My later words"), 403)
        assert "My later words</textarea>" in html
        page(send(client, f"/c/{comment.pk}/delete/", do="delete"), 403)
    assert (stored(comment).source, stored(comment).is_visible) == ("My words", True)


def test_removed_comment_is_told_and_not_changed(client: Client, post: Post) -> None:
    comment = write(client, post)
    remove(comment=comment, by=None)
    assert "A moderator has removed" in page(save(client, comment, "Other"), 403)
    delete_for_good(comment=comment, by=None)
    assert "A moderator has removed" in page(client.get(f"/c/{comment.pk}/edit/"), 403)


# --- Changing


def test_form_shows_the_text_as_it_was_typed(client: Client, post: Post) -> None:
    comment = write(client, post, "So *true* & <b>")
    html = page(client.get(f"/c/{comment.pk}/edit/"))
    assert "So *true* &amp; &lt;b&gt;</textarea>" in html
    assert "for 60 more minutes" in html
    assert "ann@example.org" not in html
    assert '<meta name="robots" content="noindex">' in html


def test_changed_comment_is_shown_and_its_author_led_there(client: Client, post: Post) -> None:
    comment = write(client, post)
    response = save(client, comment, "Other words")
    assert (response.status_code, response.url) == (303, f"/c/{comment.pk}/")
    html = Client().get(post.get_absolute_url()).content.decode()
    assert "Other words" in html
    assert "My words" not in html
    assert "<span>edited</span>" not in html


def test_later_change_is_marked_for_everybody(client: Client, post: Post) -> None:
    comment = write(client, post)
    with after(comment, minutes=6):
        assert "Readers will see" in page(client.get(f"/c/{comment.pk}/edit/"))
        save(client, comment, "Other words")
        assert "<span>edited</span>" in Client().get(post.get_absolute_url()).content.decode()


def test_preview_shows_the_verdict_and_changes_nothing(client: Client, post: Post) -> None:
    comment = write(client, post)
    html = page(save(client, comment, f"So *true* {LINKS}", do="preview"))
    assert "<em>true</em>" in html
    assert "It will be held for a moderator.<br>This comment contains 3 links." in html
    assert f'name="version" value="{wording_of(comment)}"' in html
    assert stored(comment).source == "My words"


def test_refused_change_comes_back_filled_in(client: Client, post: Post) -> None:
    set_discussion(max_length=100)
    comment = write(client, post)
    html = page(save(client, comment, "x" * 101), 422)
    assert "x" * 101 + "</textarea>" in html
    assert '<a href="#write-text">This comment is too long' in html
    assert stored(comment).source == "My words"


def test_change_that_is_held_leads_to_its_place(client: Client, post: Post) -> None:
    comment = write(client, post)
    response = save(client, comment, LINKS)
    assert (response.status_code, response.url) == (303, f"{post.get_absolute_url()}#comment-{comment.pk}")
    html = page(client.get(response.url))
    assert "Only you see this" in html
    assert "This comment contains 3 links." in html
    assert "a.example" not in Client().get(post.get_absolute_url()).content.decode()


def test_stale_form_comes_back_with_both_texts_and_can_be_sent_then(client: Client, post: Post) -> None:
    comment = write(client, post)
    save(client, comment, "From one window")
    html = page(save(client, comment, "From another window"), 409)
    assert "From one window</textarea>" in html
    assert "From another window</textarea>" in html
    assert stored(comment).source == "From one window"
    assert save(client, stored(comment), "From both").status_code == 303
    assert f'value="{wording_of(Comment(source="From one window"))}"' in html


def test_form_without_its_version_is_a_stale_one(client: Client, post: Post) -> None:
    comment = write(client, post)
    page(send(client, f"/c/{comment.pk}/edit/", text="Other", do="post"), 409)
    assert stored(comment).source == "My words"


def test_same_text_leads_back_and_changes_nothing(client: Client, post: Post) -> None:
    comment = write(client, post)
    assert save(client, comment, "My words", version="stale").status_code == 303
    assert stored(comment).version == comment.version


# --- Deleting


def test_deleting_asks_first_and_can_be_undone(client: Client, post: Post) -> None:
    comment = write(client, post)
    address = f"/c/{comment.pk}/delete/"
    assert "Delete your comment?" in page(client.get(address))
    assert stored(comment).is_visible
    response = send(client, address, do="delete")
    assert (response.status_code, response.url) == (303, address)
    html = page(client.get(address))
    assert "Your comment is deleted" in html
    assert "My words" in html
    assert "My words" not in Client().get(post.get_absolute_url()).content.decode()
    response = send(client, address, do="put-back")
    assert (response.status_code, response.url) == (303, f"/c/{comment.pk}/")
    assert "My words" in Client().get(post.get_absolute_url()).content.decode()


def test_answered_comment_leaves_a_tombstone(client: Client, post: Post) -> None:
    comment = write(client, post)
    make_comment(parent=comment, text="An answer")
    send(client, f"/c/{comment.pk}/delete/", do="delete")
    html = Client().get(post.get_absolute_url()).content.decode()
    assert f'class="comment comment--gone" id="comment-{comment.pk}"' in html
    assert "An answer" in html


def test_deleting_what_waits_and_putting_it_back(client: Client, post: Post) -> None:
    comment = write(client, post, LINKS)
    send(client, f"/c/{comment.pk}/delete/", do="delete")
    assert "Only you see this" not in client.get(post.get_absolute_url()).content.decode()
    assert "you can put it back for 60 more minutes." in page(client.get(f"/c/{comment.pk}/delete/"))
    response = send(client, f"/c/{comment.pk}/delete/", do="put-back")
    assert response.url == f"{post.get_absolute_url()}#comment-{comment.pk}"
    assert stored(comment).status == CommentStatus.PENDING


def test_putting_back_ends_with_the_time(client: Client, post: Post) -> None:
    comment = write(client, post)
    send(client, f"/c/{comment.pk}/delete/", do="delete")
    with after(comment, minutes=61):
        page(send(client, f"/c/{comment.pk}/delete/", do="put-back"), 403)
    assert stored(comment).status == CommentStatus.TRASH


def test_who_is_asked_before_deleting_reads_for_how_long_there_is_a_way_back(
    client: Client, post: Post
) -> None:
    shown = write(client, post)
    assert "You can put it back for 60 more minutes." in page(client.get(f"/c/{shown.pk}/delete/"))
    held = write(client, post, LINKS)
    assert "You can put it back afterwards." in page(client.get(f"/c/{held.pk}/delete/"))


def test_form_of_a_deleted_comment_leads_to_where_it_is_put_back(client: Client, post: Post) -> None:
    comment = write(client, post)
    send(client, f"/c/{comment.pk}/delete/", do="delete")
    assert client.get(f"/c/{comment.pk}/edit/").url == f"/c/{comment.pk}/delete/"
    html = page(save(client, comment, "Other words"), 403)
    assert "Other words</textarea>" in html


# --- Where a form comes from


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_form_from_another_site_changes_nothing(client: Client, post: Post, headers: dict[str, str]) -> None:
    comment = write(client, post)
    html = page(
        send(client, f"/c/{comment.pk}/edit/", headers=headers, text="Other", version=wording_of(comment)),
        403,
    )
    assert "Other</textarea>" in html
    page(send(client, f"/c/{comment.pk}/delete/", headers=headers, do="delete"), 403)
    assert (stored(comment).source, stored(comment).is_visible) == ("My words", True)


def test_form_from_nobody_knows_where_is_shown_with_a_token_first(client: Client, post: Post) -> None:
    comment = write(client, post)
    address = f"/c/{comment.pk}/edit/"
    html = page(send(client, address, headers={}, text="Other", version=wording_of(comment)))
    assert "Nothing has been changed yet" in html
    assert "Other</textarea>" in html
    token = html.split('name="token" value="')[1].split('"')[0]
    response = send(client, address, headers={}, text="Other", version=wording_of(comment), token=token)
    assert response.status_code == 303
    page(send(client, f"/c/{comment.pk}/delete/", headers={}, do="delete"))
    assert stored(comment).is_visible
    send(client, f"/c/{comment.pk}/delete/", headers={}, do="delete", token=token)
    assert not stored(comment).is_visible


def test_pages_work_under_the_guard_against_forgery(post: Post) -> None:
    client = Client(enforce_csrf_checks=True)
    comment = write(client, post)
    assert save(client, comment, "Other").status_code == 303
    assert send(client, f"/c/{comment.pk}/delete/", do="delete").status_code == 303


# --- Bad input


def test_body_that_is_too_large_is_refused_with_a_sentence(client: Client, post: Post) -> None:
    comment = write(client, post)
    assert "shorten" in page(save(client, comment, "x" * (MAX_BODY + 1)), 413)


@pytest.mark.parametrize(
    ("content_type", "data"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(1100))),
        ("application/json", b'{"text": "x"}'),
        ("", b"text=x"),
    ],
)
def test_body_that_is_no_form_is_answered_with_a_sentence(
    client: Client, post: Post, content_type: str, data: bytes
) -> None:
    comment = write(client, post)
    response = client.post(f"/c/{comment.pk}/edit/", data, content_type=content_type, headers=OWN)
    assert response.status_code in (400, 409, 422)
    assert stored(comment).source == "My words"


@with_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=200),
    version=st.one_of(st.none(), st.text(max_size=30)),
    token=st.text(max_size=30),
    do=st.sampled_from(["post", "preview", "", "\0", "put-back"]),
)
def test_whatever_is_typed_is_answered(
    client: Client, post: Post, text: str, version: str | None, token: str, do: str
) -> None:
    comment = Comment.objects.first() or write(client, post)
    surrogates = text.encode("utf-8", "replace").decode()
    response = send(
        client,
        f"/c/{comment.pk}/edit/",
        text=surrogates,
        version=wording_of(comment) if version is None else version.encode("utf-8", "replace").decode(),
        token=token.encode("utf-8", "replace").decode(),
        do=do,
    )
    assert response.status_code in (200, 303, 409, 422)
    assert client.get(post.get_absolute_url()).status_code == 200


# --- In its place


def test_own_comments_get_buttons_that_nobody_else_sees(client: Client, post: Post) -> None:
    comment, other = write(client, post), make_comment(post)
    html = page(client.get(post.get_absolute_url()))
    assert acts(html) == [comment.pk]
    assert "for 60 more minutes" in html
    everybody = Client().get(post.get_absolute_url())
    assert acts(everybody.content.decode()) == []
    assert everybody.headers["Cache-Control"] == "no-cache"
    assert other.number == 2


def test_own_buttons_are_there_in_every_view(client: Client, post: Post) -> None:
    comment = write(client, post)
    for view in ("", "comments/flat/", "comments/newest/"):
        assert acts(page(client.get(f"{post.get_absolute_url()}{view}"))) == [comment.pk]


def test_minutes_left_are_told(client: Client, post: Post) -> None:
    comment = write(client, post)
    with after(comment, minutes=56, seconds=30):
        assert "for 4 more minutes" in page(client.get(post.get_absolute_url()))
    with after(comment, minutes=59, seconds=59):
        assert "for 1 more minute<" in page(client.get(post.get_absolute_url()))
    with after(comment, minutes=60):
        assert acts(page(client.get(post.get_absolute_url()))) == []


def test_staff_see_their_buttons_without_the_cookie(post: Post) -> None:
    cast, client = make_cast(), Client()
    comment = make_comment(post, user=cast.maud)
    make_comment(post, user=cast.ada)
    client.force_login(cast.maud)
    assert acts(page(client.get(post.get_absolute_url()))) == [comment.pk]


@pytest.mark.parametrize("verb", [hold, mark_spam])
def test_held_comment_stands_behind_what_it_answers(client: Client, post: Post, verb: Any) -> None:
    parent = make_comment(post, "The question")
    make_comment(parent=parent, text="Another answer")
    comment = write(client, post, "My answer", parent=parent.pk)
    verb(comment=comment, by=None)
    html = page(client.get(post.get_absolute_url()))
    assert html.count("Only you see this") == 1
    assert html.index("The question") < html.index("My answer") < html.index("Another answer")
    assert "spam" not in html
    assert acts(html) == [comment.pk]


def test_held_comment_on_the_post_stands_at_the_end(client: Client, post: Post) -> None:
    set_discussion(hold_first=True)
    html = page(client.get(f"{write(client, post).post.get_absolute_url()}"))
    assert "This is your first comment here" in html
    assert "Nobody has said anything yet" not in html
    make_comment(post, "Somebody else's")
    html = page(client.get(post.get_absolute_url()))
    assert html.index("Somebody else") < html.index("My words") < html.index('id="write"')
    assert "ann@example.org" not in html


def test_held_comment_whose_parent_is_elsewhere_says_what_it_answers(client: Client, post: Post) -> None:
    make_threads(post, 30)
    parent = Comment.objects.get(post=post, number=28)
    comment = write(client, post, LINKS, parent=parent.pk)
    first = page(client.get(post.get_absolute_url()))
    assert f'href="/c/{parent.pk}/">in reply to #28 Reader 28</a>' in first
    second = page(client.get(f"{post.get_absolute_url()}comments/2/"))
    assert f'id="comment-{comment.pk}"' in second
    assert f'href="/c/{parent.pk}/">in reply to' not in second


def test_comment_held_again_stands_beside_its_tombstone(client: Client, post: Post) -> None:
    comment = write(client, post)
    make_comment(parent=comment, text="An answer")
    save(client, comment, LINKS)
    html = page(client.get(post.get_absolute_url()))
    assert html.count(f'id="comment-{comment.pk}"') == 1
    assert html.count(f'id="by-{comment.pk}"') == 1
    assert "under its number" in html


def test_decision_against_a_held_comment_is_told_once(client: Client, post: Post) -> None:
    comment = write(client, post, LINKS)
    remove(comment=comment, by=None)
    assert "decided against it" in page(client.get(post.get_absolute_url()))
    assert COOKIE not in {name for name, cookie in client.cookies.items() if cookie.value}
    assert "decided against it" not in client.get(post.get_absolute_url()).content.decode()


def test_removal_of_what_was_public_is_not_told_as_if_it_had_never_been(client: Client, post: Post) -> None:
    remove(comment=write(client, post), by=None)
    html = page(client.get(post.get_absolute_url()))
    assert "Your comment was removed." in html
    assert "was not published" not in html


def test_held_answer_does_not_name_whom_a_moderator_removed(client: Client, post: Post) -> None:
    question = make_comment(post, "A question", name="Ben")
    write(client, post, LINKS, parent=str(question.pk))
    remove(comment=question, by=None)
    html = page(client.get(post.get_absolute_url()))
    assert "Only you see this" in html
    assert f"in reply to #{question.number}" in html
    assert "Ben" not in html


def test_cookie_goes_once_it_is_of_no_use(client: Client, post: Post) -> None:
    comment = write(client, post, LINKS)
    with after(comment, hours=3):
        approve(comment=comment, by=None)
        page(client.get(post.get_absolute_url()))
        assert client.cookies[COOKIE].value == ""
        assert client.get(post.get_absolute_url()).headers["Cache-Control"] == "no-cache"


def test_what_is_of_use_elsewhere_stays_in_the_cookie(client: Client, post: Post) -> None:
    other = write(client, make_post(), "Elsewhere")
    comment = write(client, post)
    Comment.objects.filter(pk=comment.pk).update(status=CommentStatus.TRASH)
    page(client.get(post.get_absolute_url()))
    assert acts(page(client.get(other.post.get_absolute_url()))) == [other.pk]
    assert client.get(f"/c/{comment.pk}/edit/").status_code == 404


def test_page_of_another_post_is_everybodys(client: Client, post: Post) -> None:
    other = make_post()
    make_comment(other)
    write(client, post)
    client.get(other.get_absolute_url())
    with counted() as own:
        response = client.get(other.get_absolute_url())
    with counted() as anybodys:
        assert Client().get(other.get_absolute_url()).content == response.content
    assert response.headers["Cache-Control"] == "no-cache"
    assert len(own) == len(anybodys)


def test_own_comments_cost_two_queries_however_many(client: Client, post: Post) -> None:
    counts = []
    for number in range(3):
        parent = make_comment(post)
        write(client, post, f"Mine {number}")
        write(client, post, f"{LINKS} {number}", parent=parent.pk)
        with counted() as own:
            html = page(client.get(post.get_absolute_url()))
        with counted() as anybodys:
            Client().get(post.get_absolute_url())
        assert html.count("Only you see this") == number + 1
        counts.append(len(own) - len(anybodys))
    assert counts == [2, 2, 2]


def test_forged_cookie_shows_nothing(client: Client, post: Post) -> None:
    set_discussion(hold_first=True)
    held = make_comment(post, "Secret words", status=CommentStatus.PENDING)
    for value in (f"[[{held.pk},{post.pk},1,9999999999]]", "x:y:z", "é"):
        client.cookies[COOKIE] = value
        response = client.get(post.get_absolute_url())
        assert "Secret words" not in response.content.decode()
        assert response.headers["Cache-Control"] == "no-cache"
