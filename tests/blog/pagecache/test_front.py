"""The front serves what it has stored as long as that is true, to those for whom it is the page."""

import datetime
from collections.abc import Callable, Iterator
from io import BytesIO
from threading import Thread

import pytest
import time_machine
from django.core.signals import request_finished
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog import publishing
from blog.models import Post
from blog.pagecache.front import Application, Front
from blog.pagecache.store import StoredPage
from blog.pagecache.watching import UnreachableError
from config.front import with_page_store
from tests.blog.pagecache.asking import Answer, ask
from tests.cast import make_cast
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_first_stamps, make_post, set_site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def before() -> Iterator[Callable[[Application], Front]]:
    """Give what puts a front before an application."""
    make_first_stamps()
    fronts: list[Front] = []

    def put(application: Application) -> Front:
        front = with_page_store(application)
        assert isinstance(front, Front)
        fronts.append(front)
        return front

    yield put
    for front in fronts:
        front.close()


@pytest.fixture
def front(before) -> Front:
    return before(get_wsgi_application())


@pytest.fixture
def post() -> Post:
    return make_post("The bridge", published_at=datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC))


ADDRESS = "/2024/05/01/the-bridge/"


def rename(post: Post, title: str) -> None:
    fresh = Post.entries.get(pk=post.pk)
    fresh.title = title
    publishing.save_post(post=fresh, by=None)


def twice(front: Front, address: str, **environ: str) -> Answer:
    """Ask two times, and return the second answer."""
    ask(front, address, **environ)
    return ask(front, address, **environ)


def test_second_reader_gets_the_stored_page_without_a_query(front, post) -> None:
    made = ask(front, ADDRESS)
    with CaptureQueriesContext(connection) as queries:
        stored = ask(front, ADDRESS)
    assert (made.told, stored.told) == ("fwd=miss; stored", "hit")
    assert stored.sent == made.sent
    assert "The bridge" in stored.text
    assert len(queries) == 0
    kept = {name: value for name, value in stored.headers.items() if name != "cache-status"}
    assert kept == {name: value for name, value in made.headers.items() if name != "cache-status"}
    assert kept["cache-control"] == "no-cache"
    assert "default-src 'none'" in kept["content-security-policy"]


def test_page_is_compressed_for_those_who_can_read_that(front, post) -> None:
    plain = twice(front, ADDRESS)
    zipped = ask(front, ADDRESS, HTTP_ACCEPT_ENCODING="gzip, deflate, br")
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.text == plain.text
    assert len(zipped.sent) < len(plain.sent)
    assert {answer.headers["vary"] for answer in (plain, zipped)} == {"Accept-Encoding"}
    for answer in (plain, zipped):
        assert answer.headers["content-length"] == str(len(answer.sent))


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip;q=0", ""),
        ("br, gzip;q=0.0, *;q=0", ""),
        ("gzip;q=0.5", "gzip"),
        ("deflate, gzip", "gzip"),
        ("", ""),
    ],
)
def test_page_is_compressed_for_nobody_else(front, post, accepted: str, encoding: str) -> None:
    for _made_and_stored in range(2):
        answer = ask(front, ADDRESS, HTTP_ACCEPT_ENCODING=accepted)
        assert answer.headers.get("content-encoding", "") == encoding
        assert "The bridge" in answer.text


def test_head_is_answered_as_get_is_whoever_comes_first(before, post) -> None:
    first, other = before(get_wsgi_application()), before(get_wsgi_application())
    head, page = ask(first, ADDRESS, method="HEAD"), ask(other, ADDRESS)
    assert (head.status, head.sent, head.told) == (200, b"", "fwd=miss; stored")
    assert head.headers.keys() == page.headers.keys()
    assert {"etag", "vary", "content-length"} <= head.headers.keys()
    assert ask(first, ADDRESS).told == "hit"
    assert "The bridge" in ask(first, ADDRESS).text


def test_head_gets_the_headers_alone(front, post) -> None:
    page = twice(front, ADDRESS)
    head = ask(front, ADDRESS, method="HEAD")
    assert (head.told, head.sent) == ("hit", b"")
    assert head.headers == page.headers


@pytest.mark.parametrize("condition", ["{}", 'W/"other", {}', "*"])
def test_who_has_the_page_is_told_so(front, post, condition) -> None:
    etag = ask(front, ADDRESS).headers["etag"]
    answer = ask(front, ADDRESS, HTTP_IF_NONE_MATCH=condition.format(etag))
    assert (answer.status, answer.sent) == (304, b"")
    assert answer.headers["etag"] == etag
    assert answer.headers["cache-control"] == "no-cache"
    rename(post, "Another bridge")
    assert ask(front, ADDRESS, HTTP_IF_NONE_MATCH=etag).status == 200


