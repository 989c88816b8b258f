"""Pages as other sites of the open web read them."""

import datetime

import pytest
from django.test import Client

from blog.models import AuthorLink, Media, Post
from tests.cast import make_cast
from tests.factories import make_author, make_category, make_page, make_post
from tests.microformats import HOST, cards, item, items, parsed

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2007, 2, 2, 12, tzinfo=datetime.UTC)
ADDRESS = "/2007/02/02/the-bridge/"


def make_bridge() -> Post:
    ines = make_author("Ines", source="Has covered **it** since 2006.")
    AuthorLink.objects.create(author=ines, label="Her letters", url="https://ines.example/")
    picture = Media.objects.create(
        file="2007/02/bridge.jpg", media_type="image/jpeg", alt="By night", sha256="0" * 64
    )
    return make_post(
        "The bridge",
        published_at=NOON,
        source="It **stands**.\n\n<!--more-->\n\nStill.",
        authors=[ines, make_author("Dov")],
        categories=[make_category("City")],
        tags=["steel"],
        featured_image=picture,
    )


AUTHORS = [("Ines", [f"{HOST}/author/ines/"]), ("Dov", [f"{HOST}/author/dov/"])]


def test_post_is_an_entry(client: Client) -> None:
    post = make_bridge()
    found = item(client, ADDRESS, "h-entry")["properties"]
    assert (found["name"], found["url"]) == (["The bridge"], [f"{HOST}{ADDRESS}"])
    assert [datetime.datetime.fromisoformat(text) for text in found["published"]] == [NOON]
    assert [datetime.datetime.fromisoformat(text) for text in found["updated"]] == [
        post.modified_at.replace(microsecond=0)
    ]
    assert cards(found["author"]) == AUTHORS
    (content,) = found["content"]
    assert (content["value"], "<strong>stands</strong>" in content["html"]) == ("It stands.\n\nStill.", True)
    assert found["category"] == ["City", "steel"]
    assert found["featured"] == [{"value": f"{HOST}/media/2007/02/bridge.jpg", "alt": "By night"}]
    assert "comment" not in found


def test_list_is_a_feed_of_entries(client: Client) -> None:
    make_bridge()
    make_post("Unsigned", published_at=NOON - datetime.timedelta(days=1))
    for url, name in (("/", "Newest posts"), ("/2007/", "2007")):
        feed = item(client, url, "h-feed")
        assert feed["properties"]["name"] == [name]
        first, second = (entry["properties"] for entry in feed["children"])
        assert (first["name"], first["url"]) == (["The bridge"], [f"{HOST}{ADDRESS}"])
        assert [datetime.datetime.fromisoformat(text) for text in first["published"]] == [NOON]
        assert (first["summary"], first["category"]) == (["It stands."], ["City", "steel"])
        assert cards(first["author"]) == AUTHORS
        assert ("author" in second, second["name"]) == (False, ["Unsigned"])


def test_author_page_is_the_authors(client: Client) -> None:
    make_bridge()
    found = parsed(client, "/author/ines/")
    assert found["rels"]["me"] == ["https://ines.example/"]
    (feed,) = [part for part in found["items"] if "h-feed" in part["type"]]
    (card,) = feed["properties"]["author"]
    assert cards([card]) == [("Ines", [f"{HOST}/author/ines/", "https://ines.example/"])]
    assert card["properties"]["uid"] == [f"{HOST}/author/ines/"]
    assert card["properties"]["note"] == ["Has covered it since 2006."]
    assert [entry["properties"]["name"] for entry in feed["children"]] == [["The bridge"]]


def test_who_wrote_a_post_is_told_below_it(client: Client) -> None:
    make_bridge()
    told = [card for card in item(client, ADDRESS, "h-entry")["children"] if "h-card" in card["type"]]
    assert cards(told) == [
        ("Ines", [f"{HOST}/author/ines/", "https://ines.example/"]),
        ("Dov", [f"{HOST}/author/dov/"]),
    ]
    assert [card["properties"].get("note") for card in told] == [["Has covered it since 2006."], None]


def test_page_is_an_entry_of_its_own(client: Client) -> None:
    make_page("Policy", parent=make_page("About"), source="Be kind.")
    found = item(client, "/about/policy/", "h-entry")["properties"]
    assert (found["name"], found["url"]) == (["Policy"], [f"{HOST}/about/policy/"])
    assert (found["content"][0]["value"], len(found["updated"])) == ("Be kind.", 1)


def test_locked_post_and_preview_name_no_address_of_the_blog(client: Client) -> None:
    locked = make_post("Locked", password="sesame")
    assert parsed(client, locked.get_absolute_url())["items"] == []
    draft = make_post("Draft", status="draft")
    client.force_login(make_cast().edith)
    (entry,) = items(client, f"/preview/{draft.pk}/", "h-entry")
    assert entry["properties"]["url"] == [f"{HOST}/preview/{draft.pk}/"]
