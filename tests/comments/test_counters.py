"""check_counters: what is wrong is found, and mended on request, except numbers."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from blog import pagecache
from blog.models import ArchivePeriod, Author, Category, ListMonth, Post, Stamp, Tag
from comments.models import Comment, CommentStatus
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_author, make_category, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Post:
    """A post in one list of each kind, with a visible reply, a waiting comment and a tombstone."""
    set_discussion(flood_seconds=0)
    post = make_post(categories=[make_category()], tags=["Iraq"], authors=[make_author()])
    root = make_comment(post)
    make_comment(parent=root)
    make_comment(post, status=CommentStatus.PENDING)
    make_comment(post, status=CommentStatus.TRASH)
    return Post.objects.get()


def _check(**options) -> str:
    out = StringIO()
    try:
        call_command("check_counters", stdout=out, **options)
    except CommandError as error:
        return f"{out.getvalue()}{error}"
    return out.getvalue()


def test_counters_kept_by_the_verbs_are_right(post) -> None:
    assert _check() == "All counters are right.\n"


def test_wrong_counters_are_reported_and_left_alone_without_repair(post) -> None:
    Post.objects.update(comment_count=7)
    assert f"comments of post {post.pk}: kept 7" in _check()
    assert Post.objects.get().comment_count == 7


@pytest.mark.parametrize("model", [Category, Tag, Author, ArchivePeriod, ListMonth])
def test_wrong_post_counts_are_repaired(post, model) -> None:
    right = list(model.objects.order_by("pk").values_list("pk", "post_count"))
    model.objects.update(post_count=7)
    assert "(wrong)" in _check()
    assert _check(repair=True).endswith("All counters are right.\n")
    assert list(model.objects.order_by("pk").values_list("pk", "post_count")) == right
    assert _check() == "All counters are right.\n"


def test_pages_of_a_repaired_period_are_made_anew(post) -> None:
    ArchivePeriod.objects.filter(pk=post.published_on.isoformat()).update(post_count=7)
    with pagecache.snapshot() as made:
        pagecache.depends_on(f"year:{post.published_on.year}")
    _check(repair=True)
    assert Stamp.objects.get(key=f"year:{post.published_on.year}").token not in made.stamps.values()


def test_archive_period_that_is_missing_is_made_again(post) -> None:
    day = post.published_on.isoformat()
    ArchivePeriod.objects.filter(pk=day).delete()
    _check(repair=True)
    assert ArchivePeriod.objects.get(pk=day).post_count == 1


def test_months_of_a_list_are_made_again(post) -> None:
    key, month = f"tag:{Tag.objects.get().pk}", f"{post.published_at:%Y-%m}"
    ListMonth.objects.filter(key=key).update(month="1999-12")
    report = _check()
    assert "(Iraq) in 1999-12: kept 1, counted 0 (wrong)" in report
    assert f"(Iraq) in {month}: kept 0, counted 1 (wrong)" in report
    _check(repair=True)
    assert ListMonth.objects.get(key=key).month == month


@pytest.mark.parametrize("wrong", [{"comment_count": 7}, {"last_comment_at": None}])
def test_wrong_comment_counters_are_repaired(post, wrong) -> None:
    Post.objects.update(**wrong)
    assert _check(repair=True).count("(repaired)") == 1
    mended = Post.objects.get()
    assert (mended.comment_count, mended.last_comment_at) == (2, post.last_comment_at)


def test_gaps_in_numbers_are_reported_and_never_closed(post) -> None:
    Comment.objects.filter(number=2).update(number=9, thread_position=5)
    report = _check(repair=True)
    assert f"highest number in post {post.pk}: kept 9, counted 3 (wrong)" in report
    assert "highest thread_position" in report
    assert "not to be repaired: 2" in report
    assert Comment.objects.filter(number=9).exists()
