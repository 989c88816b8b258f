"""The page of one post, and that of a page."""

import datetime
import unicodedata
from collections.abc import Callable

import pytest
from django.test import Client

from blog import publishing, taxonomy
from blog.models import Author, AuthorLink, Category, Post, Tag, UpdateNote
from tests.blog.views.pages import text_of, without_classes
from tests.cast import make_cast
from tests.comment_factories import make_comment
from tests.counting import counted
from tests.factories import days_ago, make_author, make_category, make_page, make_post

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2007, 2, 2, 12, tzinfo=datetime.UTC)


def html_of(client: Client, post: Post) -> str:
    return without_classes(text_of(client, post.get_absolute_url()))


def test_post_shows_everything_around_its_text(client: Client) -> None:
    ines, dov = make_author("Ines", source="Has covered **it** since 2006."), make_author("Dov")
    AuthorLink.objects.create(author=ines, label="Her letters", url="https://ines.example/")
    post = make_post(
        "The bridge",
        published_at=NOON,
        source="1. [The papers](https://papers.example/)\n\n> Agreed, no division.",
        authors=[ines, dov],
        categories=[make_category("Streets"), make_category("City")],
        tags=[f"tag {n:02}" for n in range(23)],
    )
    UpdateNote.objects.create(post=post, noted_at=NOON, author=dov, source="It was a *third*.")
    html = html_of(client, post)
    wanted = [
        '<h1 id="title">The bridge</h1>',
        'By <a href="/author/ines/" rel="author">Ines</a> and <a href="/author/dov/" rel="author">Dov</a>',
        '<time datetime="2007-02-02T12:00:00+00:00">2 February 2007 <br>12:00 UTC</time>',
        'href="https://papers.example/"',
        "<blockquote>",
        '">Update</b> <time datetime="2007-02-02T12:00:00+00:00">2 Feb 2007, 12:00</time></p>',
        "<p>It was a <em>third</em>.</p>",
        '<p><a href="/author/dov/" rel="author">Dov</a></p>',
        '<a href="/category/city/" rel="category">City</a> and '
        '<a href="/category/streets/" rel="category">Streets</a>',
        "Who wrote this",
        "<p>Has covered <strong>it</strong> since 2006.</p>",
        '<a href="https://ines.example/" rel="me noopener">Her letters</a>',
    ]
    assert [part for part in wanted if part not in html] == []
    assert html.count('rel="tag"') == 23


def test_post_names_its_neighbours_in_time(client: Client) -> None:
    first, second, third = (make_post(f"Post {n}", published_at=days_ago(9 - n)) for n in range(3))
    html = html_of(client, second)
    assert f'Before <a href="{first.get_absolute_url()}" rel="prev">Post 0</a>' in html
    assert f'After <a href="{third.get_absolute_url()}" rel="next">Post 2</a>' in html
    assert ("Before <a" in html_of(client, first), "After <a" in html_of(client, third)) == (False, False)


def test_metadata_is_what_the_author_wrote_or_the_beginning(client: Client) -> None:
    plain = html_of(client, make_post("Plain", source="Tea & cake. " * 50, published_at=NOON))
    assert '<meta name="description" content="Tea &amp; cake. Tea &amp; cake.' in plain
    assert '…">' in plain
    assert '<link rel="canonical" href="https://parley.example/2007/02/02/plain/">' in plain
    own = html_of(
        client,
        make_post(
            "Own", seo_title="For robots", seo_description="Short.", canonical_url="https://e.example/x"
        ),
    )
    assert "<title>For robots – Parley</title>" in own.replace("<title> ", "<title>").replace(
        " </title>", "</title>"
    )
    assert '<meta name="description" content="Short.">' in own
    assert '<link rel="canonical" href="https://e.example/x">' in own


def test_language_and_direction_are_said_where_the_text_begins(client: Client) -> None:
    for language, direction in (
        ("fa", "rtl"),
        ("ckb", "rtl"),
        ("ar-EG", "rtl"),
        ("ja", "ltr"),
        ("x-odd", "ltr"),
    ):
        html = html_of(client, make_post(language=language))
        assert f'<h1 id="title" lang="{language}" dir="{direction}">' in html
        assert f'<div lang="{language}" dir="{direction}">' in html
    assert '<h1 id="title">' in html_of(client, make_post())


def test_nothing_an_author_types_becomes_markup(client: Client) -> None:
    evil = "<script>alert(1)</script>\"'"
    post = make_post(evil, authors=[make_author(evil)], categories=[make_category(evil)], tags=[evil])
    assert "<script>alert" not in html_of(client, post) + text_of(client, "/")


@pytest.mark.parametrize("date", ["2007/02/03", "2007/2/2", "2007/13/45", "0000/01/01", "2007/02/30"])
def test_another_day_is_not_found(client: Client, date: str) -> None:
    make_post("Hello", published_at=NOON)
    assert client.get(f"/{date}/hello/").status_code == 404


def test_address_without_its_slash_leads_to_the_post(client: Client) -> None:
    make_post("Hello", published_at=NOON)
    response = client.get("/2007/02/02/hello")
    assert (response.status_code, response.headers["Location"]) == (301, "/2007/02/02/hello/")


