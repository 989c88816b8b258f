"""Posts in the index: what readers find, what the desk finds, and that the index stays in step."""

import datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog import publishing, search, taxonomy
from blog.models import Post, SearchWord, UpdateNote
from blog.search import Scope
from blog.search.base import label
from tests.factories import days_ago, make_author, make_category, make_page, make_post

pytestmark = pytest.mark.django_db


def labels_of_all() -> dict[int, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, labels FROM blog_search")
        return {pk: set(labels.split()) for pk, labels in cursor.fetchall()}


def test_found_by_title_tag_author_and_text() -> None:
    post = make_post(
        "Harbour", source="The bridge is closed.", tags=["Café", "日本"], authors=[make_author("Ines Ørsted")]
    )
    for typed in ("harbour", "bridge", "cafe", "日本", "orsted", "harbour bridge ines"):
        assert search.search(typed).ids == [post.pk], typed


def test_hidden_posts_are_found_by_the_desk_only() -> None:
    hidden = [
        make_post("secret draft", status="draft"),
        make_post("secret review", status="review"),
        make_post("secret private", status="private"),
        make_post("secret trash", status="trash"),
        make_post("secret password", password="x"),
        make_post("secret scheduled", published_at=days_ago(-1)),
    ]
    assert search.search("secret").ids == []
    assert search.search("secret").total == 0
    assert set(search.matching_ids("secret")) == {post.pk for post in hidden}
    assert set(search.search("secret", public=False, limit=10).ids) == {post.pk for post in hidden}


def test_a_scheduled_post_is_found_when_its_time_has_come(time_machine) -> None:
    post = make_post("comet", published_at=days_ago(-2))
    assert search.search("comet").ids == []
    time_machine.move_to(days_ago(-3))
    assert search.search("comet").ids == [post.pk]


def test_verbs_keep_the_index_in_step() -> None:
    post = make_post("before")
    post.title = "after"
    post.save(update_fields=["title"])
    search.index([post])
    assert search.search("before").ids == []
    assert search.search("after").ids == [post.pk]


def test_a_year_is_that_of_the_day_in_the_address() -> None:
    """Which calendars that differ may have put days away from the moment; other years are not looked at."""
    moments = {
        "eve": datetime.datetime(2019, 12, 30, tzinfo=datetime.UTC),
        "within": datetime.datetime(2020, 6, 1, tzinfo=datetime.UTC),
        "morrow": datetime.datetime(2021, 1, 2, tzinfo=datetime.UTC),
    }
    posts = {name: make_post(f"Year {name}", published_at=moment) for name, moment in moments.items()}
    Post.objects.update(published_on=datetime.date(2020, 5, 5))
    search.index(Post.objects.all())
    of_year = Scope(labels=(label("year", 2020),))
    assert search.search("year", scope=of_year).ids == [
        posts[name].pk for name in ("morrow", "within", "eve")
    ]
    assert search.search("year", scope=Scope(labels=(label("year", 2019),))).ids == []
    with CaptureQueriesContext(connection) as asked:
        search.search("year", scope=of_year)
    place = {"sqlite": "f.rowid", "postgresql": "place"}[connection.vendor]
    assert f"{place} >= " in asked[0]["sql"] and f"{place} < " in asked[0]["sql"]
    assert search.search("year", scope=Scope(labels=(label("year", 9999),))).ids == []


def test_verbs_keep_labels_in_step() -> None:
    def found(kind: str, pk: int) -> list[int]:
        return search.search("", scope=Scope(labels=(label(kind, pk),))).ids

    city, streets, ines = make_category("City"), make_category("Streets"), make_author("Ines")
    post = make_post(tags=["ferry"], categories=[streets], authors=[ines])
    ferry = post.tags.get()
    assert (found("category", streets.pk), found("category", city.pk)) == ([post.pk], [])
    streets.parent = city
    taxonomy.save_category(category=streets)
    assert (found("category", streets.pk), found("category", city.pk)) == ([post.pk], [post.pk])
    publishing.save_post(post=post, by=None, tags=[], authors=[make_author()])
    assert (found("tag", ferry.pk), found("author", ines.pk)) == ([], [])


def test_a_row_that_is_out_of_step_shows_no_secret() -> None:
    post = make_post("secret")
    Post.objects.filter(pk=post.pk).update(status="draft")
    assert search.search("secret").hits == ()


def test_pages_are_found() -> None:
    page = make_page("Comment policy")
    make_page("Draft policy", status="draft")
    assert search.search("policy").ids == [page.pk]


def test_update_notes_are_found_and_shown() -> None:
    post = make_post("Bridge", source="It is closed.")
    UpdateNote.objects.create(post=post, source="It has reopened.")
    search.index([post])
    assert "<mark>reopened</mark>" in search.search("reopened").hits[0].snippet_html


def test_pages_of_results_are_newest_first() -> None:
    posts = [make_post(source="word", published_at=days_ago(age)) for age in (3, 1, 2)]
    newest_first = [posts[1].pk, posts[2].pk, posts[0].pk]
    first = search.search("word", limit=2)
    assert (first.ids, first.total, first.is_capped) == (newest_first[:2], 3, False)
    assert search.search("word", offset=2, limit=2).ids == newest_first[2:]
    beyond = search.search("word", offset=10)
    assert (beyond.ids, beyond.total) == ([], 3)


def test_total_is_capped(monkeypatch) -> None:
    for _ in range(3):
        make_post(source="word")
    monkeypatch.setattr("blog.search.posts.CAP", 2)
    monkeypatch.setattr("blog.search.posts.COUNTED", 1)
    found = search.search("word")
    assert (len(found.ids), found.total, found.is_capped) == (2, 2, True)


def test_relevance_prefers_the_title() -> None:
    titled = make_post("Bridge", published_at=days_ago(5))
    mentioned = make_post("Other", source="A bridge " + "and more " * 50, published_at=days_ago(1))
    assert search.search("bridge").ids == [mentioned.pk, titled.pk]
    assert search.search("bridge", by_relevance=True).ids == [titled.pk, mentioned.pk]


def test_titles_are_completed_from_three_letters_on() -> None:
    post = make_post("The ferry stops")
    for typed, found in (("the fer", [post.pk]), ("the fe", []), ("ferry the", [post.pk])):
        assert (typed, search.titled(typed, limit=5)) == (typed, found)


def test_titles_have_all_the_words_in_whatever_order() -> None:
    post = make_post("The harbour bridge: what the council’s café vote means")
    make_post("The harbour café")
    long = make_post(" ".join(f"word{number}" for number in range(20)))
    endless = make_post(f"{'a' * 150} {'b' * 150} {'c' * 150}")
    wide = make_post("日本語の橋 bridge")
    for typed, found in (
        ("vote council bridge", post),
        ("cafe bridge harbour", post),
        ("harbour bridge bridge", post),
        ("harbour bridge vote ferry", None),
        (f"{long.title} word20", long),
        (endless.title, endless),
        ("日本語", wide),
        ("bridge 日本", wide),
        ("橋 bridge", wide),
    ):
        assert (typed, search.titled(typed, limit=5)) == (typed, [found.pk] if found else [])


def test_snippet_is_escaped() -> None:
    make_post(source="`<b>bridge</b>` & so on")
    html = search.search("bridge").hits[0].snippet_html
    assert "<mark>bridge</mark>" in html
    assert "<b>" not in html


def test_removed_posts_are_forgotten() -> None:
    post = make_post("word")
    search.remove([post.pk])
    assert search.matching_ids("word") == []
    assert search.titled(post.title, limit=5) == []


@pytest.mark.parametrize("posts", [1, 3])
def test_search_costs_two_statements(posts: int, django_assert_num_queries) -> None:
    for _ in range(posts):
        make_post(source="word")
    with django_assert_num_queries(2):
        assert len(search.search("word").hits) == posts
    with django_assert_num_queries(1):
        search.matching_ids("word")


@pytest.mark.parametrize("by_relevance", [False, True])
def test_pages_are_the_same_whether_or_not_all_that_is_found_is_counted(monkeypatch, by_relevance) -> None:
    posts = [make_post(source="word " * (number + 1), published_at=days_ago(number)) for number in range(5)]
    whole = search.search("word", by_relevance=by_relevance)
    assert (len(whole.ids), len(whole.labels)) == (5, 5)
    monkeypatch.setattr("blog.search.posts.COUNTED", 3)
    pages = [search.search("word", offset=at, limit=2, by_relevance=by_relevance) for at in (0, 2, 4)]
    assert [pk for page in pages for pk in page.ids] == whole.ids
    assert {(page.total, page.counted, page.labels) for page in pages} == {(5, 3, whole.labels[:3])}
    assert by_relevance or whole.ids == [post.pk for post in posts]


def test_indexing_costs_the_same_for_one_and_three_posts() -> None:
    posts = [make_post(tags=["a"], authors=[make_author()]) for _ in range(3)]
    counts = []
    for some in (posts[:1], posts):
        with CaptureQueriesContext(connection) as queries:
            search.index(some)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_words_of_all_batches_are_written_in_one_order(monkeypatch) -> None:
    posts = [make_post(title) for title in ("Zebra", "Bridge", "Quay")]
    SearchWord.objects.all().delete()
    monkeypatch.setattr("blog.search.posts.BATCH", 1)
    with CaptureQueriesContext(connection) as queries:
        search.index(posts)
    (written,) = [query["sql"] for query in queries if "blog_searchword" in query["sql"]]
    assert written.index("bridge") < written.index("quay") < written.index("zebra")


def test_migration_goes_back_and_forth() -> None:
    made, labelled, titled = (
        import_module(f"blog.migrations.{name}")
        for name in ("0002_search", "0006_search_labels", "0012_search_titles")
    )
    editor = SimpleNamespace(connection=connection)
    titled.unmake(None, editor)
    labelled.remove(None, editor)
    made.unmake(None, editor)
    names = connection.introspection.table_names()
    assert not [name for name in names if name == "blog_search" or name.startswith("blog_search_")]
    made.make(None, editor)
    labelled.add(None, editor)
    titled.make(None, editor)
    make_post("word")
    assert search.search("word").total == 1


def test_migration_knows_the_titles_of_what_is_indexed_already() -> None:
    titled = import_module("blog.migrations.0014_pairs_of_titles")
    editor = SimpleNamespace(connection=connection)
    posts = [make_post("The harbour bridge"), make_post("Bridges"), make_post("The mill", source="A bridge")]
    make_post("A bridge", status="draft")
    titled.unmake(apps, editor)
    titled.make(apps, editor)
    assert search.titled("bridge", limit=9) == [posts[1].pk, posts[0].pk]
    assert search.titled("bridge the harb", limit=9) == [posts[0].pk]
    search.index(posts)  # which takes the old words away again
    assert search.titled("bridge", limit=9) == [posts[1].pk, posts[0].pk]


def test_migration_labels_what_is_indexed_already() -> None:
    labelled = import_module("blog.migrations.0006_search_labels")
    editor = SimpleNamespace(connection=connection)
    below = make_category("Streets", parent=make_category("City"))
    post = make_post("word", tags=["a", "b"], authors=[make_author()], categories=[below])
    page, draft = make_page("word"), make_post("word", status="draft")
    before = labels_of_all()
    assert [len(before[row.pk]) for row in (post, page, draft)] == [7, 1, 1]
    labelled.remove(None, editor)
    labelled.add(None, editor)
    assert labels_of_all() == before
    assert search.search("word", scope=Scope(labels=tuple(before[post.pk]))).ids == [post.pk]


@pytest.mark.django_db(transaction=True)
def test_a_remade_table_of_posts_keeps_the_index() -> None:
    post = make_post("word")
    old, new = Post._meta.get_field("title"), Post._meta.get_field("title").clone()
    new.set_attributes_from_name("title")
    new.max_length = 501
    try:
        with connection.schema_editor() as editor:
            editor.alter_field(Post, old, new)
        assert search.search("word").ids == [post.pk]
        make_post("second")
        assert search.search("second").total == 1
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(Post, new, old)
        search.remove(search.matching_ids("word") + search.matching_ids("second"))


def test_publishing_through_a_verb_is_enough(monkeypatch) -> None:
    post = make_post("zebra", status="draft")
    monkeypatch.setattr("blog.redirects.record", lambda **kwargs: None)
    assert search.search("zebra").ids == []
    publishing.publish(post=post, by=None)
    assert search.search("zebra").ids == [post.pk]
