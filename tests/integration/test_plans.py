"""At 60,000 posts and a million comments no request reads more than its own page of rows."""

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from blog import search
from blog.models import Author, Category, Post, Redirect, Tag
from comments import search as comment_search
from comments.models import Comment, CommentStatus
from comments.submission import Submission, submit
from tests.bench.corpus import Size, build
from tests.cast import author_of, make_cast
from tests.integration.plans import watched

pytestmark = pytest.mark.django_db

POSTS, COMMENTS = 60_000, 1_000_000


@pytest.fixture(scope="module")
def archive(django_db_setup, django_db_blocker):
    """The corpus in a transaction that is rolled back when this module is done."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            build(Size(POSTS, COMMENTS, tags_per_post=6, is_terse=True))
            for start in range(0, POSTS, 2_000):
                search.index(list(Post.entries.order_by("pk")[start : start + 2_000]))
            # Those of an evening; a search reads no more, however many there are.
            comment_search.index(Comment.objects.order_by("-created_at", "-pk")[:5_000])
            Redirect.objects.create(path="/archives/old/", target="/")
            yield make_cast()
            transaction.set_rollback(True)
        _number_from_one_again()
        connection.close()


@pytest.fixture(autouse=True)
def _no_check_of_a_million_keys(db):
    """A test's end checks every foreign key on SQLite, unless its transaction is going to be rolled back."""
    yield
    transaction.set_rollback(True)


def _number_from_one_again() -> None:
    """A rollback doesn't give the numbers of rows back; other tests of this worker begin with 1."""
    models = [*apps.get_app_config("blog").get_models(), *apps.get_app_config("comments").get_models()]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)


def busiest_post() -> Post:
    return Post.entries.order_by("-comment_count").first()


def below(address: str, pages: int) -> list[str]:
    return [address, f"{address}page/2/", f"{address}page/{pages}/"]


