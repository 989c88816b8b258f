"""Comments as other sites of the open web read them."""

import datetime

import pytest
import time_machine
from django.test import Client

from comments.moderation import remove
from tests.comment_factories import make_comment
from tests.factories import make_page, make_post
from tests.microformats import HOST, Item, cards, item, parsed

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2007, 2, 2, 12, tzinfo=datetime.UTC)


def comments_of(client: Client, url: str) -> list[Item]:
    return [part["properties"] for part in item(client, url, "h-entry")["properties"].get("comment", [])]


@pytest.mark.parametrize("below", ["", "comments/flat/"])
def test_comments_are_citations_in_their_entry(client: Client, below: str) -> None:
    post = make_post("The bridge", published_at=NOON)
    with time_machine.travel(NOON, tick=False):
        first = make_comment(post, "It *stands*.", name="Ann", url="https://ann.example/")
        second = make_comment(post, "It does.", name="Ben", parent=first)
    url = f"{post.get_absolute_url()}{below}"
    one, two = comments_of(client, url)
    assert (one["url"], two["url"]) == ([f"{HOST}/c/{first.pk}/"], [f"{HOST}/c/{second.pk}/"])
    assert [cards(comment["author"]) for comment in (one, two)] == [
        [("Ann", ["https://ann.example/"])],
        [("Ben", [])],
    ]
    assert [datetime.datetime.fromisoformat(text) for text in one["published"]] == [NOON]
    assert (one["content"][0]["value"], two["content"][0]["value"]) == ("It stands.", "It does.")
    assert ("in-reply-to" in one, two["in-reply-to"]) == (False, [f"{HOST}{url}#comment-{first.pk}"])
    assert {part for entry in parsed(client, url)["items"] for part in entry["type"]} == {"h-entry"}


def test_comments_on_a_page_are_in_its_entry(client: Client) -> None:
    make_comment(make_page("About"), "Thank you.")
    assert [comment["content"][0]["value"] for comment in comments_of(client, "/about/")] == ["Thank you."]


def test_answers_to_what_is_elsewhere_name_its_address(client: Client) -> None:
    post = make_post()
    removed = make_comment(post, "Gone", name="Ann")
    make_comment(post, "An answer", parent=removed)
    remove(comment=removed, by=None)
    (answer,) = comments_of(client, post.get_absolute_url())
    assert answer["in-reply-to"][0].endswith(f"#comment-{removed.pk}")
