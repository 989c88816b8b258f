"""Home and every other numbered list."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from blog import publishing
from blog.listings import all_posts
from blog.models import Post
from blog.views.lists import Pager, page_count
from tests.blog.views.pages import text_of, titles, without_classes
from tests.counting import counted
from tests.factories import days_ago, make_author, make_category, make_page, make_post, set_site

pytestmark = pytest.mark.django_db


def make_posts(number: int, **fields: object) -> list[Post]:
    return [make_post(f"Post {n}", published_at=days_ago(n), **fields) for n in range(1, number + 1)]


def test_home_shows_newest_first(client: Client) -> None:
    make_posts(3)
    assert titles(client, "/") == ["Post 1", "Post 2", "Post 3"]


def test_home_without_posts_says_so(client: Client) -> None:
    assert "There are no posts here yet." in text_of(client, "/")


def test_pages_are_cut_by_the_setting_and_complete(client: Client) -> None:
    set_site(posts_per_page=2)
    make_posts(5)
    pages = ["/", "/page/2/", "/page/3/"]
    assert [titles(client, page) for page in pages] == [
        ["Post 1", "Post 2"],
        ["Post 3", "Post 4"],
        ["Post 5"],
    ]


def test_page_links_name_their_neighbours_and_canonical(client: Client) -> None:
    set_site(posts_per_page=1)
    make_posts(3)
    html = text_of(client, "/page/2/")
    assert '<link rel="canonical" href="https://parley.example/page/2/">' in html
    assert '<link rel="prev" href="/">' in html
    assert '<link rel="next" href="/page/3/">' in html
    assert '<a href="/page/2/" aria-current="page">2</a>' in html


@pytest.fixture
def paged(client: Client) -> list[str]:
    """The addresses of one list of each kind, each with two pages."""
    set_site(posts_per_page=1)
    category = make_category("Iraq", parent=make_category("Politics"))
    at, ada = days_ago(1), make_author("Ada")
    for _ in range(2):
        post = make_post(categories=[category], tags=["Tea"], authors=[ada], published_at=at)
    day = post.published_on
    assert day is not None
    terms = ["/category/politics/iraq/", "/category/politics/", "/tag/tea/", "/author/ada/"]
    return ["/", *terms, f"/{day:%Y/%m/%d}/", f"/{day:%Y/%m}/", f"/{day:%Y}/"]


def test_second_page_of_every_list_answers_and_third_does_not(client: Client, paged: list[str]) -> None:
    assert {url: client.get(f"{url}page/2/").status_code for url in paged} == dict.fromkeys(paged, 200)
    assert {url: client.get(f"{url}page/3/").status_code for url in paged} == dict.fromkeys(paged, 404)


def test_first_page_of_every_list_is_the_list_itself(client: Client, paged: list[str]) -> None:
    for url in paged:
        response = client.get(f"{url}page/1/")
        assert (response.status_code, response.headers["Location"]) == (301, url)


@pytest.mark.parametrize("number", ["0", "-1", "abc", "01", "1" + "0" * 30, "999999", "%00", "%ff", "٣"])
def test_page_numbers_that_are_none_are_not_found(client: Client, paged: list[str], number: str) -> None:
    urls = [f"{url}page/{number}/" for url in paged]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 404)


def test_pinned_posts_stand_on_top_of_the_first_page_once(client: Client) -> None:
    set_site(posts_per_page=2)
    make_posts(4)
    for post, until in zip(Post.objects.order_by("-published_at")[1:4], (1, -1, 1), strict=True):
        post.sticky_until = days_ago(-until)
        publishing.save_post(post=post, by=None)
    assert titles(client, "/") == ["Post 2", "Post 4", "Post 1"]
    assert titles(client, "/page/2/") == ["Post 3", "Post 4"]
    html = text_of(client, "/")
    assert html.count("Pinned") == 1
    places = [html.index(f">{text}<") for text in ("Pinned", "Post 2", "Post 4", "Post 1")]
    assert places == sorted(places)
    assert "Pinned" not in text_of(client, "/page/2/")


def test_list_shows_who_when_terms_and_comments(client: Client) -> None:
    post = make_post(
        "Hello",
        authors=[make_author("Zoe"), make_author("Ann")],
        categories=[make_category("Politics")],
        tags=["tea", "Cake"],
        published_at=datetime.datetime(2007, 2, 2, 12, tzinfo=datetime.UTC),
    )
    Post.objects.filter(pk=post.pk).update(comment_count=3)
    html = without_classes(text_of(client, "/"))
    assert '<time datetime="2007-02-02">2 February 2007</time>' in html
    assert '<time datetime="2007-02-02T12:00:00+00:00">12:00</time>' in html
    assert html.index('rel="author">Zoe') < html.index('rel="author">Ann')
    assert '<a href="/category/politics/" rel="category">Politics</a>' in html
    assert html.index(">Cake</a>") < html.index(">tea</a>")
    assert '<a href="/2007/02/02/hello/#comments"><b>3</b> comments</a>' in html


def test_post_without_title_can_be_opened_from_a_list(client: Client) -> None:
    post = publishing.publish(post=Post(source="Only text."), by=None)
    assert titles(client, "/") == ["(no title)"]
    assert client.get(post.get_absolute_url()).status_code == 200


def test_text_of_another_language_is_marked(client: Client) -> None:
    make_post("مرحبا", language="ar")
    html = without_classes(text_of(client, "/"))
    assert '<h3 lang="ar" dir="rtl"><a href=' in html
    assert '<div lang="ar" dir="rtl">' in html


def test_times_are_written_in_the_zone_of_the_site(client: Client) -> None:
    set_site(time_zone="Pacific/Auckland")
    make_post(published_at=datetime.datetime(2007, 2, 2, 22, tzinfo=datetime.UTC))
    assert "2007-02-03T11:00:00+13:00" in text_of(client, "/")


def test_menu_holds_the_pages_meant_for_it_and_no_drafts(client: Client) -> None:
    make_page("About us", in_menu=True)
    make_page("Small print")
    make_page("Not ready", in_menu=True, status="draft")
    html = text_of(client, "/")
    assert ('href="/about-us/"' in html, "Small print" in html, "Not ready" in html) == (True, False, False)


def make_full_posts(number: int) -> Post:
    """Posts with as many authors, categories and tags each as there are posts; the last one is returned."""
    authors = [make_author(f"Author {n}") for n in range(number)]
    root = make_category("Root")
    categories = [make_category(f"Category {n}", parent=root) for n in range(number)]
    make_page("Menu", in_menu=True)
    for n in range(number):
        post = make_post(
            f"Post {n}", authors=authors, categories=categories, tags=[f"tag {i}" for i in range(number)]
        )
    return post


# What each asks of the database, once for a page, however many posts, terms and authors are on it.
# When a process is asked first, and when it is asked again for what the page cache hasn't got.
QUERIES = {
    "/": (14, 3),  # what was said last, what is discussed, who writes and what of theirs is not due
    "/category/root/": (11, 4),
    "/tag/tag-0/": (11, 4),
    "/author/author-0/": (12, 5),
    "/{day:%Y/%m/%d}/": (11, 4),
    "/{day:%Y/%m}/": (12, 5),
    "/{day:%Y}/": (12, 5),
    "/archive/": (6, 3),
    "/tags/": (5, 2),
    "/authors/": (5, 2),
    "/categories/": (5, 2),
    "/search/?q=text": (13, 4),  # what its facets count: authors, categories, tags
    "/feed/": (10, 4),
    "/feed/atom/": (10, 4),
    "/feed.json": (10, 4),
    "/category/root/feed/": (11, 6),
    "/tag/tag-0/feed/": (11, 6),
    "/author/author-0/feed/": (11, 6),
    "/sitemap.xml": (9, 7),
    "/sitemap-posts-{day:%Y}.xml": (5, 3),
    "/sitemap-pages.xml": (3, 2),
    "/sitemap-tags-1.xml": (4, 2),
    "/robots.txt": (2, 1),
}


@pytest.mark.parametrize("posts", [1, 4])
def test_lists_ask_the_same_number_of_times_however_long_they_are(client: Client, posts: int) -> None:
    day = make_full_posts(posts).published_on
    asked = {}
    for url in QUERIES:
        with counted() as first:
            assert client.get(url.format(day=day)).status_code == 200
        with CaptureQueriesContext(connection) as again:
            client.get(url.format(day=day))
        asked[url] = (len(first), len(again))
    assert asked == QUERIES


def test_counts_of_pages() -> None:
    assert [page_count(total, 10) for total in (0, 1, 10, 11)] == [1, 1, 1, 2]


def test_pager_shows_both_ends_and_what_is_near() -> None:
    pager = Pager(50, 100, "/")
    assert [step and step[0] for step in pager.steps] == [1, None, 48, 49, 50, 51, 52, None, 100]


def test_all_posts_counts_from_the_kept_counters(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_posts(2)
    with django_assert_num_queries(2) as asked:
        assert all_posts().count() == 2
    assert not any("COUNT(" in query["sql"].upper() for query in asked.captured_queries)
