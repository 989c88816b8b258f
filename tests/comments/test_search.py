"""Comments in the index, and the command that fills both indexes."""

import datetime
import io
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog import search as post_search
from blog.models import Format, Post
from blog.search import Scope
from comments import search
from comments.management.commands import reindex
from comments.models import Comment, CommentStatus
from comments.moderation import approve, delete_for_good, hold, mark_spam, remove, restore
from tests.blog.search.samples import ODD
from tests.comment_factories import make_comment, set_discussion
from tests.factories import days_ago, make_page, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Post:
    return make_post("Harbour")


def _comment(post: Post, source: str = "Some words.", **fields) -> Comment:
    comment = Comment(post=post, source=source, **({"author_name": "Rita"} | fields))
    comment.render()
    comment.save()
    return comment


def test_found_by_name_and_text_whatever_the_status(post) -> None:
    comments = [
        _comment(post, "About the Café.", status="pending"),
        _comment(post, "About pills.", status="spam", author_name="Café owner"),
        _comment(post, "About 日本語.", status="trash"),
    ]
    search.index(comments)
    assert search.matching_ids("cafe") == [comments[1].pk, comments[0].pk]
    assert search.matching_ids("日本") == [comments[2].pk]
    assert search.matching_ids("about -pills") == [comments[2].pk, comments[0].pk]
    assert search.matching_ids("harbour") == []


def test_found_by_where_a_link_leads(post) -> None:
    markdown = _comment(post, "[good](https://pills.example/buy)")
    html = _comment(post, '<a href="https://pills.example/">caf&eacute;</a>', format=Format.HTML)
    search.index([markdown, html])
    assert search.matching_ids("pills.example") == [html.pk, markdown.pk]
    assert search.matching_ids("café") == [html.pk]
    made = make_comment(post, "[good](https://pills.example/?a=1&b=2)")
    assert [hit.comment for hit in search.search('"pills.example a 1 b 2"').hits] == [made]


def test_what_the_sanitiser_removed_is_not_found(post) -> None:
    source = '<p class="hush">Seen.</p><!-- a secret --><b onclick="steal()" title="aside">bold</b>'
    comment = _comment(post, source, format=Format.HTML)
    search.index([comment])
    for word in ("secret", "steal", "hush", "onclick"):
        assert (word, search.matching_ids(word)) == (word, [])
    assert search.matching_ids("seen bold") == [comment.pk]


def test_newest_first_and_no_more_than_the_limit(post) -> None:
    comments = [_comment(post, created_at=days_ago(age)) for age in (3, 1, 2)]
    search.index(comments)
    assert search.matching_ids("words") == [comments[1].pk, comments[2].pk, comments[0].pk]
    assert search.matching_ids("words", limit=1) == [comments[1].pk]


def test_edited_comment_is_found_by_its_new_words(post) -> None:
    comment = _comment(post)
    search.index([comment])
    comment.source = "Other things."
    comment.render()
    search.index([comment])
    search.index([comment])
    assert search.matching_ids("words") == []
    assert search.matching_ids("things") == [comment.pk]


def test_removed_comment_is_forgotten(post) -> None:
    comments = [_comment(post), _comment(post)]
    search.index(comments)
    search.remove([comments[0].pk])
    assert search.matching_ids("words") == [comments[1].pk]


def test_indexing_costs_the_same_for_one_and_three(post) -> None:
    comments = [_comment(post) for _ in range(3)]
    counts = []
    for some in (comments[:1], comments):
        with CaptureQueriesContext(connection) as queries:
            search.index(some)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_migration_goes_back_and_forth(post) -> None:
    migration = import_module("comments.migrations.0002_search")
    editor = SimpleNamespace(connection=connection)
    migration.unmake(None, editor)
    assert not [name for name in connection.introspection.table_names() if name.startswith("comments_search")]
    migration.make(None, editor)
    comment = _comment(post)
    search.index([comment])
    assert search.matching_ids("words") == [comment.pk]


def test_readers_find_what_is_visible_below_public_posts_newest_first() -> None:
    set_discussion(flood_seconds=0)
    seen = [make_comment(make_post(), "the pier") for _ in range(2)] + [make_comment(make_page(), "the pier")]
    for status in (CommentStatus.PENDING, CommentStatus.SPAM, CommentStatus.TRASH):
        make_comment(make_post(), "the pier", status=status)
    for change in (
        {"status": "draft"},
        {"status": "private"},
        {"password": "x"},
        {"published_at": days_ago(-1)},
    ):
        hidden = make_comment(make_post(), "the pier").post
        Post.objects.filter(pk=hidden.pk).update(**change)
    found = search.search("pier")
    assert [hit.comment for hit in found.hits] == seen[::-1]
    assert (found.total, found.is_capped) == (3, False)
    assert "<mark>pier</mark>" in found.hits[0].snippet_html