def test_page_asked_for_with_a_condition_is_stored_whole(front, post) -> None:
    etag = ask(front, ADDRESS).headers["etag"]
    front.store.drop(front.store.get(ADDRESS))
    assert ask(front, ADDRESS, HTTP_IF_NONE_MATCH=etag).status == 304
    assert "The bridge" in ask(front, ADDRESS).text


def test_feed_is_not_sent_again_to_who_has_it_by_its_date(front, post) -> None:
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1), tick=False):
        changed = twice(front, "/feed/").headers["last-modified"]
        assert ask(front, "/feed/", HTTP_IF_MODIFIED_SINCE=changed).status == 304
        assert ask(front, "/feed/", HTTP_IF_MODIFIED_SINCE="Mon, 01 Jan 2024 00:00:00 GMT").status == 200
        assert ask(front, "/feed/", HTTP_IF_MODIFIED_SINCE="yesterday").status == 200


def test_feed_that_is_never_stored_says_304_too(front, post) -> None:
    make_comment(post)
    first = ask(front, "/comments/feed/")
    assert (first.status, first.told) == (200, "")
    assert ask(front, "/comments/feed/", HTTP_IF_NONE_MATCH=first.headers["etag"]).status == 304


@pytest.mark.parametrize(
    "cookie", ["sessionid=x", "a=b; mine=x", "comments_view=flat", "post-key-12=x", "a=b;sessionid=x"]
)
def test_whoever_has_something_of_their_own_goes_past(front, post, cookie) -> None:
    twice(front, ADDRESS)
    assert ask(front, ADDRESS, HTTP_COOKIE=cookie).told == ""


@pytest.mark.parametrize("cookie", ["csrftoken=x", "seen=1; theme=sessionid", "not-mine=1"])
def test_other_cookies_do_not_matter(front, post, cookie) -> None:
    twice(front, ADDRESS)
    assert ask(front, ADDRESS, HTTP_COOKIE=cookie).told == "hit"


def test_commenter_goes_past_only_while_something_can_be_changed(front, post) -> None:
    """The cookie that says so ends by itself; afterwards regulars read the page of everybody."""
    set_discussion(hold_first=False)
    form = b"name=Ann&email=ann%40example.org&text=A+word.&do=post"
    sent = {
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(form)),
        "HTTP_SEC_FETCH_SITE": "same-origin",
    }
    answer = ask(front, f"/comments/post/{post.pk}/", method="POST", **sent, **{"wsgi.input": BytesIO(form)})
    assert answer.status == 303
    twice(front, ADDRESS)
    assert "Max-Age" in answer.headers["set-cookie"]
    mine = ask(front, ADDRESS, HTTP_COOKIE=answer.headers["set-cookie"].partition(";")[0])
    assert (mine.told, mine.headers["cache-control"]) == ("", "private, no-store")


def test_made_up_queries_are_one_page(front, post) -> None:
    twice(front, ADDRESS)
    for number in range(50):
        assert ask(front, f"{ADDRESS}?utm_source={number}&x{number}=1").told == "hit"
    assert len(list(front.store)) == 1


def test_made_up_query_is_not_shown_to_django(front, post) -> None:
    assert ask(front, f"{ADDRESS}?fbclid=abc").told == "fwd=miss; stored"
    assert "fbclid" not in ask(front, ADDRESS).text


@pytest.mark.parametrize("address", ["/search/?q=bridge", "/search/?author=x", "/search/comments/?q=x"])
def test_what_is_searched_for_is_not_stored(front, post, address) -> None:
    assert twice(front, address).told == ""
    assert list(front.store) == []


def test_address_by_number_leads_on_as_ever(front) -> None:
    make_post("Imported", import_ref="wordpress:7", published_at=timezone.now())
    twice(front, "/")
    assert ask(front, "/?p=7").status == 301
    assert ask(front, "/?p=8").status == 404


def test_hosts_that_are_not_ours_are_refused_and_kept_nowhere(front, post) -> None:
    twice(front, ADDRESS)
    for number in range(20):
        assert ask(front, ADDRESS, HTTP_HOST=f"host{number}.example.net").status == 400
    assert ask(front, ADDRESS, HTTP_HOST="parley.example").told == "hit"
    assert len(list(front.store)) == 1


def test_many_names_of_ours_are_one_page(front, post, settings) -> None:
    settings.ALLOWED_HOSTS = [".example.org"]
    ask(front, ADDRESS, HTTP_HOST="www.example.org")
    for number in range(300):
        assert ask(front, ADDRESS, HTTP_HOST=f"host{number}.example.org").told == "hit"
    assert len(list(front.store)) == 1


