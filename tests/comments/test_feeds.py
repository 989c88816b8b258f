"""Feeds of comments, read by a feed reader's parser."""

import json
from typing import Any

import feedparser
import pytest
from django.test import Client

from comments.models import Comment
from comments.moderation import remove
from tests.comment_factories import make_comment
from tests.comments.discussions import make_threads
from tests.factories import make_post, set_site

pytestmark = pytest.mark.django_db


def parsed(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.mark.parametrize("kind", ["feed/", "feed/atom/"])
def test_feed_of_a_post_holds_its_visible_comments_newest_first(client: Client, kind: str) -> None:
    set_site(title="Parley")
    post = make_post("The bridge")
    first = make_comment(post, "One & *two*", name="Ann <3", email="secret@example.org")
    second = make_comment(post, "[here](/about/)", name="Ben")
    remove(comment=make_comment(post, "Removed words"), by=None)
    make_comment(text="On another post")
    feed = parsed(client, f"{post.get_absolute_url()}{kind}")
    assert feed.feed.title == "Comments on The bridge – Parley"
    assert [entry.title for entry in feed.entries] == ["#2 Ben on The bridge", "#1 Ann <3 on The bridge"]
    assert [entry.link for entry in feed.entries] == [
        f"https://parley.example/c/{comment.pk}/" for comment in (second, first)
    ]
    assert "<em>two</em>" in feed.entries[1].summary
    assert "https://parley.example/about/" in feed.entries[0].summary
    assert b"secret@" not in client.get(f"{post.get_absolute_url()}{kind}").content


def test_feed_of_the_site_holds_comments_on_public_posts(client: Client) -> None:
    shown = make_comment(make_post("The bridge"), "Shown")
    hidden = make_comment(make_post("Locked"), "Hidden")
    hidden.post.set_password("open")
    hidden.post.save()
    for address in ("/comments/feed/", "/comments/feed/atom/"):
        feed = parsed(client, address)
        assert [entry.link for entry in feed.entries] == [f"https://parley.example/c/{shown.pk}/"]
    items = json.loads(client.get("/comments/feed.json").content)["items"]
    assert [item["content_html"] for item in items] == ["<p>Shown</p>"]


def test_feed_is_bounded_in_items_and_queries(client: Client, django_assert_num_queries: Any) -> None:
    post = make_post()
    make_threads(post, 3)
    with django_assert_num_queries(3):  # the stamps, the site, the comments with their posts
        client.get("/comments/feed/")
    make_threads(make_post(), 60)
    with django_assert_num_queries(2):  # the site is known
        response = client.get("/comments/feed/")
    assert len(feedparser.parse(response.content).entries) == 50


def test_feed_of_comments_holds_what_xml_cannot(client: Client) -> None:
    comment = make_comment(text="Words")
    Comment.objects.filter(pk=comment.pk).update(html="<p>a\x0bb</p>", author_name="A\x01nn")
    feed = parsed(client, f"{comment.post.get_absolute_url()}feed/")
    assert feed.entries[0].title.startswith("#1 Ann on")


def test_feed_of_a_post_without_comments_is_empty(client: Client) -> None:
    assert parsed(client, f"{make_post().get_absolute_url()}feed/").entries == []


def test_feed_of_the_site_is_kept_by_nobody_but_its_reader(client: Client) -> None:
    comment = make_comment()
    first = client.get("/comments/feed/")
    assert not first.page_dependencies.is_storable
    etag = first.headers["ETag"]
    assert client.get("/comments/feed/", headers={"if-none-match": etag}).status_code == 304
    remove(comment=comment, by=None)
    assert client.get("/comments/feed/", headers={"if-none-match": etag}).status_code == 200


def test_feed_of_a_post_changes_with_its_discussion(client: Client) -> None:
    comment = make_comment()
    address = f"{comment.post.get_absolute_url()}feed/"
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    remove(comment=comment, by=None)
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200