def public_addresses() -> list[str]:
    category = Category.objects.order_by("-post_count").first()
    tag, author = Tag.objects.order_by("-post_count").first(), Author.objects.order_by("-post_count").first()
    rare = Tag.objects.filter(post_count__gt=0).order_by("post_count").first()
    post, busy = Post.objects.get(pk=POSTS - 3), busiest_post()
    year, month, day = post.published_on.year, post.published_on.month, post.published_on.day
    last_comment = Comment.objects.filter(post=busy).order_by("-number").first()
    thread = Comment.objects.filter(root__isnull=False).order_by("-thread_position").first()
    return [
        *below("/", POSTS // 10),
        *below(category.get_absolute_url(), category.post_count // 10),
        *below(tag.get_absolute_url(), tag.post_count // 10),
        *below(author.get_absolute_url(), author.post_count // 10),
        rare.get_absolute_url(),
        *below(f"/{year - 1}/", 100),
        f"/{year}/{month:02}/",
        f"/{year}/{month:02}/{day:02}/",
        "/archive/",
        "/tags/",
        "/categories/",
        "/authors/",
        post.get_absolute_url(),
        busy.get_absolute_url(),
        f"{busy.get_absolute_url()}comments/2/",
        f"{busy.get_absolute_url()}comments/flat/",
        f"{busy.get_absolute_url()}comments/flat/{(busy.comment_count - 1) // 100 + 1}/",
        f"/c/{last_comment.pk}/",
        f"/c/{thread.pk}/",
        f"/c/{thread.pk}/reply/",
        "/feed/",
        "/feed/atom/",
        "/feed.json",
        f"{tag.get_absolute_url()}feed/",
        f"{busy.get_absolute_url()}feed/",
        "/comments/feed/",
        "/sitemap.xml",
        f"/sitemap-posts-{year}.xml",
        f"/sitemap-posts-{year}-{month:02}.xml",
        "/sitemap-pages.xml",
        "/sitemap-tags-1.xml",
        "/search/?q=council",
        "/search/?q=council+bridge",
        "/search/?q=the&sort=best",
        "/search/page/100/?q=the",
        f"/search/?q=the&tag={rare.slug}",
        "/search/?q=the&author=writer-1&category=section-2&year=2005",
        "/search/?q=before:2004",
        "/search/?q=concil+brigde+tresty+zzzzzzzz",
        "/search/comments/?q=council&sort=best",
        "/search/comments/?q=council+before:2005",
        "/2011/02/03/post-5900/",
        "/2011/02/03/council-bridge-the/",
        "/archives/old/",
        "/2011/02/03/nothing-here/",
        f"/?p={POSTS}",
    ]


def test_public_pages_read_a_page_of_rows(archive) -> None:
    client, wrong = Client(), []
    for address in public_addresses():
        with watched() as watch:
            response = client.get(address)
        assert response.status_code in (200, 301, 302, 404), address
        wrong += [f"{address}: {work}" for work in watch.too_much]
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize(
    "address",
    [
        "admin:blog_post_changelist",
        "admin:blog_page_changelist",
        "admin:blog_tag_changelist",
        "admin:blog_category_changelist",
        "admin:comments_comment_changelist",
        "admin:comments_moderationlog_changelist",
        "admin:index",
    ],
)
def test_desk_lists_read_a_page_of_rows(archive, address) -> None:
    client = Client()
    client.force_login(archive.ada)
    for query in ("", "?q=council", "?p=2"):
        with watched() as watch:
            response = client.get(reverse(address) + query)
        assert response.status_code in (200, 302)
        assert not watch.too_much, "\n\n".join(watch.too_much)


@pytest.mark.parametrize("status", CommentStatus.values)
def test_moderation_queue_reads_a_page_of_rows(archive, status) -> None:
    client = Client()
    client.force_login(archive.maud)
    with watched() as watch:
        response = client.get(reverse("admin:comments_comment_changelist") + f"?status={status}")
    assert response.status_code == 200
    assert not watch.too_much, "\n\n".join(watch.too_much)


@pytest.mark.parametrize("name", ["arthur", "edith"])
def test_first_page_of_the_desk_reads_few_rows(archive, name) -> None:
    client, author = Client(), Author.objects.order_by("-post_count").first()
    author_of(archive[name]).delete()
    author.user = archive[name]  # who has written more than anybody
    author.save()
    client.force_login(archive[name])
    with watched() as watch:
        response = client.get(reverse("admin:index"))
    assert response.status_code == 200
    assert not watch.too_much, "\n\n".join(watch.too_much)


def test_first_page_of_a_moderator_reads_few_rows(archive) -> None:
    client = Client()
    client.force_login(archive.maud)
    with watched() as watch:
        response = client.get(reverse("admin:index"))
    assert response.status_code == 200
    assert not watch.too_much, "\n\n".join(watch.too_much)


def test_desk_forms_read_few_rows(archive) -> None:
    client = Client()
    client.force_login(archive.ada)
    comment = Comment.objects.filter(status=CommentStatus.PENDING).first()
    for address in (
        reverse("admin:blog_post_change", args=[busiest_post().pk]),
        reverse("admin:blog_post_add"),
        reverse("admin:comments_comment_change", args=[comment.pk]),
    ):
        with watched() as watch:
            response = client.get(address)
        assert response.status_code == 200
        assert not watch.too_much, "\n\n".join(watch.too_much)


def test_posting_a_comment_reads_few_rows(archive) -> None:
    busy = busiest_post()
    parent = Comment.objects.filter(post=busy).order_by("-number").first()
    with watched() as watch:
        outcome = submit(
            Submission(
                post=busy,
                parent=parent,
                text="Quite.",
                name="Reader 1",
                email="reader1@example.org",
                ip="192.0.2.1",
            )
        )
    assert outcome.comment.number == busy.comment_count + 1
    assert not watch.too_much, "\n\n".join(watch.too_much)


def test_last_page_costs_no_more_than_twice_the_first(archive) -> None:
    client, costs = Client(), []
    for address in ("/page/2/", f"/page/{POSTS // 10}/"):
        with watched() as watch:
            assert client.get(address).status_code == 200
        costs.append(watch.amount)
    assert costs[1] <= 2 * costs[0]
