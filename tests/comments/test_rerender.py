"""rerender: HTML that an earlier version made is made anew, and whoever shows it learns of it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from blog.markup import MARKUP_VERSION
from blog.models import Author, Category, Post, Stamp, UpdateNote
from blog.search import search
from comments import search as comment_search
from comments.management.commands import rerender
from comments.models import Comment
from tests.comment_factories import make_comment
from tests.factories import make_author, make_category, make_page, make_post

pytestmark = pytest.mark.django_db

MODELS = (Post.entries, UpdateNote.objects, Author.objects, Category.objects, Comment.objects)
OLD = "<p>made long ago</p>"


@pytest.fixture
def post() -> Post:
    """A post with a text of every kind around it, and a page; all of an earlier version."""
    author, category = make_author(source="About *me*."), make_category(source="About *it*.")
    post = make_post(authors=[author], categories=[category], source="## One\n\nWords.")
    UpdateNote.objects.create(post=post, source="More *words*.")
    make_comment(post, "A *comment*.")
    make_page(source="A *page*.")
    for rows in MODELS:
        rows.update(html=OLD, markup_version=MARKUP_VERSION - 1)
    return post


def run(*args: str) -> str:
    out = StringIO()
    call_command("rerender", *args, stdout=out)
    return out.getvalue()


def test_every_kind_of_text_is_made_anew(post) -> None:
    out = run()
    for rows in MODELS:
        texts = list(rows.values_list("html", "markup_version"))
        assert texts
        assert not [html for html, version in texts if html == OLD or version != MARKUP_VERSION]
    counts = [line.rpartition("\r")[2].strip() for line in out.strip().split("\n")]
    assert counts == [
        "posts: 2 rendered again.",
        "updates: 1 rendered again.",
        "authors: 1 rendered again.",
        "categories: 1 rendered again.",
        "comments: 1 rendered again.",
    ]


def test_comments_are_found_by_what_they_say_now(post) -> None:
    Comment.objects.update(source="Now of ferries.")
    run("comments")
    assert comment_search.matching_ids("ferries") == [Comment.objects.get().pk]


def test_what_is_derived_from_a_post_follows(post) -> None:
    Post.entries.update(toc=[], word_count=0, excerpt_html="")
    run()
    post.refresh_from_db()
    assert (post.word_count, post.excerpt_html, len(post.toc)) == (2, "<p>Words.</p>", 1)
    assert search("words").ids == [post.pk]


def test_pages_that_show_it_are_stale(post) -> None:
    keys = [f"post:{post.pk}", f"thread:{post.pk}", "authors", "terms"]
    before = dict(Stamp.objects.filter(key__in=keys).values_list("key", "token"))
    run()
    after = dict(Stamp.objects.filter(key__in=keys).values_list("key", "token"))
    assert set(after) == set(keys)
    assert not [key for key in keys if after[key] == before.get(key)]


def test_text_of_this_version_is_left_alone_unless_all_are_asked_for(post) -> None:
    Post.entries.update(markup_version=MARKUP_VERSION)
    assert "posts: 0 rendered" in run("posts")
    assert Post.objects.get().html == OLD
    assert "posts: 2 rendered" in run("posts", "--all")
    assert Post.objects.get().html != OLD


def test_more_than_one_batch(post, monkeypatch) -> None:
    monkeypatch.setattr(rerender, "BATCH", 1)
    assert "posts: 2 rendered" in run("posts")


def test_begins_after_an_id(post) -> None:
    last = Post.entries.order_by("pk").last()
    assert last is not None
    assert "posts: 0 rendered" in run("posts", "--after", str(last.pk))


def test_id_without_a_kind_is_refused() -> None:
    with pytest.raises(CommandError, match="of which kind"):
        run("--after", "5")
