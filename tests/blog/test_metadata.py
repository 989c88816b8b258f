"""What pages say of themselves to search engines and link previews."""

import datetime
from typing import Any

import pytest
from django.test import Client

from blog import publishing
from blog.metadata import script, shortened
from blog.models import AuthorLink, Media, Post, UpdateNote
from tests.cast import make_cast
from tests.counting import counted
from tests.factories import make_author, make_category, make_page, make_post, set_site
from tests.heads import Node, head_of

pytestmark = pytest.mark.django_db

HOST = "https://parley.example"
NOON = datetime.datetime(2007, 2, 2, 12, tzinfo=datetime.UTC)
ADDRESS = "/2007/02/02/the-bridge/"
# What search engines ask for, and what readers of the nodes rely on.
REQUIRED = {
    "BlogPosting": {
        *("@id", "url", "mainEntityOfPage", "headline", "description", "inLanguage"),
        *("datePublished", "dateModified", "author", "publisher", "isPartOf", "wordCount", "commentCount"),
    },
    "WebPage": {"@id", "url", "name", "datePublished", "dateModified", "inLanguage", "publisher"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "WebSite": {"name", "url", "potentialAction"},
    "Blog": {"@id", "name", "url"},
    "SearchAction": {"target", "query-input"},
    "EntryPoint": {"urlTemplate"},
    "ProfilePage": {"mainEntity", "url"},
    "Person": {"name", "url"},
    "Organization": {"name", "url", "logo"},
    "ImageObject": {"url", "width", "height"},
}
ADDRESSES = {"url", "@id", "item", "mainEntityOfPage"}


def make_picture(name: str = "2007/02/bridge.jpg", **fields: Any) -> Media:
    known = {"media_type": "image/jpeg", "width": 1600, "height": 900, "alt": "The bridge by night"}
    return Media.objects.create(file=name, sha256="0" * 64, **(known | fields))


def make_bridge(**fields: Any) -> Post:
    set_site(title="The Ledger", time_zone="Europe/Paris")
    ines = make_author("Ines", source="Has covered **it** since 2006.")
    AuthorLink.objects.create(author=ines, label="Her letters", url="https://ines.example/")
    known = {
        "published_at": NOON,
        "source": "Seven words about it, and no more.",
        "authors": [ines, make_author("Dov")],
        "categories": [make_category("Streets"), make_category("City")],
        "tags": ["steel", "votes"],
    }
    return make_post("The bridge", **(known | fields))


def check(node: Any) -> None:
    """Fail where a node lacks what its kind must have, or names an address that is not a whole one."""
    if isinstance(node, list):
        for part in node:
            check(part)
    if not isinstance(node, dict):
        return
    assert REQUIRED[node["@type"]] <= node.keys(), node
    assert all(value not in ("", None, [], {}) for value in node.values()), node
    for name, value in node.items():
        assert name not in ADDRESSES or value.startswith("https://"), (name, value)
        check(value)


# --- Posts


def test_post_is_described_to_search_engines(client: Client) -> None:
    post = make_bridge(featured_image=make_picture(), language="de")
    node = head_of(client, ADDRESS).node("BlogPosting")
    check(node)
    assert node["headline"] == "The bridge"
    assert (node["url"], node["@id"]) == (f"{HOST}{ADDRESS}", f"{HOST}{ADDRESS}#text")
    assert node["datePublished"] == "2007-02-02T13:00:00+01:00"
    assert datetime.datetime.fromisoformat(node["dateModified"]) == post.modified_at.replace(microsecond=0)
    assert node["author"] == [
        {
            "@type": "Person",
            "name": "Ines",
            "url": f"{HOST}/author/ines/",
            "sameAs": ["https://ines.example/"],
        },
        {"@type": "Person", "name": "Dov", "url": f"{HOST}/author/dov/"},
    ]
    assert node["publisher"]["name"] == "The Ledger"
    assert node["image"] == {
        "@type": "ImageObject",
        "url": f"{HOST}/media/2007/02/bridge.jpg",
        "width": 1600,
        "height": 900,
        "caption": "The bridge by night",
    }
    assert (node["wordCount"], node["commentCount"], node["inLanguage"]) == (7, 0, "de")
    assert (node["keywords"], node["articleSection"]) == (["steel", "votes"], ["City", "Streets"])
    assert node["isPartOf"]["@type"] == "Blog"


def test_post_of_nobody_is_the_blogs(client: Client) -> None:
    make_bridge(authors=[], tags=[], categories=[])
    head = head_of(client, ADDRESS)
    check(head.nodes)
    assert head.node("BlogPosting")["author"]["name"] == "The Ledger"
    assert head.kinds() == ["BlogPosting"]


def test_previews_show_what_a_post_is(client: Client) -> None:
    make_bridge(featured_image=make_picture())
    head = head_of(client, ADDRESS)
    assert head.properties == [
        ("og:type", "article"),
        ("og:title", "The bridge"),
        ("og:description", "Seven words about it, and no more."),
        ("og:url", f"{HOST}{ADDRESS}"),
        ("og:site_name", "The Ledger"),
        ("og:locale", "en"),
        ("og:image", f"{HOST}/media/2007/02/bridge.jpg"),
        ("og:image:width", "1600"),
        ("og:image:height", "900"),
        ("og:image:alt", "The bridge by night"),
        ("article:published_time", "2007-02-02T13:00:00+01:00"),
        ("article:modified_time", head.node("BlogPosting")["dateModified"]),
        ("article:author", f"{HOST}/author/ines/"),
        ("article:author", f"{HOST}/author/dov/"),
        ("article:section", "City"),
        ("article:tag", "steel"),
        ("article:tag", "votes"),
    ]
    assert head.names["twitter:card"] == "summary_large_image"
    assert head.names["description"] == head.one("og:description")


def test_post_without_picture_has_that_of_the_settings_or_the_card(client: Client) -> None:
    make_bridge(featured_image=make_picture("paper.pdf", media_type="application/pdf"))
    head = head_of(client, ADDRESS)
    assert (head.one("og:image"), head.one("og:image:width")) == (f"{HOST}/static/icons/card.png", "1200")
    assert head.names["twitter:card"] == "summary"
    assert "image" not in head.node("BlogPosting")
    set_site(preview_image=make_picture("own.jpg", alt="Our harbour"))
    for url in (ADDRESS, "/"):
        head = head_of(client, url)
        assert (head.one("og:image"), head.one("og:image:alt")) == (f"{HOST}/media/own.jpg", "Our harbour")
        assert head.names["twitter:card"] == "summary_large_image"


def test_authors_own_words_come_first(client: Client) -> None:
    make_bridge(seo_title="For robots", seo_description="Short.", canonical_url="https://e.example/x")
    head = head_of(client, ADDRESS)
    assert (head.canonical, head.one("og:url")) == (["https://e.example/x"], "https://e.example/x")
    assert (head.one("og:title"), head.names["description"]) == ("For robots", "Short.")
    assert head.node("BlogPosting")["headline"] == "The bridge"


def test_change_before_publication_is_none(client: Client) -> None:
    post = make_bridge()
    Post.objects.filter(pk=post.pk).update(modified_at=NOON - datetime.timedelta(days=9))
    head = head_of(client, ADDRESS)
    assert head.one("article:modified_time") == head.one("article:published_time")


def test_category_leads_to_its_post_and_a_parent_to_its_page(client: Client) -> None:
    make_bridge()
    assert crumbs(client, ADDRESS) == [
        ("The Ledger", f"{HOST}/"),
        ("City", f"{HOST}/category/city/"),
        ("The bridge", f"{HOST}{ADDRESS}"),
    ]
    make_page("Policy", parent=make_page("About"))
    assert crumbs(client, "/about/policy/") == [
        ("The Ledger", f"{HOST}/"),
        ("About", f"{HOST}/about/"),
        ("Policy", f"{HOST}/about/policy/"),
    ]


def crumbs(client: Client, url: str) -> list[tuple[str, str]]:
    node = head_of(client, url).node("BreadcrumbList")
    check(node)
    steps = node["itemListElement"]
    assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
    return [(step["name"], step["item"]) for step in steps]


def test_page_is_a_page(client: Client) -> None:
    make_page("About", source="Who we are.")
    head = head_of(client, "/about/")
    check(head.nodes)
    assert head.kinds() == ["WebPage"]
    assert (head.canonical, head.one("og:title"), head.names["description"]) == (
        [f"{HOST}/about/"],
        "About",
        "Who we are.",
    )
    assert "author" not in head.node("WebPage")


def test_nothing_is_said_of_what_not_everybody_may_read(client: Client) -> None:
    post = make_bridge(password="sesame")
    draft = make_post("Draft", status="draft")
    client.force_login(make_cast().edith)
    for url in (post.get_absolute_url(), f"/preview/{post.pk}/", f"/preview/{draft.pk}/"):
        head = head_of(client, url)
        assert (head.nodes, head.properties, head.canonical) == ([], [], [])
        assert head.names["robots"] == "noindex"
    client.logout()
    head = head_of(client, post.get_absolute_url())
    assert (head.nodes, head.properties, head.canonical) == ([], [], [])


def test_nothing_typed_by_an_author_ends_the_block(client: Client) -> None:
    evil = "</script><script>alert(1)</script><!-- & \u2028"
    make_bridge(tags=[evil], authors=[make_author(evil)], seo_description=evil)
    assert b"<script>alert" not in client.get(ADDRESS).content
    head = head_of(client, ADDRESS)
    assert head.node("BlogPosting")["description"] == head.names["description"] == evil
    text = script({"name": evil})
    assert text.count("<") == 2


# --- Lists


def test_front_page_describes_the_blog_and_its_search(client: Client) -> None:
    make_bridge()
    set_site(description="What happens at the harbour.", language_code="de-at")
    head = head_of(client, "/")
    check(head.nodes)
    assert head.kinds() == ["WebSite", "Blog"]
    action = head.node("WebSite")["potentialAction"]
    url = action["target"]["urlTemplate"].replace("{search_term_string}", "bridge").removeprefix(HOST)
    assert b"The bridge" in client.get(url).content
    assert head.node("Blog")["description"] == head.names["description"] == "What happens at the harbour."
    assert (head.one("og:type"), head.one("og:title"), head.one("og:locale")) == (
        "website",
        "The Ledger",
        "de_AT",
    )


def test_blog_of_which_nothing_is_said_has_no_description(client: Client) -> None:
    make_post()
    head = head_of(client, "/")
    check(head.nodes)
    assert ("description" in head.names, head.all("og:description")) == (False, [])


def test_author_page_is_a_profile(client: Client) -> None:
    post = make_bridge()
    ines = post.authors.get(name="Ines")
    ines.picture = make_picture("ines.jpg")
    ines.save()
    head = head_of(client, "/author/ines/")
    check(head.nodes)
    person: Node = head.node("ProfilePage")["mainEntity"]
    assert (person["name"], person["description"]) == ("Ines", "Has covered it since 2006.")
    assert (person["sameAs"], person["image"]["url"]) == (["https://ines.example/"], f"{HOST}/media/ines.jpg")
    assert (head.one("og:type"), head.names["description"]) == ("profile", "Has covered it since 2006.")


def test_lists_say_what_they_hold(client: Client) -> None:
    make_bridge(categories=[make_category("Votes", parent=make_category("City", source="Of *streets*."))])
    make_page("About")
    day = "2 February 2007"
    said = {
        "/category/city/": ("City", "Of streets."),
        "/category/city/votes/": ("Votes", "All posts on Votes."),
        "/tag/steel/": ("steel", "All posts about steel."),
        "/author/dov/": ("Dov", "What Dov has written here."),
        "/2007/": ("2007", "All posts of 2007."),
        "/2007/02/": ("February 2007", "All posts of February 2007."),
        "/2007/02/02/": (day, f"All posts of {day}."),
        "/archive/": ("Archive", "Every month in which something was written here."),
        "/categories/": ("Categories", "Everything that posts are filed under here."),
        "/tags/": ("Tags", "Everything that posts are about here."),
        "/authors/": ("Authors", "Everybody who writes here."),
    }
    for url, (title, description) in said.items():
        head = head_of(client, url)
        check(head.nodes)
        assert (head.one("og:title"), head.names["description"]) == (title, description)
        assert head.canonical == [f"{HOST}{url}"] == head.all("og:url")


def test_lists_name_the_way_to_them(client: Client) -> None:
    make_bridge(categories=[make_category("Votes", parent=make_category("City"))])
    home = ("The Ledger", f"{HOST}/")
    assert crumbs(client, "/category/city/votes/") == [
        home,
        ("City", f"{HOST}/category/city/"),
        ("Votes", f"{HOST}/category/city/votes/"),
    ]
    assert [name for name, _ in crumbs(client, "/2007/02/02/")] == [
        *("The Ledger", "Archive", "2007", "February 2007", "2 February 2007")
    ]
    assert "BreadcrumbList" not in head_of(client, "/tag/steel/").kinds()


def test_further_pages_are_their_own_and_describe_nobody_again(client: Client) -> None:
    author = make_author("Ines")
    for _ in range(3):
        make_post(authors=[author])
    set_site(title="The Ledger", posts_per_page=2)
    for url, title in (("/page/2/", "The Ledger, page 2"), ("/author/ines/page/2/", "Ines, page 2")):
        head = head_of(client, url)
        assert (head.canonical, head.one("og:title"), head.nodes) == ([f"{HOST}{url}"], title, [])


def test_empty_list_is_nothing_to_be_found(client: Client) -> None:
    make_post("Draft", status="draft", tags=["steel"])
    for url in ("/", "/tag/steel/"):
        head = head_of(client, url)
        assert (head.names["robots"], head.canonical, head.nodes) == ("noindex", [], [])


def test_search_is_left_to_readers(client: Client) -> None:
    make_post("The bridge")
    head = head_of(client, "/search/?q=bridge")
    assert (head.names["robots"], head.canonical, head.properties, head.nodes) == ("noindex", [], [], [])


def test_site_files_are_named_on_every_page(client: Client) -> None:
    make_bridge()
    for url in ("/", ADDRESS, "/archive/", "/search/"):
        links = {link["rel"]: link["href"] for link in head_of(client, url).links}
        assert links["manifest"] == "/manifest.webmanifest"
        assert links["apple-touch-icon"] == "/static/icons/apple-touch-icon.png"


# --- Words


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [("short", 5, "short"), ("two words", 8, "two…"), ("unbreakable", 5, "unbre…"), ("", 5, "")],
)
def test_long_text_ends_between_two_words(text: str, length: int, expected: str) -> None:
    assert shortened(text, length) == expected


def test_description_of_a_long_text_is_its_beginning(client: Client) -> None:
    make_bridge(source="Tea & cake. " * 50)
    description = head_of(client, ADDRESS).names["description"]
    assert description.startswith("Tea & cake. Tea & cake.")
    assert description.endswith("…")
    assert 150 < len(description) <= 201


def test_metadata_asks_the_database_for_nothing(client: Client) -> None:
    def asked() -> list[int]:
        counts = []
        for url in ("/", "/2007/02/02/plain/", "/author/ines/", "/category/city/"):
            with counted() as queries:
                assert client.get(url).status_code == 200
            counts.append(len(queries))
        return counts

    ines, city = make_author("Ines"), make_category("City")
    plain = make_post("Plain", published_at=NOON, authors=[ines], categories=[city], tags=["tea"])
    before = asked()
    for number in range(3):
        AuthorLink.objects.create(author=ines, label="x", url=f"https://ines.example/{number}")
    plain.featured_image = make_picture()
    publishing.save_post(post=plain, by=None)
    UpdateNote.objects.create(post=plain, source="More.")
    set_site(preview_image=make_picture("own.jpg"), description="All of it.")
    assert asked() == before
