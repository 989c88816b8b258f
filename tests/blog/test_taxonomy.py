"""Tags and categories."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog import publishing, taxonomy
from blog.models import Category, Redirect, Tag
from blog.search import search
from tests.factories import make_author, make_category, make_post

pytestmark = pytest.mark.django_db


def test_tags_are_distinct_where_they_should_be() -> None:
    tags = taxonomy.get_tags(["C#", "C++", "Café", "CAFÉ", "Cafe\u0301", "日本", "c"])
    assert [(tag.name, tag.slug) for tag in tags] == [
        ("C#", "c-sharp"),
        ("C++", "c-plus-plus"),
        ("Café", "cafe"),
        ("日本", "日本"),
        ("c", "c"),
    ]


def test_tags_of_equal_slug_are_numbered() -> None:
    first, second = taxonomy.get_tags(["Cafe", "Café"])
    assert (first.slug, second.slug) == ("cafe", "cafe-2")


def test_tag_names_of_white_space_are_dropped() -> None:
    assert [tag.name for tag in taxonomy.get_tags(["", "  ", " two  words "])] == ["two words"]


def test_set_tags_in_few_queries() -> None:
    post = make_post()
    names = [f"tag {number}" for number in range(24)]
    with CaptureQueriesContext(connection) as queries:
        taxonomy.set_tags(post=post, names=names)
    assert len(queries) <= 6
    assert post.tag_rows.count() == 24


def test_losing_a_tag_uncounts_it() -> None:
    post = make_post(tags=["a", "b"])
    publishing.save_post(post=post, by=None, tags=["b", "c"])
    assert dict(Tag.objects.values_list("name", "post_count")) == {"a": 0, "b": 1, "c": 1}


def test_saving_a_term_read_earlier_leaves_its_count_alone() -> None:
    category, author, (tag,) = make_category("News"), make_author("Ada"), taxonomy.get_tags(["dikes"])
    make_post(categories=[category], authors=[author], tags=["dikes"])
    assert (category.post_count, author.post_count, tag.post_count) == (0, 0, 0)

    category.name = author.name = tag.name = "Other"
    taxonomy.save_category(category=category)
    taxonomy.save_author(author=author)
    taxonomy.save_tag(tag=tag)

    for term in (category, author, tag):
        term.refresh_from_db()
        assert (term.name, term.post_count) == ("Other", 1)


def test_moving_a_category_moves_its_subtree_and_redirects() -> None:
    politics, world = make_category("Politics"), make_category("World")
    iraq = make_category("Iraq War", parent=politics)
    battles = make_category("Battles", parent=iraq)
    make_post(categories=[battles])
    iraq.parent = world
    taxonomy.save_category(category=iraq)
    for category in (politics, world, battles):
        category.refresh_from_db()
    assert battles.get_absolute_url() == "/category/world/iraq-war/battles/"
    assert (politics.post_count, world.post_count) == (0, 1)
    assert (
        Redirect.objects.get(path="/category/politics/iraq-war/battles/").target == battles.get_absolute_url()
    )


def test_category_cannot_stand_below_itself() -> None:
    politics = make_category("Politics")
    iraq = make_category("Iraq", parent=politics)
    politics.parent = iraq
    with pytest.raises(ValidationError, match="below itself"):
        taxonomy.save_category(category=politics)


def test_same_category_name_twice_in_one_place() -> None:
    assert [make_category("News").path, make_category("News").path] == ["news/", "news-2/"]
    assert Category.objects.count() == 2


def test_renaming_a_tag_redirects() -> None:
    make_post(tags=["Irak"])
    tag = Tag.objects.get()
    old = tag.get_absolute_url()
    tag.name, tag.slug = "Iraq", ""
    taxonomy.save_tag(tag=tag)
    assert Redirect.objects.get(path=old).target == "/tag/iraq/"


def test_renaming_a_tag_to_an_existing_one_is_refused() -> None:
    first, second = taxonomy.get_tags(["Iraq", "Iran"])
    second.name = "IRAQ"
    with pytest.raises(ValidationError):
        taxonomy.save_tag(tag=second)
    assert first.pk


def test_names_are_cut_so_that_their_keys_have_room() -> None:
    (tag,) = taxonomy.get_tags(["ß" * 90])
    assert set(tag.name) == {"ß"} and len(tag.key) <= taxonomy.MAX_TAG_LENGTH


def test_a_search_made_before_a_new_name_is_indexed_is_out_of_date(
    client, django_capture_on_commit_callbacks
) -> None:
    author = make_author("Irak")
    make_post(tags=["Irak"], authors=[author])
    tag = Tag.objects.get()
    tag.name = author.name = "Iraq"
    renamings = (partial(taxonomy.save_tag, tag=tag), partial(taxonomy.save_author, author=author))
    for rename in renamings:
        with django_capture_on_commit_callbacks() as callbacks:
            rename()
        made = client.get("/search/?q=iraq").page_dependencies.stamps
        for callback in callbacks:
            callback()
        assert client.get("/search/?q=iraq").page_dependencies.stamps != made


def test_posts_are_found_by_a_tag_s_and_an_author_s_new_name(django_capture_on_commit_callbacks) -> None:
    author = make_author("Billmon")
    make_post(tags=["Irak"], authors=[author])
    tag = Tag.objects.get()
    tag.name, author.name = "Iraq", "Bernhard"
    with django_capture_on_commit_callbacks(execute=True):
        taxonomy.save_tag(tag=tag)
        taxonomy.save_author(author=author)
    totals = [search(name).total for name in ("Irak", "Iraq", "Billmon", "Bernhard")]
    assert totals == [0, 1, 0, 1]