def test_who_comes_without_https_is_led_there(front, post, settings) -> None:
    twice(front, ADDRESS)
    settings.SECURE_SSL_REDIRECT = True
    # Read when Django starts, so this one is asked what the front does alone.
    assert ask(front, ADDRESS).told == ""
    assert ask(front, ADDRESS, **{"wsgi.url_scheme": "https"}).told == "hit"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert ask(front, ADDRESS, **{"wsgi.url_scheme": "https"}).told == ""
    assert ask(front, ADDRESS, HTTP_X_FORWARDED_PROTO="https").told == "hit"


@pytest.mark.parametrize("address", ["/nowhere/", "/admin/login/", "/c/99/", "/page/1/", "/static/x.css"])
def test_what_is_no_page_for_everyone_is_not_stored(front, post, address) -> None:
    assert twice(front, address).told == ""
    assert list(front.store) == []


def test_locked_and_private_posts_are_not_stored(front) -> None:
    make_post("Locked", password="secret", published_at=datetime.datetime(2024, 5, 2, tzinfo=datetime.UTC))
    assert "secret" not in twice(front, "/2024/05/02/locked/").text
    private = make_post("Private", status="private")
    assert twice(front, private.get_absolute_url()).status == 404
    assert [page.path for page in front.store if "private" in page.path] == []


def test_changed_page_is_made_anew(front, post) -> None:
    twice(front, ADDRESS)
    rename(post, "The ferry")
    answer = ask(front, ADDRESS)
    assert answer.told == "fwd=miss; stored"
    assert "The ferry" in answer.text
    assert ask(front, ADDRESS).told == "hit"


def test_page_stays_when_something_else_is_changed(front, post) -> None:
    old = make_post("Long ago", published_at=datetime.datetime(2004, 5, 1, tzinfo=datetime.UTC))
    for year in range(2010, 2020):
        make_post(f"Of {year}", published_at=datetime.datetime(year, 5, 1, tzinfo=datetime.UTC))
    twice(front, old.get_absolute_url())
    make_comment(post)
    assert ask(front, old.get_absolute_url()).told == "hit"


def test_rolled_back_change_throws_nothing_away(front, post) -> None:
    twice(front, ADDRESS)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        rename(post, "The ferry")
        raise ZeroDivisionError
    answer = ask(front, ADDRESS)
    assert answer.told == "hit"
    assert "The bridge" in answer.text


def test_uncommitted_change_is_seen_by_nobody_and_committed_one_by_all(front, post) -> None:
    """A crash between the commit and a purge can't be: there is no purge."""
    twice(front, ADDRESS)
    with transaction.atomic():
        rename(post, "The ferry")
        assert in_thread(lambda: ask(front, ADDRESS)).told == "hit"
    assert "The ferry" in in_thread(lambda: ask(front, ADDRESS)).text


def in_thread(work):
    """Return what ``work`` returns on a connection of its own."""
    found: list[Answer] = []

    def run() -> None:
        try:
            found.append(work())
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


class Interrupted:
    """Django, with something done each time when a page has been read and has not been answered yet."""

    def __init__(self, between) -> None:
        self.django, self.between = get_wsgi_application(), between

    def __call__(self, environ, start_response):
        answer = self.django(environ, start_response)
        in_thread(self.between)
        return answer


def test_page_read_before_a_commit_is_never_served_after_it(before, post) -> None:
    titles = iter(["The ferry", "The tunnel"])
    front = before(Interrupted(lambda: rename(post, next(titles, "The ford"))))
    assert "The bridge" in ask(front, ADDRESS).text
    assert "The ferry" in ask(front, ADDRESS).text
    assert "The tunnel" in ask(front, ADDRESS).text


def test_newer_page_of_another_thread_is_not_taken_for_an_older_one(before, front, post) -> None:
    """Two make the page; the one that read earlier stores last, and its page is found out at once."""
    inner = front

    def overtake() -> None:
        rename(post, "The ferry")
        inner.store.put(fresh_page())

    def fresh_page():
        ask(inner, ADDRESS)
        return inner.store.get(ADDRESS)

    outer = before(Interrupted(overtake))
    outer.store = inner.store
    assert "The bridge" in ask(outer, ADDRESS).text
    assert "The ferry" in ask(inner, ADDRESS).text


