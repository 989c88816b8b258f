"""The comment form: posted, previewed, refused; from our page or another site's; and any bytes in it."""

import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.models import Post, User
from comments.models import Comment, CommentStatus
from comments.moderation import hold
from comments.origin import TOKEN_AGE
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
    assert "It will be held for a moderator.<br>This comment contains 2 links." in html


def test_preview_of_what_would_be_refused_says_why(client: Client, post: Post) -> None:
    html = page(send(client, post, name="", do="preview"))
    assert "It can’t be posted like this." in html
    assert '<a href="#write-name">Please write the name' in html


def test_preview_of_nothing_has_no_empty_place_for_it(client: Client, post: Post) -> None:
    html = page(send(client, post, text="", do="preview"))
    assert "It can’t be posted like this." in html
    assert '<div class="comment__body"' not in html


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


FIELDS = ("name", "email", "url", "text", "parent", "token", "again", "do", "draft")
# What typing, pasting and programs leave in a field.
ANY_TEXT = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="\x00\r\n\t\u202e\u2066\ufeff\ud800\udfff\u0301<>\"'&#`*_[]()@.:/\\aA0 ", max_size=60),
)


def in_field(text: str) -> str:
    """``text`` as it is read by the server, with the sign for what is no text."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(fields=st.dictionaries(st.sampled_from(FIELDS), ANY_TEXT, min_size=3))
def test_any_text_in_any_field_is_answered_and_comes_back(
    client: Client, post: Post, fields: dict[str, str]
) -> None:
    if not Comment.objects.exists():
        make_comment(post, "Earlier", email="secret@example.com")
    response = client.post(
        f"/comments/post/{post.pk}/",
        urlencode(fields, encoding="utf-8", errors="surrogatepass"),
        content_type="application/x-www-form-urlencoded",
        headers=OWN,
    )
    assert response.status_code in (200, 303, 422)
    if response.status_code != 303:
        html = response.content.decode()
        assert escape(in_field(fields.get("text", ""))) in html
        assert "secret@example.com" not in html
    assert "\n" not in response.headers.get("Location", "")


@pytest.mark.parametrize("field", ["name", "email"])
def test_line_breaks_never_get_into_what_a_mail_would_say(client: Client, post: Post, field: str) -> None:
    for breaks in ("\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"):
        send(client, post, **{field: f"a@example.org{breaks}Bcc: x@example.com", "text": f"By {breaks!r}"})
    for comment in Comment.objects.all():
        assert len((comment.author_name + comment.author_email).splitlines()) == 1


def test_text_of_marks_without_end_is_answered(client: Client, post: Post) -> None:
    for text in ("a" + "\u0301" * 9_999, "\u202e\u2066" * 5_000, "> " * 5_000, "[" * 10_000, "`" * 10_000):
        assert send(client, post, text=text).status_code in (303, 422)


def send_bytes(client: Client, post: Post, body: bytes, **environ: Any) -> Any:
    """Send a body of which the server knows only what ``environ`` says."""
    told = {"wsgi.input": BytesIO(body), "CONTENT_TYPE": "application/x-www-form-urlencoded"} | environ
    return client.generic("POST", f"/comments/post/{post.pk}/", headers=OWN, **told)


def test_form_that_comes_in_pieces_is_read(client: Client, post: Post) -> None:
    """Some proxies send it on like this, without saying how long it is."""
    body = b"text=Well+said.&name=Ann&email=a@example.org"
    assert send_bytes(client, post, body, HTTP_TRANSFER_ENCODING="chunked").status_code == 303
    assert Comment.objects.get().source == "Well said."


def test_pieces_without_end_are_refused_with_a_sentence(client: Client, post: Post) -> None:
    response = send_bytes(client, post, b"text=" + b"x" * MAX_BODY, HTTP_TRANSFER_ENCODING="chunked")
    assert "Please shorten it" in page(response, 413)


@pytest.mark.parametrize(("length", "status"), [("10", 422), ("500", 303), (str(10**12), 413)])
def test_length_that_is_a_lie_costs_nobody_anything(
    client: Client, post: Post, length: str, status: int
) -> None:
    body = b"text=Well+said.&name=Ann&email=a@example.org"
    assert send_bytes(client, post, body, CONTENT_LENGTH=length).status_code == status


def test_ten_megabytes_are_refused_with_a_sentence_whatever_they_are(client: Client, post: Post) -> None:
    ten = b"x" * 10_000_000
    for content_type in (
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json",
    ):
        response = client.post(f"/comments/post/{post.pk}/", ten, content_type=content_type, headers=OWN)
        assert "Please shorten it" in page(response, 413)


def test_token_that_is_sent_again_posts_nothing_more(client: Client, post: Post) -> None:
    token = token_in(page(send(client, post, headers={})))
    first = send(client, post, headers={}, token=token)
    assert send(client, post, headers={}, token=token).url == first.url
    assert Comment.objects.count() == 1


def test_token_that_has_ended_leads_to_a_new_one(
    client: Client, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_in(page(send(client, post, headers={})))
    now = time.time()
    with monkeypatch.context() as later:
        later.setattr(time, "time", lambda: now + TOKEN_AGE + 60)
        html = page(send(client, post, headers={}, token=token, text="My words"))
        assert "My words</textarea>" in html
        assert send(client, post, headers={}, token=token_in(html)).status_code == 303


@pytest.mark.django_db(transaction=True)
def test_form_sent_twice_at_once_is_posted_once(post: Post) -> None:
    def send_it(_number: int) -> str:
        try:
            return str(send(Client(), post).url)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        addresses = set(threads.map(send_it, range(4)))
    assert len(addresses) == 1
    assert Comment.objects.count() == 1


def test_accepted_draft_is_named_to_the_browser_and_no_other(client: Client, post: Post) -> None:
    page(send(client, post, text="", draft="abc123"), 422)
    page(send(client, post, do="preview", draft="abc123"))
    assert "comment_accepted" not in client.cookies
    send(client, post, text="Without a draft")
    send(client, post, text="With an odd one", draft="a; domain=evil.example")
    assert "comment_accepted" not in client.cookies
    send(client, post, text="With one", draft="abc123")
    cookie = client.cookies["comment_accepted"]
    assert (cookie.value, cookie["samesite"], cookie["path"]) == ("abc123", "Lax", "/")


def test_text_is_not_cut_off_by_the_form(client: Client, post: Post) -> None:
    set_discussion(max_length=1_000)
    html = client.get(post.get_absolute_url()).content.decode()
    assert "Up to 1,000 characters." in html
    assert 'data-longest="1000"' in html
    text = "x" * 1_001
    refused = page(send(client, post, text=text), 422)
    assert f"{text}</textarea>" in refused
    assert "Please shorten it to 1000 characters" in refused


def test_staff_only_blog_says_so_and_leads_back_after_the_sign_in(client: Client, post: Post) -> None:
    set_discussion(staff_only=True)
    parent = make_comment(post, user=make_cast().maud)
    address = f"/admin/login/?next={quote(post.get_absolute_url(), safe='')}%23write"
    said = (
        f'Only members of this blog&#x27;s staff can comment. If you are one, sign in. <a href="{address}">'
    )
    for html in (
        client.get(post.get_absolute_url()).content.decode(),
        client.get(f"/c/{parent.pk}/reply/").content.decode(),
        page(send(client, post, text="My words"), 422),
    ):
        assert said in html
        assert "data-comment-form" not in html
    maud = User.objects.get(username="maud")
    maud.set_password("a long word of hers")
    maud.save()
    response = client.post(address, {"username": "maud", "password": "a long word of hers"})
    assert response.url == f"{post.get_absolute_url()}#write"


@pytest.mark.parametrize("name", [True, False])
@pytest.mark.parametrize("email", [True, False])
def test_form_says_of_each_field_whether_it_is_needed(
    client: Client, post: Post, name: bool, email: bool
) -> None:
    set_discussion(require_name=name, require_email=email)
    html = client.get(post.get_absolute_url()).content.decode()
    for label, field, is_required in (
        ("Name", "name", name),
        ("E-mail", "email", email),
        ("Website", "url", False),
    ):
        said = label if is_required else f"{label} (if you like)"
        assert f'<label for="write-{field}">{said}</label>' in html
        tag = html.split(f'name="{field}"')[1].split(">")[0]
        assert ("required" in tag) is is_required
        assert "autocomplete=" in tag
    response = send(client, post, name="" if not name else "Ann", email="" if not email else "a@example.org")
    assert response.status_code == 303
    if name or email:
        page(send(client, post, text="Without", name="", email=""), 422)


def test_preview_names_every_reason_for_which_it_would_be_held(client: Client, post: Post) -> None:
    set_discussion(max_links=2, hold_first=True, hold_all=True)
    html = page(send(client, post, text="https://a.example/ and https://b.example/", do="preview"))
    for reason in (
        "This comment contains 2 links.",
        "This is your first comment here",
        "reads every comment here",
    ):
        assert reason in html
