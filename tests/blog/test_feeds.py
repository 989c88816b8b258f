"""Feeds, read as feed readers read them."""

import calendar
import datetime
import json
from collections.abc import Callable

import feedparser
import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from blog import pagecache, publishing
from blog.models import Author, Category, Media, Post, SiteSettings, Tag, UpdateNote
from blog.site import save_settings
from blog.taxonomy import save_author, save_category, save_tag
from tests.factories import days_ago, make_author, make_category, make_post, set_site
from tests.heads import head_of

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2007, 2, 2, 12, tzinfo=datetime.UTC)
XML = ["/feed/", "/feed/atom/"]


def read(client: Client, url: str) -> feedparser.FeedParserDict:
    response = client.get(url)
    assert response.status_code == 200
    feed = feedparser.parse(
        response.content, response_headers={"content-type": response.headers["Content-Type"]}
    )
    assert not feed.bozo, feed.bozo_exception
    return feed


def read_json(client: Client, url: str) -> dict:
    response = client.get(url)
    assert response.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    return json.loads(response.content)


def make_full() -> None:
    make_post(
        "Tea & <cake>",
        published_at=NOON,
        source="Some **text** with [a link](/about/) and ![a cup](/media/cup.png).\n\nMore.",
        authors=[make_author("Ines"), make_author("Dov")],
        categories=[make_category("Politics")],
        tags=["tea", "日本"],
    )


@pytest.mark.parametrize("url", XML)
def test_feed_holds_what_a_post_is(client: Client, url: str) -> None:
    set_site(title="The Ledger", description="All of it.")
    make_full()
    feed = read(client, url)
    assert (feed.feed.title, feed.feed.link) == ("The Ledger", "https://parley.example/")
    assert [link.href for link in feed.feed.links if link.rel == "self"] == [f"https://parley.example{url}"]
    (item,) = feed.entries
    assert item.title == "Tea & <cake>" or item.title == "Tea &amp; &lt;cake&gt;"
    assert item.link == "https://parley.example/2007/02/02/tea-and-cake/"
    assert [tag.term for tag in item.tags] == ["Politics", "tea", "日本"]
    assert calendar.timegm(item.published_parsed) == NOON.timestamp()
    assert '<a href="https://parley.example/about/"' in item.content[0].value
    assert 'src="https://parley.example/media/cup.png"' in item.content[0].value
    assert "Ines" in str(item.authors)
    assert "Dov" in str(item.authors) + str(item.get("author"))


def test_json_feed_holds_what_a_post_is(client: Client) -> None:
    make_full()
    feed = read_json(client, "/feed.json")
    assert (feed["version"], feed["feed_url"]) == (
        "https://jsonfeed.org/version/1.1",
        "https://parley.example/feed.json",
    )
    (item,) = feed["items"]
    assert item["url"] == "https://parley.example/2007/02/02/tea-and-cake/"
    assert (item["title"], item["tags"]) == ("Tea & <cake>", ["Politics", "tea", "日本"])
    assert item["authors"] == [
        {"name": "Ines", "url": "https://parley.example/author/ines/"},
        {"name": "Dov", "url": "https://parley.example/author/dov/"},
    ]
    assert item["date_published"] == "2007-02-02T12:00:00+00:00"
    assert '<a href="https://parley.example/about/"' in item["content_html"]


def test_settings_choose_between_text_and_excerpt(client: Client) -> None:
    make_post(source="Beginning.\n\n<!--more-->\n\nEnding.")
    for full in (True, False):
        set_site(feed_full_text=full)
        found = [client.get(url).content.decode() for url in (*XML, "/feed.json")]
        assert ["Ending." in text for text in found] == [full] * 3
        assert ["Beginning." in text for text in found] == [True] * 3


def test_feed_is_as_long_as_the_settings_say_newest_first(client: Client) -> None:
    set_site(feed_items=2)
    for number in range(4):
        make_post(f"Post {number}", published_at=days_ago(number + 1))
    assert [item.title for item in read(client, "/feed/").entries] == ["Post 0", "Post 1"]


@pytest.mark.parametrize("below", ["feed/", "feed/atom/", "feed.json"])
@pytest.mark.parametrize(
    "url", ["/category/politics/", "/category/politics/iraq/", "/tag/tea/", "/author/ines/"]
)
def test_every_list_has_its_feeds(client: Client, url: str, below: str) -> None:
    iraq = make_category("Iraq", parent=make_category("Politics"))
    make_post("Inside", categories=[iraq], tags=["tea"], authors=[make_author("Ines")])
    make_post("Outside")
    response = client.get(url + below)
    assert response.status_code == 200
    assert (b"Inside" in response.content, b"Outside" in response.content) == (True, False)


@pytest.mark.parametrize("url", [*XML, "/feed.json"])
def test_empty_feed_is_still_a_feed(client: Client, url: str) -> None:
    if url in XML:
        assert read(client, url).entries == []
    else:
        assert read_json(client, url)["items"] == []


