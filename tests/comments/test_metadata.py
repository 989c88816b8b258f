"""What search engines are told of comments."""

import datetime

import pytest
import time_machine
from django.test import Client

from blog import pagecache
from blog.models import Post
from comments import metadata
from comments.models import Comment
from comments.moderation import remove
from tests.cast import make_cast
from tests.comment_factories import make_comment
from tests.comments.discussions import make_threads
from tests.factories import make_page, make_post, set_site
from tests.heads import Node, head_of

pytestmark = pytest.mark.django_db

HOST = "https://parley.example"
NOON = datetime.datetime(2007, 2, 2, 12, tzinfo=datetime.UTC)


def comments_of(client: Client, url: str) -> list[Node]:
    return [comment for node in head_of(client, url).nodes for comment in node.get("comment", ())]


def test_comments_are_parts_of_their_post(client: Client) -> None:
    set_site(time_zone="Europe/Paris")
    post = make_post("The bridge", published_at=NOON)
    with time_machine.travel(NOON, tick=False):
        first = make_comment(post, "It *stands*.", name="Ann")
        second = make_comment(post, "It does.", parent=first)
    Comment.objects.filter(pk=second.pk).update(author_name="")
    head = head_of(client, post.get_absolute_url())
    described, discussed = (node for node in head.nodes if node["@type"] == "BlogPosting")
    assert described["@id"] == discussed["@id"]
    assert described["commentCount"] == 2
    assert discussed["comment"] == [
        {
            "@type": "Comment",
            "url": f"{HOST}/c/{first.pk}/",
            "author": {"@type": "Person", "name": "Ann"},
            "datePublished": "2007-02-02T13:00:00+01:00",
            "text": "It stands.",
        },
        {
            "@type": "Comment",
            "url": f"{HOST}/c/{second.pk}/",
            "author": {"@type": "Person", "name": "Anonymous"},
            "datePublished": "2007-02-02T13:00:00+01:00",
            "text": "It does.",
            "parentItem": {"@type": "Comment", "url": f"{HOST}/c/{first.pk}/"},
        },
    ]


def test_comments_on_a_page_are_parts_of_it(client: Client) -> None:
    page = make_page("About")
    make_comment(page, "Thank you.")
    head = head_of(client, "/about/")
    assert [node["@type"] for node in head.nodes] == ["WebPage", "WebPage"]
    assert len({node["@id"] for node in head.nodes}) == 1


def test_each_page_of_a_discussion_has_its_own_comments(client: Client) -> None:
    post = make_post()
    make_threads(post, 30)
    address = post.get_absolute_url()
    found = [comments_of(client, url) for url in (address, f"{address}comments/2/")]
    assert [len(comments) for comments in found] == [25, 5]
    urls = [comment["url"] for comments in found for comment in comments]
    assert len(set(urls)) == 30
    head = head_of(client, f"{address}comments/2/")
    assert head.canonical == [f"{HOST}{address}comments/2/"]
    assert {node["@id"] for node in head.nodes if "@id" in node} == {f"{HOST}{address}#text"}


def test_many_comments_are_told_in_part(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "MOST_COMMENTS", 3)
    post = make_post()
    make_threads(post, 5)
    make_comment(post, "word " * 400)
    assert len(comments_of(client, post.get_absolute_url())) == 3
    monkeypatch.setattr(metadata, "MOST_COMMENTS", 9)
    pagecache.invalidate({f"thread:{post.pk}"})
    text = comments_of(client, post.get_absolute_url())[-1]["text"]
    assert text.startswith("word word")
    assert len(text) <= metadata.TEXT_LENGTH + 1


def test_what_is_removed_is_not_told(client: Client) -> None:
    post = make_post()
    removed = make_comment(post, "Quicksilver", name="Mercury")
    make_comment(post, "An answer", parent=removed)
    remove(comment=removed, by=None)
    (comment,) = comments_of(client, post.get_absolute_url())
    assert (comment["text"], "parentItem" in comment) == ("An answer", False)


def test_nothing_private_is_told(client: Client) -> None:
    post = make_post()
    make_comment(post, "Hello", email="secret@example.org", url="https://buy.example/", ip="192.0.2.77")
    text = str(head_of(client, post.get_absolute_url()).nodes)
    assert [word for word in ("secret@", "buy.example", "192.0.2.77") if word in text] == []


def test_comments_on_what_is_not_for_everybody_are_not_told(client: Client) -> None:
    post = make_post()
    make_comment(post, "Hello")
    post = Post.objects.get(pk=post.pk)
    post.set_password("sesame")
    post.save()
    client.force_login(make_cast().edith)
    response = client.get(post.get_absolute_url())
    assert b"Hello" in response.content
    assert b"ld+json" not in response.content


def test_nothing_in_a_comment_ends_the_block(client: Client) -> None:
    post = make_post()
    make_comment(post, "`</script><script>alert(1)</script>`", name="</script><b>")
    assert b"<script>alert" not in client.get(post.get_absolute_url()).content
    (comment,) = comments_of(client, post.get_absolute_url())
    assert comment["text"] == "</script><script>alert(1)</script>"
