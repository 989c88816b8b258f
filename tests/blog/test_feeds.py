"""Feeds, read as feed readers read them."""

import calendar
import datetime
import json

import feedparser
import pytest
from django.test import Client

from blog import publishing
from blog.models import UpdateNote
from tests.factories import days_ago, make_author, make_category, make_post, set_site

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
    assert item["authors"] == [{"name": "Ines"}, {"name": "Dov"}]
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
def test_characters_that_xml_lacks_are_left_out(client: Client, url: str) -> None:
    set_site(title="Bell\x07")
    make_post("Form\x0cfeed \ufffe", tags=["a\x01b"], authors=[make_author("No\x02body")])
    assert read(client, url).entries[0].title.startswith("Form")


def test_post_without_title_has_one_in_the_feed(client: Client) -> None:
    make_post(source="x").__class__.objects.update(title="")
    assert read(client, "/feed/").entries[0].title == "(no title)"


@pytest.mark.parametrize("url", [*XML, "/feed.json"])
def test_reader_that_has_it_already_is_told_so(client: Client, url: str) -> None:
    post = make_post()
    first = client.get(url)
    again = client.get(url, headers={"if-none-match": first.headers["ETag"]})
    since = client.get(url, headers={"if-modified-since": first.headers["Last-Modified"]})
    assert (again.status_code, since.status_code, again.content) == (304, 304, b"")
    post.title = "Changed"
    publishing.save_post(post=post, by=None)
    assert client.get(url, headers={"if-none-match": first.headers["ETag"]}).status_code == 200