@pytest.mark.parametrize(
    "url", ["/tag/x/feed/", "/author/x/feed/atom/", "/category/x/feed.json", "/feed/rdf/"]
)
def test_feeds_of_nothing_are_not_found(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


def test_change_shows_as_updated_and_keeps_the_id(client: Client) -> None:
    post = make_post("First name", published_at=NOON)
    before = read(client, "/feed/atom/").entries[0]
    post.title, post.slug = "Second name", "second"
    publishing.save_post(post=post, by=None)
    after = read(client, "/feed/atom/").entries[0]
    assert before.id == after.id
    assert before.link != after.link
    assert calendar.timegm(after.updated_parsed) == int(post.modified_at.timestamp())


def test_updates_are_part_of_the_text(client: Client) -> None:
    post = make_post(published_at=NOON)
    UpdateNote.objects.create(post=post, noted_at=NOON, source="It was a *third*.")
    text = read(client, "/feed/").entries[0].content[0].value
    assert "<strong>Update, 2 February 2007, 12:00</strong></p><p>It was a <em>third</em>.</p>" in text


@pytest.mark.parametrize("url", XML)
def test_what_was_written_once_follows_every_change(client: Client, url: str) -> None:
    """Of its text, its terms, the words and the zone of the site."""
    post = make_post("Tea", source="As it **was**.", authors=[make_author("Ines")])
    UpdateNote.objects.create(post=post, noted_at=NOON, source="Cold.")
    site = set_site(language_code="en", time_zone="UTC")

    def item() -> str:
        (entry,) = read(client, url).entries
        return f"{entry.content[0].value} {entry.authors}"

    assert "Update, 2 February 2007, 12:00" in item()
    site.time_zone = "Asia/Tokyo"
    save_settings(site=site)
    assert "2 February 2007, 21:00" in item()
    site.language_code = "de"
    save_settings(site=site)
    assert "2. Februar 2007 21:00" in item()
    Author.objects.update(name="Dov")
    pagecache.invalidate({"authors"})
    Post.objects.update(html="<p>As it is.</p>")
    assert "As it is." in item()
    assert "Dov" in item()
    assert "Ines" not in item()


@pytest.mark.parametrize("url", XML)
def test_characters_that_xml_lacks_are_left_out(client: Client, url: str) -> None:
    set_site(title="Bell\x07")
    make_post("Form\x0cfeed \ufffe", tags=["a\x01b"], authors=[make_author("No\x02body")])
    assert read(client, url).entries[0].title.startswith("Form")


def test_post_without_title_has_one_in_the_feed(client: Client) -> None:
    make_post(source="x").__class__.objects.update(title="")
    assert read(client, "/feed/").entries[0].title == "(no title)"


def test_authors_have_their_addresses_and_a_post_without_one_is_the_blogs(client: Client) -> None:
    set_site(title="The Ledger")
    make_post("Signed", authors=[make_author("Ines"), make_author("Dov")])
    make_post("Unsigned", published_at=days_ago(3))
    feed = read(client, "/feed/atom/")
    assert (feed.feed.author_detail.name, feed.feed.author_detail.href) == (
        "The Ledger",
        "https://parley.example/",
    )
    assert [(author.name, author.href) for author in feed.entries[0].authors] == [
        ("Ines", "https://parley.example/author/ines/"),
        ("Dov", "https://parley.example/author/dov/"),
    ]
    assert b"<author>" not in client.get("/feed/atom/").content.partition(b"Unsigned")[2]
    assert read_json(client, "/feed.json")["authors"] == [
        {"name": "The Ledger", "url": "https://parley.example/"}
    ]


def test_items_lead_to_their_comments(client: Client) -> None:
    make_full()
    item = read(client, "/feed/").entries[0]
    assert item.comments == "https://parley.example/2007/02/02/tea-and-cake/#comments"
    assert item.wfw_commentrss == "https://parley.example/2007/02/02/tea-and-cake/feed/"


def test_picture_above_a_post_is_above_its_text(client: Client) -> None:
    picture = Media.objects.create(
        file="2007/02/cup.png", alt='A "cup"', media_type="image/png", sha256="0" * 64
    )
    make_post(featured_image=picture, source="Words.")
    text = read(client, "/feed/").entries[0].content[0].value
    assert text.startswith(
        '<p><img alt="A &quot;cup&quot;" src="https://parley.example/media/2007/02/cup.png"'
    )
    assert (
        read_json(client, "/feed.json")["items"][0]["image"] == "https://parley.example/media/2007/02/cup.png"
    )


def test_text_in_another_language_says_so(client: Client) -> None:
    make_post(language="ja")
    assert b'<entry xml:lang="ja">' in client.get("/feed/atom/").content
    assert read_json(client, "/feed.json")["items"][0]["language"] == "ja"


def test_hub_is_named_where_the_settings_name_one(client: Client) -> None:
    make_post(tags=["tea"])
    for below in ("", "tag/tea/"):
        for kind in ("feed/", "feed/atom/", "feed.json"):
            response = client.get(f"/{below}{kind}")
            assert ("Link" in response.headers, b"hub" in response.content) == (False, False)
    set_site(websub_hub="https://hub.example/")
    for below in ("", "tag/tea/", "comments/"):
        for kind in ("feed/", "feed/atom/", "feed.json"):
            url = f"https://parley.example/{below}{kind}"
            assert client.get(f"/{below}{kind}").headers["Link"] == (
                f'<https://hub.example/>; rel="hub", <{url}>; rel="self"'
            )
    for url in XML:
        (hub,) = [link.href for link in read(client, url).feed.links if link.rel == "hub"]
        assert hub == "https://hub.example/"
    assert read_json(client, "/feed.json")["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_pages_name_feeds_that_answer(client: Client) -> None:
    make_full()
    named = {
        "/": 4,
        "/category/politics/": 7,
        "/tag/tea/": 7,
        "/author/ines/": 7,
        "/2007/02/02/tea-and-cake/": 5,
    }
    for url, number in named.items():
        feeds = [link for link in head_of(client, url).links if link["rel"] == "alternate"]
        assert len(feeds) == len({feed["href"] for feed in feeds}) == number
        for feed in feeds:
            response = client.get(feed["href"])
            assert (response.status_code, response.headers["Content-Type"].split(";")[0]) == (
                200,
                feed["type"],
            )


# --- Those who have it already


def _save(post: Post, **fields: str) -> None:
    for name, value in fields.items():
        setattr(post, name, value)
    publishing.save_post(post=post, by=None)


def _protect(post: Post) -> None:
    post.set_password("sesame")
    publishing.save_post(post=post, by=None)


def _rename(term: Author | Category | Tag) -> None:
    term.name = "Other"
    save = {Author: save_author, Category: save_category, Tag: save_tag}[type(term)]
    save(**{term._meta.model_name: term})


CHANGES: dict[str, Callable[[Post], object]] = {
    "another title": lambda post: _save(post, title="Other"),
    "another address": lambda post: _save(post, slug="other"),
    "the trash": lambda post: publishing.trash(post=post, by=None),
    "a password": _protect,
    "another name of an author": lambda post: _rename(post.authors.get()),
    "another name of a category": lambda post: _rename(post.categories.get()),
    "another name of a tag": lambda post: _rename(post.tags.get()),
    "another name of the site": lambda post: save_settings(site=SiteSettings(title="Other")),
}


def statuses(client: Client, url: str, first: HttpResponse) -> tuple[int, int]:
    """What is answered to who has ``first``, and says so by its ETag, and by its time."""
    return (
        client.get(url, headers={"if-none-match": first.headers["ETag"]}).status_code,
        client.get(url, headers={"if-modified-since": first.headers["Last-Modified"]}).status_code,
    )


@pytest.mark.parametrize("url", [*XML, "/feed.json", "/category/politics/feed/"])
@pytest.mark.parametrize("change", CHANGES)
def test_reader_is_told_until_something_changes(client: Client, url: str, change: str) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        older = make_post(
            "The older one",
            published_at=NOON - datetime.timedelta(days=2),
            authors=[make_author("Ines")],
            categories=[make_category("Politics")],
            tags=["tea"],
        )
        make_post("The newer one", published_at=NOON - datetime.timedelta(days=1))
        clock.shift(3600)
        first = client.get(url)
        assert first.headers["Last-Modified"] == "Fri, 02 Feb 2007 12:00:00 GMT"
        clock.shift(3600)
        assert statuses(client, url, first) == (304, 304)
        CHANGES[change](older)
        clock.shift(3600)
        assert statuses(client, url, first) == (200, 200)
        assert client.get(url).headers["Last-Modified"] == "Fri, 02 Feb 2007 14:00:00 GMT"


def test_scheduled_post_is_news_when_its_time_comes(client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        make_post()
        make_post(published_at=NOON + datetime.timedelta(hours=3))
        clock.shift(3600)
        first = client.get("/feed/")
        clock.shift(3600)
        assert statuses(client, "/feed/", first) == (304, 304)
        clock.shift(3 * 3600)
        assert statuses(client, "/feed/", first) == (200, 200)
        assert client.get("/feed/").headers["Last-Modified"] == "Fri, 02 Feb 2007 15:00:00 GMT"


def test_second_that_is_not_over_is_no_time_to_compare_with(client: Client) -> None:
    with time_machine.travel(NOON, tick=False):
        make_post()
        response = client.get("/feed/")
    assert ("Last-Modified" in response.headers, "ETag" in response.headers) == (False, True)


@pytest.mark.parametrize("url", [*XML, "/feed.json"])
def test_empty_feed_is_the_same_each_time(client: Client, url: str) -> None:
    with time_machine.travel(NOON) as clock:
        first = client.get(url)
        clock.shift(3600)
        assert client.get(url, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
