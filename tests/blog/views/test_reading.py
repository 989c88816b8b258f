"""What each page says it depends on, and that the verbs which change it say so too."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from blog import publishing, site, taxonomy
from blog.models import Author, Category, Page, Post, SiteSettings, Tag
from blog.pagecache.stamps import read_stamps
from comments import newest
from tests.blog.views.pages import dependencies, is_outdated_by, text_of
from tests.cast import make_cast
from tests.factories import days_ago, make_author, make_category, make_page, make_post

pytestmark = pytest.mark.django_db


class World:
    """Three posts, the middle one with one term of each kind, and a page."""

    def __init__(self) -> None:
        self.politics = make_category("Politics")
        self.iraq = make_category("Iraq", parent=self.politics)
        self.ada = make_author("Ada")
        self.before = make_post("Before", published_at=days_ago(3))
        self.post = make_post(
            "Middle", published_at=days_ago(2), categories=[self.iraq], tags=["tea"], authors=[self.ada]
        )
        self.after = make_post("After", published_at=days_ago(1))
        self.tea = Tag.objects.get(name="tea")
        self.about = make_page("About", in_menu=True)

    @property
    def year(self) -> str:
        return f"{self.post.published_on:%Y}"

    def url(self, name: str) -> str:
        return name.format(
            year=self.year, post=self.post.get_absolute_url(), after=self.after.get_absolute_url()
        )


@pytest.fixture
def world() -> World:
    return World()


def expected_keys(world: World) -> dict[str, set[str]]:
    def ids(kind: str, *rows: Any) -> set[str]:
        return {f"{kind}:{row.pk}" for row in rows}

    everywhere = {"site"}
    lists = everywhere | {"schedule", "terms", "authors"}
    one, three = ids("thread", world.post), ids("thread", world.before, world.post, world.after)
    post_page = everywhere | {"terms", "authors", "order"}
    return {
        "/": lists | {"lists"} | three,
        "/{year}/": lists | {f"year:{world.post.published_on:%Y}"} | three,
        "/search/?q=text": lists | {"lists"} | three | ids("thread", world.about),
        "/category/politics/": lists | ids("category", world.politics) | one,
        "/category/politics/iraq/": lists | ids("category", world.iraq) | one,
        "/tag/tea/": lists | ids("tag", world.tea) | one,
        "/author/ada/": lists | ids("author", world.ada) | one,
        "/feed/": lists | {"lists"},
        "/tag/tea/feed.json": lists | ids("tag", world.tea),
        "/archive/": everywhere | {"lists", "schedule"},
        "/tags/": everywhere | {"terms", "lists", "schedule"},
        "/categories/": everywhere | {"terms", "lists", "schedule"},
        "/authors/": everywhere | {"authors", "lists", "schedule"},
        "/sitemap.xml": everywhere | {"lists", "schedule"},
        "/sitemap-posts-{year}.xml": everywhere | {f"year:{world.post.published_on:%Y}", "schedule"},
        "/sitemap-tags-1.xml": everywhere | {"terms", "lists", "schedule"},
        "/sitemap-pages.xml": everywhere,
        "/robots.txt": everywhere,
        "{post}": post_page
        | one
        | ids("post", world.before, world.post, world.after)
        # Whoever joins one of its terms may be on the same subject.
        | ids("category", world.iraq)
        | ids("tag", world.tea),
        "{after}": post_page
        | {"schedule"}
        | ids("thread", world.after)
        | ids("post", world.post, world.after),
        "/about/": everywhere | {"terms", "authors"} | ids("thread", world.about) | ids("post", world.about),
    }


def test_every_page_depends_on_what_it_shows(client: Client, world: World) -> None:
    expected = expected_keys(world)
    assert {url: dependencies(client, world.url(url)).keys for url in expected} == expected


def _publish_another(world: World) -> None:
    make_post("New", categories=[world.iraq], tags=["tea"], authors=[world.ada])


def _edit(world: World) -> None:
    world.post.title = "Changed"
    publishing.save_post(post=world.post, by=None)


def _unpublish(world: World) -> None:
    publishing.unpublish(post=world.post, by=None)


def _lock(world: World) -> None:
    world.post.set_password("sesame")
    publishing.save_post(post=world.post, by=None)


def _schedule(world: World) -> None:
    publishing.schedule(post=Post(title="Later"), by=None, at=timezone.now() + datetime.timedelta(days=1))


def _rename_tag(world: World) -> None:
    world.tea.name = "Green tea"
    taxonomy.save_tag(tag=world.tea)


def _move_category(world: World) -> None:
    iraq = Category.objects.get(pk=world.iraq.pk)
    iraq.parent = None
    taxonomy.save_category(category=iraq)


def _rename_author(world: World) -> None:
    ada = Author.objects.get(pk=world.ada.pk)
    ada.name = "Ada L."
    taxonomy.save_author(author=ada)


def _save_settings(world: World) -> None:
    site.save_settings(site=SiteSettings(title="Another"))


def _rename_page(world: World) -> None:
    about = Page.objects.get(pk=world.about.pk)
    about.title = "About us"
    publishing.save_post(post=about, by=None)


LISTS = ["/", "/{year}/", "/category/politics/", "/category/politics/iraq/", "/tag/tea/", "/author/ada/"]
FEEDS = ["/feed/", "/category/politics/feed/", "/tag/tea/feed/atom/", "/author/ada/feed.json"]
INDEXES = ["/archive/", "/tags/", "/categories/", "/authors/", "/sitemap.xml", "/sitemap-posts-{year}.xml"]
POSTS = ["{post}", "{after}"]
SHOWS_TERMS = ["/", "/tag/tea/", "/category/politics/", "/feed/", "{post}"]
OUTDATED = [
    (_publish_another, [*LISTS, *FEEDS, *INDEXES, "{after}"]),
    (_edit, [*LISTS, *FEEDS, *INDEXES, *POSTS]),
    (_unpublish, [*LISTS, *FEEDS, *INDEXES, *POSTS]),
    (_lock, [*LISTS, *FEEDS, *INDEXES, *POSTS]),
    (_schedule, [*LISTS, *FEEDS, *INDEXES, "{after}"]),
    (_rename_tag, [*SHOWS_TERMS, "/tags/", "/sitemap-tags-1.xml"]),
    (_move_category, [*SHOWS_TERMS, "/categories/", "/category/politics/iraq/", "/sitemap-categories-1.xml"]),
    (_rename_author, [*SHOWS_TERMS, "/authors/", "/author/ada/", "/sitemap-authors-1.xml"]),
    (_save_settings, [*LISTS, *FEEDS, *INDEXES, *POSTS, "/about/", "/robots.txt", "/search/?q=text"]),
    (_rename_page, [*LISTS, *POSTS, "/about/", "/sitemap-pages.xml", "/search/?q=text"]),
]


@pytest.mark.parametrize(("change", "urls"), OUTDATED, ids=lambda value: getattr(value, "__name__", ""))
def test_verbs_outdate_every_page_that_shows_the_change(
    client: Client, world: World, change: Callable[[World], None], urls: list[str]
) -> None:
    pages = {url: dependencies(client, world.url(url)).keys for url in urls}
    keys = set().union(*pages.values())
    before = read_stamps(keys)
    change(world)
    after = read_stamps(keys)
    changed = {key for key in keys if before.get(key) != after.get(key)}
    assert [url for url, shown in pages.items() if not shown & changed] == []


def test_a_page_that_shows_nothing_of_it_stays(client: Client) -> None:
    urls = [make_post(published_at=days_ago(day)).get_absolute_url() for day in range(1, 5)]
    assert not is_outdated_by(client, urls[1], lambda: make_post(published_at=days_ago(9)))


def test_pages_expire_when_the_next_post_is_due(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = timezone.now() + datetime.timedelta(days=1)
    publishing.schedule(post=Post(title="Later"), by=None, at=due)
    urls = [*LISTS, *FEEDS, *INDEXES, "{after}"]
    monkeypatch.setattr(newest, "MAX_AGE", datetime.timedelta(days=2))  # of what the front page shows beside
    assert {url: dependencies(client, world.url(url)).expires for url in urls} == dict.fromkeys(urls, due)
    assert dependencies(client, world.url("{post}")).expires is None


def test_home_expires_when_a_pinned_post_is_let_go(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "MAX_AGE", datetime.timedelta(days=2))
    until = timezone.now() + datetime.timedelta(hours=1)
    world.post.sticky_until = until
    publishing.save_post(post=world.post, by=None)
    assert dependencies(client, "/").expires == until


@pytest.mark.parametrize("password", ["", "sesame"])
def test_page_expires_when_one_below_it_is_due(client: Client, world: World, password: str) -> None:
    due = timezone.now() + datetime.timedelta(days=2)
    make_page("Later", parent=world.about, published_at=due, password=password)
    assert "Later" not in text_of(client, "/about/")
    assert dependencies(client, "/about/").expires == (None if password else due)


def test_menu_expires_when_a_page_is_due(client: Client, world: World) -> None:
    due = timezone.now() + datetime.timedelta(hours=1)
    make_page("Soon", in_menu=True, published_at=due)
    assert dependencies(client, world.url("{post}")).expires == due
    assert "Soon" not in text_of(client, "/")


def test_page_is_the_same_for_every_guest(client: Client, world: World) -> None:
    other = Client(HTTP_USER_AGENT="Another", HTTP_ACCEPT_LANGUAGE="de", HTTP_COOKIE="seen=1")
    for url in [*LISTS, *FEEDS, *INDEXES, *POSTS, "/about/"]:
        answers = [reader.get(world.url(url)) for reader in (client, other)]
        assert answers[0].content == answers[1].content
        for response in answers:
            assert response.headers["Cache-Control"] == "no-cache"
            assert "Cookie" not in response.headers.get("Vary", "")
            assert not response.cookies


def test_nothing_made_for_staff_can_be_stored(client: Client, world: World) -> None:
    client.force_login(make_cast().maud)
    for url in [*LISTS, *POSTS, "/about/"]:
        response = client.get(world.url(url))
        assert response.headers["Cache-Control"] == "private, no-store"
        assert not hasattr(response, "page_dependencies")


def test_language_of_the_site_is_that_of_its_words(client: Client) -> None:
    site.save_settings(site=SiteSettings(language_code="he", time_zone="Asia/Jerusalem"))
    assert '<html lang="he" dir="rtl">' in text_of(client, "/")


def test_language_that_is_none_does_no_harm(client: Client) -> None:
    site.save_settings(site=SiteSettings(language_code='x"><b>'))
    assert "<b>" not in text_of(client, "/")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND"])
def test_pages_say_what_they_can_be_asked(method: str) -> None:
    """Not that a token lacks, as what comes by a form is told."""
    world, client = World(), Client(enforce_csrf_checks=True)
    addresses = (
        "/",
        world.tea.get_absolute_url(),
        world.about.get_absolute_url(),
        "/archive/",
        "/search/",
        "/feed/",
        "/sitemap.xml",
        "/favicon.ico",
        "/media/quay.jpg",
    )
    for address in addresses:
        answer = client.generic(method, address)
        assert (address, answer.status_code, answer.headers["Allow"]) == (address, 405, "GET, HEAD")
