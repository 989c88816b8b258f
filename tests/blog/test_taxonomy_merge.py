"""One category or tag of two."""

import pytest

from blog import taxonomy_merge, taxonomy_removal
from blog.models import Category, Post, Redirect, Tag, TaggedPost
from blog.search import search
from blog.taxonomy_merge import MergeError, merge_term
from tests.factories import make_category, make_post

pytestmark = pytest.mark.django_db


def tag(name: str) -> Tag:
    return Tag.objects.get(name=name)


def tags_of(post: Post) -> set[str]:
    return set(post.tag_rows.values_list("tag__name", flat=True))


def test_posts_get_the_other_tag_once_and_are_counted_once() -> None:
    with_one, with_both = make_post(tags=["Irak", "oil"]), make_post(tags=["Irak", "Iraq"])
    draft = make_post(tags=["Irak"], status="draft")
    merge_term(term=tag("Irak"), into=tag("Iraq"))
    assert [tags_of(post) for post in (with_one, with_both, draft)] == [{"Iraq", "oil"}, {"Iraq"}, {"Iraq"}]
    assert not Tag.objects.filter(name="Irak").exists()
    assert tag("Iraq").post_count == 2
    listed = TaggedPost.objects.filter(tag__name="Iraq", listed_at__isnull=False)
    assert {row.listed_at for row in listed} == {with_one.listed_at, with_both.listed_at}


def test_posts_are_found_by_the_other_name() -> None:
    make_post(title="The bridge", tags=["Irak"])
    make_post(tags=["Iraq"])
    merge_term(term=tag("Irak"), into=tag("Iraq"))
    assert search("iraq").total == 2
    assert search("irak").total == 0


def test_the_address_leads_to_the_other_and_so_do_earlier_ones() -> None:
    make_post(tags=["Irak", "Iraq"])
    Redirect.objects.create(path="/tag/mesopotamia/", target="/tag/irak/")
    merge_term(term=tag("Irak"), into=tag("Iraq"))
    led = dict(Redirect.objects.values_list("path", "target"))
    assert led == {"/tag/irak/": "/tag/iraq/", "/tag/mesopotamia/": "/tag/iraq/"}


def test_category_becomes_part_of_the_one_above_it() -> None:
    town = make_category("Town")
    port, harbour = make_category("Port", town), make_category("Harbour", town)
    post, other = make_post(categories=[port]), make_post(categories=[port, harbour])
    merge_term(term=port, into=town)
    rows = set(post.category_rows.values_list("category__name", "direct"))
    assert rows == {("Town", True)}
    assert set(other.category_rows.values_list("category__name", "direct")) == {
        ("Town", True),
        ("Harbour", True),
    }
    assert Category.objects.get(name="Town").post_count == 2


def test_posts_stand_below_the_ancestors_of_the_new_category() -> None:
    town, country = make_category("Town"), make_category("Country")
    harbour, mill = make_category("Harbour", town), make_category("Mill", country)
    post = make_post(categories=[mill])
    merge_term(term=mill, into=harbour)
    assert set(post.category_rows.values_list("category__name", "direct")) == {
        ("Harbour", True),
        ("Town", False),
    }
    assert dict(Category.objects.values_list("name", "post_count")) == {"Town": 1, "Country": 0, "Harbour": 1}


def test_refused_with_a_sentence() -> None:
    town = make_category("Town")
    make_category("Harbour", town)
    other = make_category("Other")
    with pytest.raises(MergeError, match="categories below “Town”"):
        merge_term(term=town, into=other)
    with pytest.raises(MergeError, match="into itself"):
        merge_term(term=other, into=Category.objects.get(pk=other.pk))
    taxonomy_removal.remove_term(term=Category.objects.get(pk=other.pk))
    with pytest.raises(MergeError, match="in the meantime"):
        merge_term(term=Category.objects.get(name="Harbour"), into=other)


def test_stopped_halfway_it_leaves_both_and_goes_on(monkeypatch) -> None:
    monkeypatch.setattr(taxonomy_merge, "PORTION", 2)
    posts = [make_post(tags=["Irak"]) for _ in range(5)]
    make_post(tags=["Iraq"])
    assert taxonomy_merge._give_posts(tag("Irak"), tag("Iraq"))
    assert (tag("Irak").post_count, tag("Iraq").post_count) == (3, 3)
    merge_term(term=tag("Irak"), into=tag("Iraq"))
    assert tag("Iraq").post_count == 6
    assert all(tags_of(post) == {"Iraq"} for post in posts)