def test_slug_in_another_alphabet_answers_in_either_unicode_form(client: Client) -> None:
    post = make_post("Ἀθῆναι", published_at=NOON)
    assert client.get(post.get_absolute_url()).status_code == 200
    assert client.get("/2007/02/02/" + unicodedata.normalize("NFD", post.slug) + "/").status_code == 200


def test_editors_have_a_link_that_nobody_else_gets(client: Client) -> None:
    cast, post = make_cast(), make_post()
    assert ">Edit</a>" not in html_of(client, post)
    client.force_login(cast.edith)
    response = client.get(post.get_absolute_url())
    assert b">Edit</a>" in response.content
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not hasattr(response, "page_dependencies")


def test_preview_shows_a_draft_as_it_will_be(client: Client) -> None:
    client.force_login(make_cast().edith)
    post = make_post("Not yet", status="draft", source="Soon.", tags=["tea"])
    html = text_of(client, post.get_absolute_url())
    assert post.get_absolute_url() == f"/preview/{post.pk}/"
    assert ("<p>Soon.</p>" in html, "This is a preview (draft)." in html, "Write a comment" in html) == (
        True,
        True,
        False,
    )


def test_pages_nest_and_name_those_below(client: Client) -> None:
    about = make_page("About")
    policy = make_page("Comment policy", parent=about, source="Be kind.")
    make_page("Unfinished", parent=about, status="draft")
    above, below = html_of(client, about), html_of(client, policy)
    assert '<a href="/about/comment-policy/">Comment policy</a>' in above
    assert "Unfinished" not in above
    assert '<a href="/about/">About</a>' in below
    assert "<p>Be kind.</p>" in below


def test_page_in_the_trash_is_gone(client: Client) -> None:
    page = make_page("About")
    publishing.trash(post=page, by=None)
    assert client.get("/about/").status_code == 410


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_reading_pages_answer_no_other_method(client: Client, method: str) -> None:
    assert getattr(client, method)("/").status_code == 405


def test_head_answers_without_a_body(client: Client) -> None:
    response = client.head(make_post().get_absolute_url())
    assert (response.status_code, response.content) == (200, b"")


def asked_for(client: Client, url: str) -> int:
    with counted() as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def make_full(title: str, number: int) -> Post:
    authors = [make_author(f"{title} {n}") for n in range(number)]
    for author in authors:
        AuthorLink.objects.create(author=author, label="Home", url="https://example.org/")
    post = make_post(
        title,
        published_at=days_ago(5 + number),
        authors=authors,
        categories=[make_category(f"{title} {n}") for n in range(number)],
        tags=[f"{title} {n}" for n in range(number)],
    )
    for author in authors:
        UpdateNote.objects.create(post=post, author=author, source="Now we know.")
    return post


def test_post_asks_the_same_number_of_times_however_much_hangs_on_it(client: Client) -> None:
    make_post("Newest")
    make_post("Oldest", published_at=days_ago(30))
    one, four = make_full("One", 1), make_full("Four", 4)
    assert asked_for(client, one.get_absolute_url()) == asked_for(client, four.get_absolute_url())
    client.force_login(make_cast().ada)
    # The account and what it may do, the site, the menu, and the post: nothing about comments here.
    assert [asked_for(client, f"/preview/{post.pk}/") for post in (one, four)] == [18, 18]


def test_an_article_that_was_shown_before_follows_every_change(client: Client) -> None:
    older = make_post("Older", published_at=days_ago(9))
    ines, city = make_author("Ines"), make_category("City")
    post = make_post("Tea", published_at=days_ago(5), authors=[ines], categories=[city], tags=["kettle"])

    def shown() -> str:
        return client.get(post.get_absolute_url()).content.decode()

    def later_post() -> None:
        make_post("Newer", published_at=days_ago(1), tags=["kettle"])

    def rename(term: Author | Category | Tag, save: Callable[..., object], name: str) -> Callable[[], None]:
        def verb() -> None:
            term.name = name
            save(**{term._meta.model_name: term})

        return verb

    def add_note() -> None:
        UpdateNote.objects.create(post=post, source="Cold by now.")
        publishing.save_post(post=post, by=None)

    older.title = "Elder"
    changes = {
        "Newer": later_post,
        "Elder": lambda: publishing.save_post(post=older, by=None),
        "Dov": rename(ines, taxonomy.save_author, "Dov"),
        "Town": rename(city, taxonomy.save_category, "Town"),
        "samovar": rename(post.tags.get(), taxonomy.save_tag, "samovar"),
        "Cold by now": add_note,
        "<b>1</b> comment": lambda: make_comment(post),
    }
    for words, change in changes.items():
        assert words not in shown()
        change()
        assert words in shown(), words
    client.force_login(make_cast().ada)
    assert f"/admin/blog/post/{post.pk}/change/" in shown()
    client.logout()
    assert f"/admin/blog/post/{post.pk}/change/" not in shown()


def test_page_asks_the_same_number_of_times_however_many_are_below_it(client: Client) -> None:
    one, four = make_page("One"), make_page("Four")
    make_page(parent=one)
    for _ in range(4):
        make_page(parent=four)
    assert asked_for(client, "/one/") == asked_for(client, "/four/")
