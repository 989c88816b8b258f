"""How one wants to read discussions: remembered on request, without a script, and only then."""

import re

import pytest
from django.test import Client

from blog.models import Post
from comments.models import Comment
from comments.moderation import remove
from comments.places import COOKIE, Way
from tests.comment_factories import make_comment, set_discussion
from tests.comments.discussions import make_thread, make_threads
from tests.comments.views.test_reading import anchors, body
from tests.factories import make_page, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Post:
    """A post with two threads, of which the first has a reply."""
    post = make_post()
    first = make_comment(post, name="Ann")
    make_comment(post)
    make_comment(post, parent=first)
    return post


def numbers(client: Client, address: str) -> list[int]:
    """Return the numbers of the comments on the page, in their order."""
    return [Comment.objects.get(pk=pk).number or 0 for pk in anchors(body(client, address))]


ORDERS = {Way.THREADS: [1, 3, 2], Way.FLAT: [1, 2, 3], Way.NEWEST: [2, 1, 3], Way.FLAT_NEWEST: [3, 2, 1]}
FIRST = {
    Way.THREADS: "comments/threads/",
    Way.FLAT: "comments/flat/",
    Way.NEWEST: "comments/newest/",
    Way.FLAT_NEWEST: "comments/flat/newest/",
}


@pytest.mark.parametrize("way", Way)
def test_each_way_has_an_address_that_shows_it_whatever_was_chosen(
    client: Client, post: Post, way: Way
) -> None:
    base = post.get_absolute_url()
    assert numbers(client, base) == ORDERS[Way.THREADS]
    for chosen in ("", *Way):
        client.cookies[COOKIE] = chosen
        assert numbers(client, base + FIRST[way]) == ORDERS[way]


@pytest.mark.parametrize("way", Way)
def test_posts_own_address_shows_what_was_chosen(client: Client, post: Post, way: Way) -> None:
    client.cookies[COOKIE] = way.value
    response = client.get(post.get_absolute_url())
    assert numbers(client, post.get_absolute_url()) == ORDERS[way]
    assert response.page_dependencies.is_storable is False  # type: ignore[attr-defined]
    assert not response.cookies


@pytest.mark.parametrize("way", Way)
def test_settings_say_what_everybody_else_is_shown(client: Client, post: Post, way: Way) -> None:
    set_discussion(flat_first=way.is_flat, newest_first=way.newest_first)
    assert numbers(client, post.get_absolute_url()) == ORDERS[way]
    client.cookies[COOKIE] = "threads"
    assert numbers(client, post.get_absolute_url()) == ORDERS[Way.THREADS]


def test_cookie_that_says_something_else_changes_nothing(client: Client, post: Post) -> None:
    plain = body(client, post.get_absolute_url())
    client.cookies[COOKIE] = "sideways"
    response = client.get(post.get_absolute_url())
    assert response.content.decode() == plain
    assert response.page_dependencies.is_watched is True  # type: ignore[attr-defined]


def test_permanent_address_leads_to_what_was_chosen(client: Client) -> None:
    post = make_post()
    made, base = make_threads(post, 130), post.get_absolute_url()
    wanted = {
        "threads": "comments/2/",
        "flat": "",
        "newest": "comments/newest/2/",
        "flat-newest": "comments/flat/newest/1/",
    }
    for way, address in wanted.items():
        client.cookies[COOKIE] = way
        led = client.get(f"/c/{made[29].pk}/").url
        assert led == f"{base}{address}#comment-{made[29].pk}"
        assert made[29].pk in anchors(body(client, led))
        # The page on which one begins has the post's own address.
        last = client.get(f"/c/{made[0 if way in ('threads', 'flat') else 129].pk}/").url
        assert last.startswith(f"{base}#"), way


def test_tombstone_that_only_threads_have_is_found_by_those_who_read_flat(client: Client) -> None:
    post = make_post()
    made = make_thread(post, 120)
    remove(comment=made[98], by=None)
    remove(comment=made[99], by=None)
    client.cookies[COOKIE] = "flat"
    assert (
        client.get(f"/c/{made[99].pk}/").url
        == f"{post.get_absolute_url()}comments/threads/#comment-{made[99].pk}"
    )


def test_newest_first_begins_with_the_last_page_and_goes_back(client: Client) -> None:
    post = make_post()
    make_threads(post, 80)
    base = post.get_absolute_url()
    begin, second, last = (body(client, f"{base}comments/newest/{page}") for page in ("", "3/", "1/"))
    assert numbers(client, f"{base}comments/newest/") == [80, 79, 78, 77, 76]
    assert numbers(client, f"{base}comments/newest/3/") == list(range(75, 50, -1))
    assert numbers(client, f"{base}comments/newest/4/") == [80, 79, 78, 77, 76]
    assert f'href="{base}comments/newest/3/#comments" rel="next">Earlier comments' in begin
    assert f'href="{base}comments/newest/1/#comments">First comments' in begin
    assert 'rel="prev" href' not in begin.partition("</head>")[0]
    assert f'<link rel="prev" href="{base}comments/newest/">' in second
    assert f'<link rel="next" href="{base}comments/newest/2/">' in second
    assert f'href="{base}comments/newest/2/#comments" rel="prev">Later comments' in last
    assert "Page 4 of 4" in begin
    for missing in ("5/", "0/"):
        assert client.get(f"{base}comments/newest/{missing}").status_code == 404
    assert numbers(client, f"{base}comments/flat/newest/") == list(range(80, 0, -1))


