"""The comment form: posted, previewed, refused; from our page or another site's; and any bytes in it."""

from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.models import Post
from comments.models import Comment, CommentStatus
from comments.moderation import hold
from comments.views.writing import MAX_BODY
from tests.cast import make_cast
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_post

pytestmark = pytest.mark.django_db

OWN = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def post() -> Post:
    """A post of a blog that publishes what is written at once."""
    set_discussion(hold_first=False, flood_seconds=0)
    return make_post("The bridge")


def send(client: Client, post: Post, *, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    """Post the form as a browser does from the post's own page, unless ``headers`` say otherwise."""
    data = {"name": "Ann", "email": "ann@example.org", "text": "Well said."} | fields
    return client.post(f"/comments/post/{post.pk}/", data, headers=OWN if headers is None else headers)


def page(response: HttpResponse, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    assert response.headers["Cache-Control"] == "private, no-store"
    return response.content.decode()


def token_in(html: str) -> str:
    return html.split('name="token" value="')[1].split('"')[0]


def test_posted_comment_appears_and_its_author_is_led_there(client: Client, post: Post) -> None:
    response = send(client, post, url="ann.example")
    comment = Comment.objects.get()
    assert (response.status_code, response.url) == (303, f"{post.get_absolute_url()}#comment-{comment.pk}")
    assert (comment.author_name, comment.author_email) == ("Ann", "ann@example.org")
    assert (comment.author_url, comment.ip) == ("https://ann.example", "127.0.0.1")
    assert "Well said." in client.get(post.get_absolute_url()).content.decode()


def test_reply_is_stored_below_its_parent(client: Client, post: Post) -> None:
    parent = make_comment(post)
    send(client, post, parent=parent.pk)
    assert Comment.objects.latest("pk").parent == parent


def text_in(html: str) -> str:
    """What stands in the field of the comment."""
    return unescape(html.split('name="text"')[1].split(">", 1)[1].split("</textarea>")[0].removeprefix("\n"))


def test_quote_shows_the_comment_and_has_its_words_in_the_form(client: Client, post: Post) -> None:
    quoted = make_comment(post, "So *true*\n\n<b>and</b> more", name="Ben")
    response = client.get(f"/c/{quoted.pk}/quote/")
    html = response.content.decode()
    assert response.headers["Cache-Control"] == "no-cache"
    assert f'name="parent" value="{quoted.pk}"' in html
    assert text_in(html) == f"[Ben in #1](/c/{quoted.pk}/):\n\n> So true\n>\n> and more\n\n"
    assert f'href="/c/{quoted.pk}/quote/"' in client.get(post.get_absolute_url()).content.decode()


def test_quotation_of_another_comment_is_no_link_that_a_rule_counts(client: Client, post: Post) -> None:
    set_discussion(max_links=1)
    quoted = make_comment(post, "So *true*", name="Ben")
    text = text_in(client.get(f"/c/{quoted.pk}/quote/").content.decode())
    send(client, post, parent=quoted.pk, text=f"{text}Indeed.")
    answer = Comment.objects.latest("pk")
    assert answer.is_visible
    assert f'<p><a href="/c/{quoted.pk}/">Ben in #1</a>:</p>' in answer.html


def test_what_nobody_may_read_is_not_quoted(client: Client, post: Post) -> None:
    hidden = make_comment(post, "Hidden words")
    hold(comment=hidden, by=None)
    secret = make_comment(make_post(), "Of a locked post")
    Post.entries.filter(pk=secret.post_id).update(password="x")
    for comment in (hidden, secret):
        for way in ("reply", "quote"):
            assert client.get(f"/c/{comment.pk}/{way}/").status_code == 404


def test_comment_sent_twice_is_stored_once(client: Client, post: Post) -> None:
    first, second = send(client, post), send(client, post)
    assert first.url == second.url
    assert Comment.objects.count() == 1


def test_get_leads_back_to_the_form(client: Client, post: Post) -> None:
    response = client.get(f"/comments/post/{post.pk}/")
    assert response.url == f"{post.get_absolute_url()}#write"


def test_unknown_post_is_404(client: Client) -> None:
    for pk in (0, 999999, 10**30):
        assert client.post(f"/comments/post/{pk}/", {"text": "x"}, headers=OWN).status_code == 404


def test_preview_renders_and_tells_the_verdict_and_stores_nothing(client: Client, post: Post) -> None:
    html = page(send(client, post, text="So *true*", do="preview"))
    assert "So <em>true</em>" in html
    assert "It will appear at once." in html
    assert 'value="ann@example.org"' in html
    assert "So *true*</textarea>" in html
    assert not Comment.objects.exists()


def test_preview_of_what_would_be_held_says_why(client: Client, post: Post) -> None:
    set_discussion(max_links=2)
    text = "https://a.example/ and https://b.example/"
    html = page(send(client, post, text=text, do="preview"))
    assert "It will be held for a moderator. This comment contains 2 links." in html


def test_preview_of_what_would_be_refused_says_why(client: Client, post: Post) -> None:
    html = page(send(client, post, name="", do="preview"))
    assert "It can’t be posted like this." in html
    assert '<a href="#write-name">Please write the name' in html


def test_preview_of_a_reply_shows_what_is_answered(client: Client, post: Post) -> None:
    parent = make_comment(post, "The question")
    html = page(send(client, post, parent=parent.pk, do="preview"))
    assert "The question" in html
    assert f'name="parent" value="{parent.pk}"' in html


def test_refused_form_comes_back_filled_in_with_errors_at_their_fields(client: Client, post: Post) -> None:
    html = page(send(client, post, name="", email="no address", text="My words"), 422)
    assert "My words</textarea>" in html
    assert 'value="no address"' in html
    assert '<a href="#write-email">Please check the e-mail address' in html
    assert 'aria-invalid="true" aria-describedby="write-name_error"' in html
    assert not Comment.objects.exists()


def test_empty_form_is_refused(client: Client, post: Post) -> None:
    response = client.post(f"/comments/post/{post.pk}/", {}, headers=OWN)
    html = page(response, 422)
    assert '<a href="#write-text">' in html
    assert not Comment.objects.exists()


def test_form_asks_only_for_what_the_settings_require(client: Client, post: Post) -> None:
    set_discussion(require_name=False, require_email=False)
    html = client.get(post.get_absolute_url()).content.decode()
    assert "Name (if you like)" in html
    assert html.count(" required ") == 1
    assert send(client, post, name="", email="").status_code == 303
    assert "Anonymous" in client.get(post.get_absolute_url()).content.decode()


@pytest.mark.parametrize("parent", ["abc", "-1", "0", str(10**30), "1e3", "٣", "999999", " "])
def test_answer_to_a_comment_that_is_none_is_offered_as_one_of_its_own(
    client: Client, post: Post, parent: str
) -> None:
    html = page(send(client, post, parent=parent), 422)
    assert "Well said.</textarea>" in html
    assert 'name="parent" value=""' in html
    assert not Comment.objects.exists()


def test_answer_to_a_hidden_or_foreign_comment_is_not_stored(client: Client, post: Post) -> None:
    hidden = make_comment(post, "Hidden words")
    hold(comment=hidden, by=None)
    foreign = make_comment(text="Elsewhere")
    for parent in (hidden, foreign):
        html = page(send(client, post, parent=parent.pk), 422)
        assert "Hidden words" not in html
        assert "Elsewhere" not in html
    assert Comment.objects.count() == 2


def test_closed_comments_are_refused_and_the_text_is_not_lost(client: Client, post: Post) -> None:
    set_discussion(comments_open=False)
    html = page(send(client, post, text="My words"), 422)
    assert "Comments are closed" in html
    assert "My words</textarea>" in html
    assert not Comment.objects.exists()


def test_hidden_field_that_is_filled_in_holds_the_comment(client: Client, post: Post) -> None:
    response = send(client, post, again="http://spam.example")
    assert response.url.startswith("/comments/receipt/")
    assert Comment.objects.get().status == CommentStatus.SPAM


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_form_from_another_site_is_refused_and_the_text_shown(
    client: Client, post: Post, headers: dict[str, str]
) -> None:
    for do in ("post", "preview"):
        html = page(send(client, post, headers=headers, text="My <words>", do=do), 403)
        assert "sent from another site" in html
        assert "My &lt;words&gt;</textarea>" in html
    assert not Comment.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}])
