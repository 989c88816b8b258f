"""The search page."""

import pytest
from django.test import Client

from tests.blog.views.pages import is_outdated_by, text_of, titles
from tests.counting import counted
from tests.factories import days_ago, make_author, make_category, make_page, make_post, set_site

pytestmark = pytest.mark.django_db


def test_search_finds_posts_and_pages_newest_first(client: Client) -> None:
    make_post("Old", source="About teapots.", published_at=days_ago(9))
    make_post("New", source="More teapots.")
    make_page("Policy", source="No teapots.", published_at=days_ago(3))
    make_post("Other", source="Cups.")
    assert titles(client, "/search/?q=teapots") == ["New", "Policy", "Old"]


def test_search_marks_what_it_found_and_escapes_the_rest(client: Client) -> None:
    make_post(source="`<b>` is a teapot")
    html = text_of(client, "/search/?q=teapot")
    assert "&lt;b&gt; is a <mark>teapot</mark>" in html


def test_search_pages_carry_the_question_along(client: Client) -> None:
    set_site(posts_per_page=1)
    for number in range(3):
        make_post(f"Post {number}", source="teapot & cup", published_at=days_ago(number + 1))
    html = text_of(client, "/search/page/2/?q=teapot+%26+cup")
    assert titles(client, "/search/page/2/?q=teapot+%26+cup") == ["Post 1"]
    assert 'href="/search/page/3/?q=teapot+%26+cup"' in html
    assert 'href="/search/?q=teapot+%26+cup"' in html
    assert client.get("/search/page/4/?q=teapot").status_code == 404
    first = client.get("/search/page/1/?q=teapot")
    assert (first.status_code, first.headers["Location"]) == (301, "/search/?q=teapot")


def test_search_without_words_shows_the_form(client: Client) -> None:
    make_post()
    html = text_of(client, "/search/")
    assert titles(client, "/search/") == []
    assert ('id="q"' in html, "Nothing was found" in html) == (True, False)


@pytest.mark.parametrize(
    "query",
    ["%00", "%ff", "%22", "'", "*", "-", "AND", "NEAR(", "a%00b", "x" * 10_000, "%F0%9F%90%A6", "a:b", "%5C",
     "(", "%ED%A0%80", "- - -", "%22%22", "%25", "_", "&q=2", "%E2%80%AE"],
)  # fmt: skip
def test_search_for_anything_answers(client: Client, query: str) -> None:
    make_post()
    assert client.get(f"/search/?q={query}").status_code == 200


def test_search_says_when_nothing_was_found_and_keeps_the_question(client: Client) -> None:
    html = text_of(client, "/search/?q=%22%3Cb%3E")
    assert "Nothing was found." in html
    assert 'value="&quot;&lt;b&gt;"' in html


def test_filters_are_shown_with_links_that_drop_them(client: Client) -> None:
    make_author("Ines")
    html = text_of(client, "/search/?q=pier+author:ines&after=2019&sort=best")
    assert '<a href="/search/?q=pier&amp;after=2019&amp;sort=best">by Ines</a>' in html
    assert '<a href="/search/?q=pier&amp;author=ines&amp;sort=best">from 2019 on</a>' in html
    assert 'value="pier"' in html
    for hidden in ('name="author" value="ines"', 'name="after" value="2019"', 'name="sort" value="best"'):
        assert f'<input type="hidden" {hidden}>' in html


def test_filters_narrow_and_are_carried_to_other_pages(client: Client) -> None:
    set_site(posts_per_page=1)
    ines = make_author("Ines")
    for number in range(3):
        make_post(f"Post {number}", source="pier", authors=[ines], published_at=days_ago(number + 1))
    make_post("Another", source="pier")
    assert titles(client, "/search/page/3/?q=pier&author=ines") == ["Post 2"]
    assert client.get("/search/page/4/?q=pier&author=ines").status_code == 404
    html = text_of(client, "/search/page/2/?q=pier&author=ines")
    assert 'href="/search/page/3/?q=pier&amp;author=ines"' in html


