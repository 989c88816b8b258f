"""What is not for everybody shows nowhere: every state of a post against every page that lists posts."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from blog import publishing
from blog.models import Post, Status
from blog.views.access import COOKIE_PREFIX
from tests.blog.views.pages import text_of
from tests.cast import make_cast
from tests.factories import make_author, make_category, make_page, make_post

pytestmark = pytest.mark.django_db

SECRET = "quicksilver"
NOON = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) - datetime.timedelta(days=3)


def _as(status: Status) -> Callable[[Post], object]:
    def change(post: Post) -> object:
        post.status = status
        return publishing.save_post(post=post, by=None)

    return change


def _with_password(post: Post) -> object:
    post.set_password("sesame")
    return publishing.save_post(post=post, by=None)


def _scheduled(post: Post) -> object:
    return publishing.publish(post=post, by=None, at=timezone.now() + datetime.timedelta(hours=1))


STATES: dict[str, Callable[[Post], object]] = {
    "draft": _as(Status.DRAFT),
    "review": _as(Status.REVIEW),
    "scheduled": _scheduled,
    "private": _as(Status.PRIVATE),
    "trash": _as(Status.TRASH),
    "password": _with_password,
}
OWN_ADDRESS = {"draft": 404, "review": 404, "scheduled": 404, "private": 404, "trash": 410, "password": 200}


def make_secret(state: str) -> Post:
    """A post between two public ones, with terms of its own and shared ones, brought into ``state``."""
    shared = {"categories": [make_category("Politics")], "tags": ["tea"], "authors": [make_author("Ada")]}
    make_post("Before", published_at=NOON - datetime.timedelta(minutes=1), **shared)
    make_post("After", published_at=NOON + datetime.timedelta(minutes=1), **shared)
    post = make_post(
        f"The {SECRET.title()}",
        published_at=NOON,
        source=f"A xylophone of {SECRET}.",
        import_ref="wordpress:77",
        seo_title=f"{SECRET} for robots",
        categories=[*shared["categories"], make_category("Alchemy")],
        tags=["tea", "mercury"],
        authors=[*shared["authors"], make_author("Paracelsus")],
    )
    STATES[state](post)
    post.refresh_from_db()
    return post


def telling_addresses(post: Post) -> list[str]:
    """Every address at which the title or the slug of ``post`` shows while it is public."""
    day = post.published_on
    assert day is not None
    lists = ["/", "/category/politics/", "/category/alchemy/", "/tag/tea/", "/tag/mercury/"]
    lists += ["/author/ada/", "/author/paracelsus/"]
    periods = [f"/{day:%Y}/", f"/{day:%Y/%m}/", f"/{day:%Y/%m/%d}/"]
    feeds = [f"{url}{feed}" for url in lists for feed in ("feed/", "feed/atom/", "feed.json")]
    beside = [f"{day:/%Y/%m/%d}/before/", f"{day:/%Y/%m/%d}/after/"]
    own = post.get_absolute_url()
    asked = [f"/sitemap-posts-{day:%Y}.xml", "/search/?q=xylophone", own, f"{own}feed/"]
    return [*lists, *periods, *feeds, *beside, *asked]


def without_question(html: str) -> str:
    """What a wrong address offers to search for are the words of the address, and so no news."""
    return re.sub(r'<input [^>]*id="likely-q"[^>]*>', "", html)


def other_addresses(post: Post) -> list[str]:
    """Further ones at which something of ``post`` might show by mistake."""
    own = post.get_absolute_url()
    return [
        *("/archive/", "/tags/", "/categories/", "/authors/", "/robots.txt"),
        *("/comments/feed/", "/comments/feed/atom/", "/comments/feed.json"),
        *(f"/sitemap{part}.xml" for part in ("", "-pages", "-tags-1", "-categories-1", "-authors-1")),
        *("/?p=77", "/?page_id=77", "/search/?q=the", f"/preview/{post.pk}/", f"/unlock/{post.pk}/"),
        *(f"{own}{below}" for below in ("comments/1/", "comments/2/", "comments/flat/", "feed.json")),
    ]


@pytest.mark.parametrize("state", STATES)
def test_no_page_tells_of_a_post_that_is_not_public(client: Client, state: str) -> None:
    post = make_secret(state)
    told = []
    for url in telling_addresses(post) + other_addresses(post):
        response = client.get(url)
        assert response.status_code < 500, url
        # Where an address below the secret's own leads is no news to who asks for it.
        location = "" if url.startswith(post.get_absolute_url()) else response.headers.get("Location", "")
        if SECRET in (without_question(response.content.decode()) + location).lower():
            told.append(url)
    assert told == []


@pytest.mark.parametrize("state", STATES)
def test_own_address_answers_as_the_state_asks(client: Client, state: str) -> None:
    post = make_secret(state)
    assert client.get(post.get_absolute_url()).status_code == OWN_ADDRESS[state]


@pytest.mark.parametrize("state", STATES)
def test_no_count_holds_a_post_that_is_not_public(client: Client, state: str) -> None:
    make_secret(state)
    for url in ("/category/politics/", "/tag/tea/", "/author/ada/"):
        assert "2 posts" in " ".join(text_of(client, url).split())
    archive = text_of(client, "/archive/")
    assert '<span class="sum">2<span class="sr"> posts</span></span>' in archive
    assert f'<a href="/{NOON:%Y/%m}/" aria-label="{NOON:%B %Y}: 2">2</a>' in archive
    assert '<a href="/tag/tea/">tea</a> <small>2</small>' in text_of(client, "/tags/")
    assert '<a href="/category/politics/">Politics</a> <small>2</small>' in text_of(client, "/categories/")
    assert '<a href="/author/ada/">Ada</a> <small>2</small>' in text_of(client, "/authors/")


@pytest.mark.parametrize("state", STATES)
def test_indexes_leave_out_terms_without_a_public_post(client: Client, state: str) -> None:
    make_secret(state)
    found = text_of(client, "/tags/") + text_of(client, "/categories/") + text_of(client, "/authors/")
    assert [name for name in ("mercury", "Alchemy", "Paracelsus") if name in found] == []


def test_the_same_pages_tell_of_it_while_it_is_public(client: Client) -> None:
    """Else the test above would pass on pages that say nothing at all."""
    post = make_secret("draft")
    publishing.publish(post=post, by=None)
    silent = [url for url in telling_addresses(post) if SECRET not in text_of(client, url).lower()]
    assert silent == []


def test_a_scheduled_post_appears_by_itself(client: Client, time_machine) -> None:  # type: ignore[no-untyped-def]
    post = make_secret("scheduled")
    time_machine.move_to(post.published_at + datetime.timedelta(seconds=1), tick=False)
    assert SECRET in text_of(client, "/").lower()
    assert client.get(post.get_absolute_url()).status_code == 200
    assert "3 posts" in " ".join(text_of(client, "/tag/tea/").split())


@pytest.mark.parametrize("state", ["draft", "review", "scheduled", "private", "password"])
def test_pages_keep_the_same_secrets(client: Client, state: str) -> None:
    page = make_page(f"The {SECRET.title()}", in_menu=True, published_at=NOON, import_ref="wordpress:78")
    below = make_page("Below", parent=page)
    STATES[state](page)
    urls = [
        "/",
        "/?page_id=78",
        "/sitemap-pages.xml",
        "/search/?q=text",
        "/archive/",
        page.get_absolute_url(),
    ]
    for url in urls:
        assert f"the {SECRET}" not in without_question(client.get(url).content.decode()).lower(), url
    assert f"The {SECRET.title()}" not in text_of(client, below.get_absolute_url())


# --- Who may see it all the same

READERS = {
    "private": {"ada": 200, "edith": 200, "arthur": 404, "connie": 404, "maud": 404},
    "draft": {"ada": 404, "edith": 404, "arthur": 404, "connie": 404, "maud": 404},
}
PREVIEWS = {"ada": 200, "edith": 200, "arthur": 404, "connie": 404, "maud": 404}


@pytest.mark.parametrize("state", READERS)
def test_staff_read_what_their_role_lets_them(client: Client, state: str) -> None:
    cast = make_cast()
    post = make_secret(state)
    answers = {}
    for name in READERS[state]:
        client.force_login(cast[name])
        answers[name] = client.get(post.get_absolute_url()).status_code
    assert answers == READERS[state]


def test_preview_is_for_those_who_may_change_the_post(client: Client) -> None:
    cast = make_cast()
    post = make_secret("draft")
    answers = {}
    for name in PREVIEWS:
        client.force_login(cast[name])
        answers[name] = client.get(f"/preview/{post.pk}/").status_code
    client.logout()
    answers["anybody"] = client.get(f"/preview/{post.pk}/").status_code
    assert answers == PREVIEWS | {"anybody": 404}


def test_authors_preview_and_read_their_own(client: Client) -> None:
    cast = make_cast()
    post = make_post("Mine", status="private", authors=[cast.arthur.author])
    client.force_login(cast.arthur)
    assert client.get(post.get_absolute_url()).status_code == 200
    response = client.get(f"/preview/{post.pk}/")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"


def test_preview_of_a_number_that_is_none_is_not_found(client: Client) -> None:
    client.force_login(make_cast().ada)
    assert client.get(f"/preview/{10**30}/").status_code == 404


# --- The password


@pytest.fixture
def locked(client: Client) -> Post:
    return make_post("Quicksilver", password="sesame", source="The xylophone.", published_at=NOON)


def test_locked_page_asks_and_says_nothing_else(client: Client, locked: Post) -> None:
    response = client.get(locked.get_absolute_url())
    html = response.content.decode()
    assert "<title>A password is needed – Parley</title>" in " ".join(html.split())
    assert ('name="robots" content="noindex"' in html, "og:" in html, "canonical" in html) == (
        True,
        False,
        False,
    )
    assert response.headers["Cache-Control"] == "private, no-store"


def unlock(client: Client, post: Post, password: str) -> int:
    return client.post(f"/unlock/{post.pk}/", {"password": password}).status_code


def test_right_password_shows_the_post_to_this_guest_alone(client: Client, locked: Post) -> None:
    assert unlock(client, locked, "sesame") == 302
    response = client.get(locked.get_absolute_url())
    assert "The xylophone." in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not hasattr(response, "page_dependencies")
    assert "sessionid" not in client.cookies
    assert "xylophone" not in text_of(Client(), locked.get_absolute_url())


def test_key_is_a_cookie_that_scripts_and_other_sites_cannot_use(client: Client, locked: Post) -> None:
    unlock(client, locked, "sesame")
    cookie = client.cookies[f"{COOKIE_PREFIX}{locked.pk}"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 864000)
    assert locked.password not in cookie.value


def test_unlocked_post_has_no_metadata(client: Client, locked: Post) -> None:
    unlock(client, locked, "sesame")
    html = text_of(client, locked.get_absolute_url())
    assert ("og:title" in html, "description" in html, 'content="noindex"' in html) == (False, False, True)


def test_wrong_password_is_answered_with_the_form(client: Client, locked: Post) -> None:
    response = client.post(f"/unlock/{locked.pk}/", {"password": "mellon"})
    assert response.status_code == 403
    assert "That is not the password. Please try again." in response.content.decode()
    assert not response.cookies


def test_another_password_ends_the_key(client: Client, locked: Post) -> None:
    unlock(client, locked, "sesame")
    locked.set_password("mellon")
    publishing.save_post(post=locked, by=None)
    assert "xylophone" not in text_of(client, locked.get_absolute_url())


def test_key_opens_no_other_post(client: Client, locked: Post) -> None:
    other = make_post("Other", password="sesame", source="The glockenspiel.")
    unlock(client, locked, "sesame")
    client.cookies[f"{COOKIE_PREFIX}{other.pk}"] = client.cookies[f"{COOKIE_PREFIX}{locked.pk}"].value
    assert "glockenspiel" not in text_of(client, other.get_absolute_url())


def test_unlock_knows_only_posts_that_ask(client: Client) -> None:
    draft = make_post(status="draft", password="sesame")
    open_one = make_post()
    assert [unlock(client, post, "sesame") for post in (draft, open_one)] == [404, 404]


def test_guesses_are_counted(client: Client, locked: Post) -> None:
    answers = [unlock(client, locked, f"guess {n}") for n in range(11)]
    assert answers == [403] * 10 + [429]
    assert unlock(client, locked, "sesame") == 429


@pytest.mark.parametrize("password", ["", "\x00", "é" * 5000, "' OR 1=1 --"])
def test_odd_passwords_are_just_wrong(client: Client, locked: Post, password: str) -> None:
    assert unlock(client, locked, password) == 403
