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
from comments import search
from comments.management.commands import reindex
from comments.models import Comment
from tests.factories import days_ago, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Post:
    return make_post("Harbour")


def _comment(post: Post, source: str = "Some words.", **fields) -> Comment:
    return Comment.objects.create(post=post, source=source, **({"author_name": "Rita"} | fields))


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


def test_newest_first_and_no_more_than_the_limit(post) -> None:
    comments = [_comment(post, created_at=days_ago(age)) for age in (3, 1, 2)]
    search.index(comments)
    assert search.matching_ids("words") == [comments[1].pk, comments[2].pk, comments[0].pk]
    assert search.matching_ids("words", limit=1) == [comments[1].pk]


def test_edited_comment_is_found_by_its_new_words(post) -> None:
    comment = _comment(post)
    search.index([comment])
    comment.source = "Other things."
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