def test_two_verbs_at_once_leave_nothing_stale(front, post) -> None:
    other = make_post("The ferry", published_at=datetime.datetime(2024, 5, 2, tzinfo=datetime.UTC))
    for turn in range(5):
        twice(front, "/")
        threads = [
            Thread(
                target=in_thread, args=(lambda each=each, turn=turn: rename(each, f"{each.pk} in {turn}"),)
            )
            for each in (post, other)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        home = ask(front, "/").text
        assert f"{post.pk} in {turn}" in home
        assert f"{other.pk} in {turn}" in home


def test_scheduled_post_appears_on_time(front, post) -> None:
    due = timezone.now() + datetime.timedelta(minutes=10)
    make_post("Tomorrow's news", published_at=due)
    assert "Tomorrow" not in twice(front, "/feed/").text
    with time_machine.travel(due - datetime.timedelta(seconds=1), tick=False):
        assert ask(front, "/feed/").told == "hit"
    with time_machine.travel(due + datetime.timedelta(seconds=1), tick=False):
        assert "Tomorrow" in ask(front, "/feed/").text


def test_room_is_kept_by_forgetting_what_was_asked_for_least_lately(front) -> None:
    posts = [make_post(f"Post {number}") for number in range(6)]
    size = 0
    for each in posts[:3]:
        ask(front, each.get_absolute_url())
    size = front.store.used
    front.store.limit = size
    ask(front, posts[0].get_absolute_url())
    ask(front, posts[3].get_absolute_url())
    stored = {page.path for page in front.store}
    assert posts[0].get_absolute_url() in stored
    assert posts[1].get_absolute_url() not in stored
    assert front.store.used <= size
    answer = ask(front, posts[1].get_absolute_url())
    assert posts[1].title in answer.text


def test_front_can_be_switched_off(settings, post) -> None:
    settings.PAGE_STORE_MB = 0
    application = get_wsgi_application()
    assert with_page_store(application) is application


def test_fault_of_the_front_leaves_the_request_to_django(front, post, caplog) -> None:
    front.store = None
    answer = ask(front, ADDRESS)
    assert (answer.status, answer.told) == (200, "")
    assert "leaves a request to Django" in caplog.text


class Nobody:
    """A watch that can't ask."""

    def is_current(self, page: StoredPage) -> bool:
        raise UnreachableError

    def close(self) -> None: ...


class Switched:
    """Django, or an answer that it has no database."""

    def __init__(self) -> None:
        self.django = get_wsgi_application()
        self.is_away = False
        self.asked = 0

    def __call__(self, environ, start_response):
        self.asked += 1
        if not self.is_away:
            return self.django(environ, start_response)
        start_response("503 Service Unavailable", [])
        return [b"No database."]


def test_page_that_nobody_can_vouch_for_is_made_anew_while_django_can(before, post) -> None:
    front = before(get_wsgi_application())
    ask(front, ADDRESS)
    front.watch.close()
    front.watch = Nobody()
    rename(post, "The other bridge")
    answer = ask(front, ADDRESS)
    assert (answer.told, "The other bridge" in answer.text) == ("fwd=miss; stored", True)


def test_stored_page_is_better_than_none_and_marked(before, post, monkeypatch) -> None:
    application = Switched()
    front = before(application)
    ask(front, ADDRESS)
    front.watch.close()
    front.watch, application.is_away = Nobody(), True
    asked = application.asked
    for _ in range(5):
        answer = ask(front, ADDRESS)
        assert (answer.status, answer.told) == (200, "hit; detail=stale")
    assert application.asked == asked + 1, "Django is looked after by one request at a time"
    assert ask(front, "/archive/").status == 503, "of this there is none"

    monkeypatch.setattr("blog.pagecache.front._PAUSE", 0)
    application.is_away = False
    rename(post, "The other bridge")
    ask(front, "/archive/")
    assert "The other bridge" in ask(front, ADDRESS).text


def test_who_has_something_of_their_own_gets_everybodys_page_without_a_database(before, post) -> None:
    application = Switched()
    front = before(application)
    mine = {"HTTP_COOKIE": "mine=x"}
    assert (ask(front, ADDRESS, **mine).told, ask(front, ADDRESS).told) == ("", "fwd=miss; stored")
    application.is_away = True
    rename(post, "The other bridge")
    assert ask(front, ADDRESS, **mine).status == 503, "what is out of date is better not shown"
    application.is_away = False
    ask(front, ADDRESS)
    front.watch.close()
    front.watch, application.is_away = Nobody(), True
    for _ in range(2):
        answer = ask(front, ADDRESS, **mine)
        assert (answer.status, answer.told) == (200, "hit; detail=stale")
        assert "The other bridge" in answer.text
    assert ask(front, "/archive/", **mine).status == 503
    assert ask(front, "/admin/", **mine).status == 503


def test_django_is_told_when_each_request_is_over(front, post) -> None:
    over: list[object] = []

    def note(**kwargs: object) -> None:
        over.append(kwargs["sender"])

    request_finished.connect(note)
    try:
        ask(front, ADDRESS)
        assert len(over) == 1
    finally:
        request_finished.disconnect(note)


def test_staff_see_their_own_pages_and_leave_none(front, post, client) -> None:
    set_site(title="The Slipway")
    client.force_login(make_cast().edith)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    assert twice(front, ADDRESS, HTTP_COOKIE=cookie).headers["cache-control"] == "private, no-store"
    assert list(front.store) == []