def test_what_is_hidden_takes_no_room_of_what_is_found(post, monkeypatch) -> None:
    set_discussion(flood_seconds=0)
    seen = make_comment(post, "the pier")
    for status in (CommentStatus.PENDING, CommentStatus.SPAM, CommentStatus.TRASH):
        make_comment(post, "the pier", status=status)
    monkeypatch.setattr("comments.search.CAP", 1)
    found = search.search("pier")
    assert ([hit.comment for hit in found.hits], found.is_capped) == ([seen], False)


def test_readers_find_what_was_approved_again(post) -> None:
    comment = make_comment(post, "the pier")
    for verb in (hold, approve, mark_spam, restore, remove, restore):
        comment = verb(comment=comment, by=None)
        assert (verb, search.search("pier").total) == (verb, int(comment.is_visible))
        assert search.matching_ids("pier") == [comment.pk]


def test_what_is_deleted_for_good_leaves_nothing_in_the_index(post) -> None:
    comment = make_comment(post, "the pier")
    delete_for_good(comment=comment, by=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM comments_search WHERE id = %s", [comment.pk])
        assert cursor.fetchone() == (0,)


def test_reindex_lets_readers_find_what_is_approved(post) -> None:
    shown = _comment(post, "the pier", status="approved", number=1, thread_number=1)
    counts = []
    for _ in range(2):
        _comment(post, "the pier", status="spam")
        with CaptureQueriesContext(connection) as queries:
            _reindex("comments")
        counts.append(len(queries))
    assert [hit.comment for hit in search.search("pier").hits] == [shown]
    assert counts[0] == counts[1]


def test_readers_find_by_date_and_by_relevance(post) -> None:
    old = _comment(post, "pier", created_at=days_ago(900), status="approved", number=1, thread_number=1)
    new = _comment(
        post, "pier and " * 9, created_at=days_ago(2), status="approved", number=2, thread_number=2
    )
    search.index([old, new])
    scope = Scope(labels=("§author1",), before=days_ago(100))
    assert [hit.comment for hit in search.search("pier", scope=scope).hits] == [old]
    assert search.search("", scope=scope).hits == ()
    assert {hit.comment for hit in search.search("pier", by_relevance=True).hits} == {old, new}


def test_readers_page_through_what_is_found(post, monkeypatch) -> None:
    comments = [make_comment(post, "pier") for _ in range(5)]
    page = search.search("pier", offset=2, limit=2)
    assert ([hit.comment for hit in page.hits], page.total) == ([comments[2], comments[1]], 5)
    monkeypatch.setattr("comments.search.CAP", 3)
    capped = search.search("pier")
    assert (len(capped.hits), capped.total, capped.is_capped) == (3, 3, True)


@pytest.mark.parametrize("typed", ODD)
def test_nothing_a_reader_types_raises(post, typed: str) -> None:
    make_comment(post, "pier")
    assert search.search(typed).total == 0


@pytest.mark.parametrize("number", [1, 3])
def test_search_of_readers_costs_four_queries(number: int) -> None:
    for _ in range(number):
        make_comment(make_post(), "pier")
    with CaptureQueriesContext(connection) as queries:
        assert len(search.search("pier").hits) == number
    assert len(queries) == 4


def _reindex(*args: str) -> str:
    out = io.StringIO()
    call_command("reindex", *args, stdout=out)
    return out.getvalue()


def test_reindex_fills_what_was_written_past_the_verbs(post, monkeypatch) -> None:
    monkeypatch.setattr(reindex, "BATCH", 2)
    posts = Post.objects.bulk_create(
        Post(
            title=f"Bulk {n}",
            slug=f"bulk-{n}",
            status="published",
            published_at=days_ago(n + 1),
            published_on=datetime.date(2007, 2, 2),
            html="<p>loaded</p>",
        )
        for n in range(3)
    )
    comments = [_comment(post, f"comment {n}") for n in range(5)]
    assert post_search.search("loaded").total == 0
    out = _reindex()
    assert post_search.search("loaded").ids == [row.pk for row in posts]
    assert set(search.matching_ids("comment")) == {comment.pk for comment in comments}
    assert f"comments: 4 of 5, up to id {comments[3].pk}" in out
    assert "posts: 4 indexed, 0 that are gone removed." in out


def test_reindex_goes_on_after_an_id_and_forgets_what_is_gone(post) -> None:
    gone, skipped, wanted = (_comment(post) for _ in range(3))
    search.index([gone])
    Comment.objects.filter(pk=gone.pk).delete()
    assert "comments: 1 indexed, 1 that are gone removed." in _reindex("comments", "--after", str(skipped.pk))
    assert search.matching_ids("words") == [wanted.pk]


def test_reindex_after_an_id_of_no_kind_is_refused() -> None:
    with pytest.raises(CommandError, match="posts or comments"):
        _reindex("--after", "5")