@pytest.mark.parametrize(
    ("page", "canonical"),
    [
        ("comments/threads/", ""),
        ("comments/newest/", "comments/2/"),
        ("comments/newest/2/", "comments/2/"),
        ("comments/newest/1/", ""),
        ("comments/flat/newest/", "comments/flat/"),
        ("comments/flat/", "comments/flat/"),
    ],
)
def test_search_engines_are_told_of_the_same_page_in_order(client: Client, page: str, canonical: str) -> None:
    post = make_post()
    make_threads(post, 30)
    base = post.get_absolute_url()
    assert f'<link rel="canonical" href="https://parley.example{base}{canonical}">' in body(
        client, base + page
    )


def test_flat_page_on_a_flat_blog_is_the_posts_own(client: Client, post: Post) -> None:
    set_discussion(flat_first=True)
    base = post.get_absolute_url()
    for address in (base, f"{base}comments/flat/", f"{base}comments/threads/"):
        assert f'<link rel="canonical" href="https://parley.example{base}">' in body(client, address)


def ways_of(html: str) -> list[tuple[str, bool]]:
    """The links to the four ways: what each says, and whether it is what is shown."""
    nav = html.partition('aria-label="Ways to read the comments">')[2].partition("</nav>")[0]
    return [
        (words, bool(current))
        for current, words in re.findall(r'<a [^>]*?(aria-current="true")?>([^<]*)</a>', nav)
    ]


def test_ways_are_two_questions_answered_apart(client: Client, post: Post) -> None:
    base = post.get_absolute_url()
    html = body(client, f"{base}comments/newest/")
    assert ways_of(html) == [
        ("by thread", True),
        ("one after another", False),
        ("oldest first", False),
        ("newest first", True),
    ]
    assert f'href="{base}comments/flat/newest/#comments" >one after another' in html
    assert f'href="{base}#comments" >oldest first' in html


def choice_on(html: str) -> dict[str, str]:
    """What the form sends that asks for a way to be remembered; empty where there is none."""
    form = html.partition('action="/comments/view/"')[2].partition("</form>")[0]
    return dict(re.findall(r'name="([a-z]+)" value="([^"]*)"', form))


def test_way_is_remembered_by_a_form_that_stands_only_where_it_says_something_new(
    client: Client, post: Post
) -> None:
    base = post.get_absolute_url()
    assert choice_on(body(client, base)) == {}
    assert choice_on(body(client, f"{base}comments/threads/")) == {}
    sent = choice_on(body(client, f"{base}comments/flat/newest/"))
    assert sent == {"way": "flat-newest", "back": f"{base}#comments"}
    response = client.post("/comments/view/", sent)
    assert (response.status_code, response.url) == (303, f"{base}#comments")
    cookie = response.cookies[COOKIE]
    assert (cookie.value, cookie["max-age"], cookie["samesite"], cookie["httponly"], cookie["path"]) == (
        "flat-newest",
        365 * 24 * 3600,
        "Lax",
        True,
        "/",
    )
    assert response.headers["Cache-Control"] == "private, no-store"
    assert numbers(client, base) == ORDERS[Way.FLAT_NEWEST]
    assert choice_on(body(client, base)) == {}


def test_further_page_is_come_back_to(client: Client) -> None:
    post = make_post()
    make_threads(post, 30)
    address = f"{post.get_absolute_url()}comments/newest/1/"
    assert choice_on(body(client, address))["back"] == f"{address}#comments"


def test_choice_of_what_everybody_is_shown_needs_no_cookie(client: Client, post: Post) -> None:
    client.cookies[COOKIE] = "flat"
    sent = choice_on(body(client, f"{post.get_absolute_url()}comments/threads/"))
    assert sent["way"] == "threads"
    client.post("/comments/view/", sent)
    assert client.cookies[COOKIE].value == ""
    assert numbers(client, post.get_absolute_url()) == ORDERS[Way.THREADS]


@pytest.mark.parametrize("way", ["", "sideways", "FLAT", "thread", "\x00", "x" * 10_000])
def test_what_is_no_way_changes_nothing(client: Client, way: str) -> None:
    response = client.post("/comments/view/", {"way": way, "back": "/about/"})
    assert (response.status_code, response.url) == (303, "/about/")
    assert not response.cookies


@pytest.mark.parametrize(
    "back",
    [
        "",
        "about/",
        "//evil.example/",
        "/\\evil.example/",
        "///evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\tx",
        "\x00/",
        "/a\r\nSet-Cookie: a=b",
    ],
)
def test_nobody_is_led_to_another_site(client: Client, back: str) -> None:
    response = client.post("/comments/view/", {"way": "flat", "back": back})
    assert response.status_code == 303
    assert re.fullmatch(r"/(?![/\\])[ -~]*", response.url)
    assert "evil" not in response.url
    assert list(response.cookies) == [COOKIE]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"way=%ff&back=%00", b"way=flat&way=threads"])
def test_any_bytes_are_answered(client: Client, body: bytes) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
        response = client.post("/comments/view/", data=body, content_type=kind)
        assert response.status_code == 303, kind
        assert response.headers["Cache-Control"] == "private, no-store"


def test_a_body_that_cannot_be_read_changes_nothing(client: Client) -> None:
    response = client.post("/comments/view/", data=b"way=flat", content_type="multipart/form-data")
    assert (response.status_code, response.url) == (303, "/")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not response.cookies


def test_looking_at_the_address_of_the_form_changes_nothing(client: Client) -> None:
    response = client.get("/comments/view/?way=flat")
    assert (response.status_code, response.url) == (303, "/")
    assert not response.cookies


def test_pages_of_the_site_are_read_in_every_way_too(client: Client) -> None:
    page = make_page("About")
    made = [make_comment(page), make_comment(page)]
    assert anchors(body(client, "/about/comments/flat/newest/")) == [made[1].pk, made[0].pk]