def test_filter_that_makes_no_sense_is_said_and_left_out(client: Client) -> None:
    make_post("Pier")
    html = text_of(client, "/search/?q=pier&author=%3Cb%3E")
    assert "There is no author “&lt;b&gt;”; all are searched." in html
    assert titles(client, "/search/?q=pier&author=%3Cb%3E") == ["Pier"]


def test_order_can_be_chosen(client: Client) -> None:
    make_post("Pier", published_at=days_ago(9))
    make_post("Newer", source="A pier " + "and more " * 50)
    assert titles(client, "/search/?q=pier") == ["Newer", "Pier"]
    assert titles(client, "/search/?q=pier&sort=best") == ["Pier", "Newer"]
    html = text_of(client, "/search/?q=pier&sort=best")
    assert '<a href="/search/?q=pier">Newest first</a>' in html
    assert '<a href="/search/?q=pier&amp;sort=best" aria-current="true">Best first</a>' in html


def test_what_is_found_can_be_narrowed(client: Client) -> None:
    make_post("Pier", tags=["<ferry>"])
    make_post("Pier")
    html = text_of(client, "/search/?q=pier")
    assert '<a href="/search/?q=pier&amp;tag=ferry"><span>&lt;ferry&gt;</span><span>1</span></a>' in html
    make_post("Pier", tags=["<ferry>"])
    chosen = text_of(client, "/search/?q=pier&tag=ferry")
    assert (
        '<a href="/search/?q=pier" aria-current="true"><span>&lt;ferry&gt;</span><span>2</span></a>' in chosen
    )


def test_more_than_can_be_counted_is_said(client: Client, monkeypatch) -> None:
    monkeypatch.setattr("blog.search.posts.CAP", 2)
    for _ in range(3):
        make_post("Pier", tags=["ferry"])
    assert "More than 2 posts. These are the newest 2." in text_of(client, "/search/?q=pier")
    html = text_of(client, "/search/?q=pier&sort=best")
    assert "These are the newest 2, the best of them first." in html
    assert "Counted among" not in html
    monkeypatch.setattr("blog.search.posts.COUNTED", 1)
    assert "Counted among the newest 1." in text_of(client, "/search/?q=pier&sort=best")


def test_nothing_found_leads_on(client: Client) -> None:
    make_post("The harbour bridge")
    make_author("Ines")
    html = text_of(client, "/search/?q=harbour+brigde")
    assert 'Did you mean <a href="/search/?q=harbour+bridge"><bdi>harbour bridge</bdi></a>?' in html
    assert '<a href="/search/?q=harbour">harbour</a>' in html
    assert "without the filters" not in html
    filtered = text_of(client, "/search/?q=bridge&author=ines")
    assert '<a href="/search/?q=bridge">Search for the same without the filters</a>' in filtered


def test_before_a_search_there_are_examples(client: Client) -> None:
    assert '<details class="cheat operators" open>' in text_of(client, "/search/")
    assert '<details class="cheat operators">' in text_of(client, "/search/?q=pier")


def test_no_robot_lists_results(client: Client) -> None:
    html = text_of(client, "/search/?q=pier")
    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html


def test_hidden_posts_are_not_found_by_filters(client: Client) -> None:
    tags = {"tags": ["ferry"]}
    make_post("Draft", status="draft", **tags)
    make_post("Protected", password="x", **tags)
    make_post("Later", published_at=days_ago(-2), **tags)
    assert titles(client, "/search/?tag=ferry") == []
    assert "Tag</h2>" not in text_of(client, "/search/?tag=ferry")


def asked_for(client: Client, url: str) -> int:
    with counted() as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_results_cost_the_same_for_one_and_three(client: Client) -> None:
    counts = []
    for number in (1, 3):
        for n in range(number):
            make_post(
                f"pier{number}",
                tags=["x"],
                authors=[make_author(f"A {number} {n}")],
                categories=[make_category()],
            )
        counts.append(asked_for(client, f"/search/?q=pier{number}&tag=x"))
    # Stamps of four kinds, site and menu, the filter, what is found and its texts, facets, the list.
    assert counts == [14, 14]


def test_page_is_made_again_when_a_post_is_published(client: Client) -> None:
    make_post("Pier", tags=["ferry"])
    assert is_outdated_by(client, "/search/?q=pier&tag=ferry", lambda: make_post("Pier"))