def test_form_from_nobody_knows_where_is_previewed_with_a_token_first(
    client: Client, post: Post, headers: dict[str, str]
) -> None:
    html = page(send(client, post, headers=headers, text="My words", url="https://ann.example/"))
    assert "has not been posted yet" in html
    assert "My words</textarea>" in html
    assert 'value="https://ann.example/"' in html
    assert not Comment.objects.exists()
    response = send(client, post, headers=headers, text="My words", token=token_in(html))
    assert response.status_code == 303
    assert Comment.objects.count() == 1


def test_token_of_another_post_proves_nothing(client: Client, post: Post) -> None:
    other = make_post()
    token = token_in(page(send(client, other, headers={})))
    page(send(client, post, headers={}, token=token))
    assert not Comment.objects.exists()


def test_staff_comment_as_themselves(client: Client, post: Post) -> None:
    maud = make_cast().maud
    client.force_login(maud)
    send(client, post, name="Somebody else", email="other@example.org")
    comment = Comment.objects.get()
    assert (comment.user, comment.author_name) == (maud, "Maud")


def test_signed_in_person_is_never_made_to_post_by_a_token_of_somebody_else(post: Post) -> None:
    guest, staff = Client(), Client()
    staff.force_login(make_cast().maud)
    token = token_in(page(send(guest, post, headers={})))
    page(send(staff, post, headers={}, token=token))
    page(send(staff, post, headers={"origin": "https://evil.example"}, token=token), 403)
    assert not Comment.objects.exists()
    own = token_in(staff.get(post.get_absolute_url()).content.decode())
    assert send(staff, post, headers={}, token=own).status_code == 303


