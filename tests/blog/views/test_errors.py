"""Addresses that lead nowhere, led somewhere, or are gone; and requests that make no sense."""

from urllib.parse import quote

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.defaults import bad_request, server_error

from blog import publishing, redirects, taxonomy
from tests.counting import counted
from tests.factories import days_ago, make_author, make_category, make_page, make_post, make_user

pytestmark = pytest.mark.django_db


def answer(client: Client, url: str) -> tuple[int, str]:
    response = client.get(url)
    return response.status_code, response.headers.get("Location", "")


def test_unknown_address_is_answered_kindly(client: Client) -> None:
    response = client.get("/no/such/thing/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "There is nothing at this address" in html
    assert '<meta name="robots" content="noindex">' in html
    assert response.headers["Cache-Control"] == "private, no-store"


def asked_for(client: Client, url: str) -> int:
    """How often the database is asked, the settings of the site and their stamp left aside."""
    with counted() as queries:
        client.get(url)
    beside = ("blog_sitesettings", "blog_stamp")
    return len([query for query in queries if not any(table in query["sql"] for table in beside)])


def test_unknown_address_costs_two_questions_and_two_for_what_may_be_meant(client: Client) -> None:
    for posts in (1, 3):
        make_post("Nothing")
        urls = ("/no/such/thing/", "/2007/02/02/nothing/", "/not/feed/")
        assert [asked_for(client, url) for url in urls] == [4, 4, 4], posts
    assert asked_for(client, "/No/Such/") <= 2


@pytest.mark.parametrize(
    "url",
    [
        "/wp-login.php",
        "/xmlrpc.php",
        "/.env",
        "/wp-includes/nothing/",
        "/nothing.jpg",
        "/2007/02/31/",
        "/12/",
    ],
)
def test_address_that_no_reader_types_costs_no_more(client: Client, url: str) -> None:
    assert asked_for(client, url) <= 2
    assert b"Perhaps you were looking for" not in client.get(url).content


def test_unknown_address_is_answered_with_what_may_be_meant(client: Client) -> None:
    post = make_post("The <bridge> closed")
    html = client.get("/2007/02/02/the-bridge-closd/").content.decode()
    assert f'<a href="{post.get_absolute_url()}">The &lt;bridge&gt; closed</a>' in html
    assert 'value="the bridge closd"' in html
    assert client.get("/2007/02/02/the-bridge-closd/").status_code == 404


def test_unknown_address_tells_nothing_of_hidden_posts(client: Client) -> None:
    for fields in (
        {"status": "draft"},
        {"status": "private"},
        {"password": "x"},
        {"published_at": days_ago(-1)},
    ):
        make_post("Known secret", **fields)
    client.force_login(make_user("ada", is_staff=True, is_superuser=True))
    assert "Known secret" not in client.get("/2007/02/02/known-secret/").content.decode()


@pytest.mark.parametrize("path", ["/2007/02/02/nothing", "/2007/02/02/v1.2", "/ä/b?x=1"])
def test_address_without_its_slash_leads_on_before_anything_is_said_of_it(client: Client, path: str) -> None:
    with counted() as queries:
        response = client.get(path)
    before, mark, query = quote(path, "/?=").partition("?")
    assert (response.status_code, response["Location"]) == (301, f"{before}/{mark}{query}")
    assert not response.templates
    assert len(queries) <= 1  # redirects


@pytest.mark.parametrize(
    "path",
    [
        "/static/css/site.123456789abc.css",
        "/static/css",
        "/media/2007/pier",
        "/.env",
        "/wp-login.php",
        "/a/.git",
    ],
)
def test_file_that_is_not_there_leads_nowhere(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_head_and_post_of_an_unknown_address_suggest_nothing(client: Client) -> None:
    make_post("Nothing")
    with counted() as queries:
        client.head("/2007/02/02/nothing/")
        client.post("/nothing/at-all/")
    assert not [query for query in queries if "blog_search" in query["sql"]]


def test_renamed_post_is_found_at_its_old_address_with_all_below_it(client: Client) -> None:
    post = make_post("Old name", published_at=days_ago(3))
    old = post.get_absolute_url()
    post.slug = "new-name"
    publishing.save_post(post=post, by=None)
    new = post.get_absolute_url()
    for below in ("", "feed/", "feed/atom/", "feed.json", "comments/2/", "comments/flat/3/"):
        assert answer(client, old + below) == (301, new + below)
    assert answer(client, old.rstrip("/")) == (301, new)


@pytest.mark.parametrize("hide", [publishing.make_private, publishing.unpublish])
@pytest.mark.parametrize("make", [make_post, make_page])
def test_renamed_post_that_is_hidden_now_does_not_tell_its_new_name(client: Client, make, hide) -> None:  # type: ignore[no-untyped-def]
    post = make("Known title")
    old = post.get_absolute_url()
    hide(post=post, by=None)
    post.slug = "sécret"
    publishing.save_post(post=post, by=None)
    assert client.get(old).status_code == 404
    client.force_login(make_user("ada", is_staff=True, is_superuser=True))
    assert client.get(old).status_code == (301 if post.status == "private" else 404)
    assert client.get(old).headers["Cache-Control"] == "private, no-store"
    publishing.publish(post=post, by=None)
    assert Client().get(old).headers["Location"] == post.get_absolute_url()


def test_moved_terms_and_pages_are_found_with_their_feeds_and_pages(client: Client) -> None:
    category, author, page = make_category("Politics"), make_author("Ada"), make_page("About")
    category.slug, author.slug, page.slug = "world", "ada-l", "about-us"
    taxonomy.save_category(category=category)
    taxonomy.save_author(author=author)
    publishing.save_post(post=page, by=None)
    assert answer(client, "/category/politics/page/2/") == (301, "/category/world/page/2/")
    assert answer(client, "/author/ada/feed.json") == (301, "/author/ada-l/feed.json")
    assert answer(client, "/about/") == (301, "/about-us/")


def test_old_address_in_another_alphabet_leads_on(client: Client) -> None:
    page = make_page("日本")
    old = page.get_absolute_url()
    page.slug = "japan"
    publishing.save_post(post=page, by=None)
    assert answer(client, old) == (301, "/japan/")
    redirects.record(old="/archives/日本/", new="/japan/")
    assert answer(client, "/archives/%E6%97%A5%E6%9C%AC/") == (301, "/japan/")


def test_redirect_that_names_the_address_below_wins(client: Client) -> None:
    redirects.record(old="/blog/", new="/about/")
    redirects.record(old="/blog/feed/", new="/feed/")
    assert answer(client, "/blog/feed/") == (301, "/feed/")
    assert answer(client, "/blog/page/3/") == (301, "/about/page/3/")


def test_address_that_is_gone_for_good_says_so(client: Client) -> None:
    redirects.record(old="/shop/", new="")
    response = client.get("/shop/")
    assert response.status_code == 410
    assert "This was taken away" in response.content.decode()
    assert client.get("/shop/feed/").status_code == 410


def test_redirect_to_the_same_address_does_not_go_in_circles(client: Client) -> None:
    redirects.record(old="/loop", new="/loop/")
    assert answer(client, "/loop/") == (404, "")


def test_what_stands_at_an_address_goes_before_a_redirect(client: Client) -> None:
    make_page("About")
    redirects.record(old="/about/", new="/else/")
    assert client.get("/about/").status_code == 200


def test_capitals_lead_to_the_address_in_lower_case(client: Client) -> None:
    assert answer(client, "/About/Us/") == (301, "/about/us/")
    assert "logo" not in answer(client, "/media/Logo.PNG")[1]


def test_capitals_never_lead_to_another_site(client: Client) -> None:
    response = client.get("/", PATH_INFO="//Evil.example/X/")
    assert response.headers["Location"] == "/%2Fevil.example/x/"


ODD = [
    *("/%00", "/%00/", "/a%00b/", "/%ff/", "/%ff%fe/feed/", "/%c3%28/", "/%ED%A0%80/", "/%E0%80%80/"),
    *("/" + "a" * 10_000, "/" + "a" * 10_000 + "/", "/" + "a/" * 5_000, "/" + "%C3%A9" * 2_000 + "/"),
    *("//", "///", "//evil.example/", "/./", "/../", "/..%2f..%2fetc/passwd", "/;/", "/?", "/%3f/", "/%25/"),
    *("/2007/13/45/", "/0000/", "/2007/02/30/x/", "/9999/12/31/x/", "/page/", "/tag//", "/category//feed/"),
    *("/preview/" + "9" * 30 + "/", "/unlock/" + "9" * 30 + "/", "/sitemap-.xml", "/sitemap-posts-0000.xml"),
    *("/sitemap-posts-9999.xml", "/sitemap-tags-0.xml", "/sitemap-tags-9999999.xml", "/sitemap-x-1.xml"),
    *("/feed/x/", "/feed.xml", "/%E2%80%AE/", "/<script>/", "/'\"/", "/\u0000/", "/wp-login.php", "/.env"),
]


@pytest.mark.parametrize("url", ODD, ids=lambda url: url[:30].encode("unicode_escape").decode())
def test_odd_addresses_never_break_the_site(client: Client, url: str) -> None:
    make_post(tags=["x"])
    response = client.get(url, follow=True)
    assert response.status_code in (200, 400, 404, 405), response.status_code
    assert len(response.redirect_chain) <= 2


@pytest.mark.parametrize("method", ["get", "post"])
def test_odd_addresses_can_be_posted_to(client: Client, method: str) -> None:
    codes = {getattr(client, method)(url).status_code for url in ODD}
    assert max(codes) < 500


def test_error_of_ours_is_told_without_database_or_context(client: Client) -> None:
    request = RequestFactory().get("/")
    with counted() as queries:
        response = server_error(request)
    assert (response.status_code, len(queries)) == (500, 0)
    assert b"Something went wrong on our side" in response.content


def test_request_that_makes_no_sense_is_told_so() -> None:
    response = bad_request(RequestFactory().get("/"), Exception())
    assert response.status_code == 400
    assert b"That request could not be understood" in response.content


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "404", "410", "500"])
def test_error_pages_obey_the_content_policy(status: str) -> None:
    html = render_to_string(f"{status}.html", request=RequestFactory().get("/"))
    assert [word for word in ("<script", "<style", " style=", " onclick=", "http:") if word in html] == []
