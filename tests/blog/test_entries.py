"""The words around a post in a list."""

import datetime
from dataclasses import replace

import pytest
from django.utils import timezone, translation

from blog.listings import Link, read_entries
from blog.models import Post
from blog.templatetags.entries import entry, links, tally
from tests.factories import make_author, make_post

ONE, TWO, THREE = (Link(name, f"/tag/{name}/") for name in ("one", "two", "three"))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ([], ""),
        ([ONE], '<a href="/tag/one/">one</a>'),
        ([ONE, TWO], '<a href="/tag/one/">one</a> and <a href="/tag/two/">two</a>'),
        (
            [ONE, TWO, THREE],
            '<a href="/tag/one/">one</a>, <a href="/tag/two/">two</a> and <a href="/tag/three/">three</a>',
        ),
    ],
)
def test_links_are_listed_as_in_a_sentence(shown: list[Link], expected: str) -> None:
    assert links(shown) == expected


def test_names_of_links_are_no_markup() -> None:
    assert links([Link("<b>", "/a&b/")], rel="tag", classes="p-category") == (
        '<a href="/a&amp;b/" rel="tag" class="p-category">&lt;b&gt;</a>'
    )


def test_tally_leads_to_the_comments() -> None:
    assert tally(0, "/x/") == ""
    assert tally(1, "/x/") == '<a class="tally" href="/x/#comments"><b>1</b> comment</a>'
    assert tally(1234) == '<a class="tally" href="#comments"><b>1,234</b> comments</a>'


@pytest.mark.django_db
def test_an_entry_that_was_rendered_shows_what_changed_since() -> None:
    post = make_post(title="<One>", authors=[make_author("Ines")])
    before = entry(*read_entries([post.pk]))
    assert entry(*read_entries([post.pk])) == before
    assert "&lt;One&gt;" in before
    Post.objects.filter(pk=post.pk).update(title="Two", comment_count=3)
    after = entry(*read_entries([post.pk]))
    assert "One" not in after
    assert "Two" in after
    assert "<b>3</b> comments" in after


@pytest.mark.django_db
def test_what_was_found_stands_in_place_of_the_excerpt() -> None:
    post = make_post(title="<!--snippet-->", excerpt="Short.")
    (shown,) = read_entries([post.pk])
    for snippet in ("a <mark>b</mark>", "c"):
        found = entry(replace(shown, snippet_html=snippet))
        assert f'<p class="snip p-summary">{snippet}</p>' in found
        assert "Short." not in found
        assert "&lt;!--snippet--&gt;" in found
    assert "Short." in entry(shown)


@pytest.mark.django_db
def test_an_entry_that_was_rendered_is_told_in_the_zone_and_language_of_the_page() -> None:
    post = make_post(published_at=datetime.datetime(2007, 2, 3, 22, 30, tzinfo=datetime.UTC))
    (shown,) = read_entries([post.pk])
    for zone, written in (("UTC", "2007-02-03T22:30:00+00:00"), ("Asia/Tokyo", "2007-02-04T07:30:00+09:00")):
        with timezone.override(zone):
            assert f'datetime="{written}"' in entry(shown)
    with translation.override("de"):
        assert '<time class="dt-published" datetime="2007-02-03T22:30:00+00:00">03.02.2007</time>' in entry(
            shown
        )


@pytest.mark.django_db
def test_all_that_an_entry_shows_is_read_at_once(django_assert_num_queries) -> None:
    post = make_post(authors=[make_author("Ines")], tags=["harbour"])
    with django_assert_num_queries(4):
        entry(*read_entries([post.pk]))