def test_form_works_under_the_guard_against_forgery(post: Post) -> None:
    assert send(Client(enforce_csrf_checks=True), post).status_code == 303


def test_body_that_is_too_large_is_refused_with_a_sentence(client: Client, post: Post) -> None:
    html = page(send(client, post, text="x" * (MAX_BODY + 1)), 413)
    assert "Please shorten it" in html


def test_longest_comment_the_settings_allow_fits(client: Client, post: Post) -> None:
    set_discussion(max_length=50_000)
    page(send(client, post, text="𝄞" * 50_001, do="preview"))
    assert send(client, post, text="𝄞" * 50_000).status_code == 303


@pytest.mark.parametrize(
    ("content_type", "data"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name"),
        ("multipart/form-data; boundary=\xff", b"--x"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(1100))),
        ("application/x-www-form-urlencoded; charset=utf-16", b"text=x"),
        ("application/json", b'{"text": "x"}'),
        ("", b"text=x"),
    ],
)
def test_body_that_is_no_form_is_refused_with_a_sentence(
    client: Client, post: Post, content_type: str, data: bytes
) -> None:
    response = client.post(f"/comments/post/{post.pk}/", data, content_type=content_type, headers=OWN)
    assert response.status_code in (400, 422)
    assert "Please" in response.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize("length", ["abc", "-5", "", "1e9", "٣"])
def test_odd_content_length_is_no_error_of_ours(client: Client, post: Post, length: str) -> None:
    response = client.post(
        f"/comments/post/{post.pk}/",
        b"text=x",
        content_type="application/x-www-form-urlencoded",
        headers=OWN,
        CONTENT_LENGTH=length,
    )
    assert response.status_code in (400, 413, 422)


ODD = [
    b"%00",
    b"%FF%FE",
    b"%ED%A0%80",
    b"%0D%0ABcc:%20x@example.org",
    b"%E2%80%AE%E2%81%A6",
    b"%F4%8F%BF%BF",
    b"%EF%BF%BE%EF%B7%90",
    b"%3Cscript%3Ealert(1)%3C/script%3E",
    b"{{7*7}}{%25%20load%20x%20%25}",
    b"%zz%",
    b"%CC%81" * 500,
    b"[" * 3000,
]


@pytest.mark.parametrize("field", ["name", "email", "url", "text", "parent", "token", "again", "do"])
def test_any_bytes_in_any_field_are_answered(client: Client, post: Post, field: str) -> None:
    fields = {"name": b"Ann", "email": b"a@example.org", "text": b"Words"}
    for odd in ODD:
        for do in (b"post", b"preview"):
            body = b"&".join(
                key.encode() + b"=" + value for key, value in (fields | {"do": do, field: odd}).items()
            )
            response = client.post(
                f"/comments/post/{post.pk}/",
                body,
                content_type="application/x-www-form-urlencoded",
                headers=OWN,
            )
            assert response.status_code in (200, 303, 422), (odd, response.status_code)
            assert b"<script>alert" not in response.content
    for comment in Comment.objects.all():
        assert "\n" not in comment.author_name + comment.author_email + comment.author_url
        assert "\x00" not in comment.source


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    fields=st.dictionaries(
        st.sampled_from(["name", "email", "url", "text", "parent", "token", "again", "do"]),
        st.text(max_size=60),
        min_size=3,
    )
)
def test_any_text_in_any_field_is_answered(client: Client, post: Post, fields: dict[str, str]) -> None:
    data = {key: value.encode("utf-8", "surrogatepass") for key, value in fields.items()}
    response = client.post(f"/comments/post/{post.pk}/", data, headers=OWN)
    assert response.status_code in (200, 303, 422)
