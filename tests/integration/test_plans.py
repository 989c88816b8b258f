"""At 60,000 posts and a million comments no request reads more than its own page of rows."""

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from blog import search
from blog.models import Author, Category, CommentSwitch, Post, Redirect, Tag
from comments import search as comment_search
from comments.admin import pressing
from comments.closing import close_below, closed_above, set_comment_switch
from comments.dossier import dossier_of
from comments.models import Action, Comment, CommentStatus, ModerationLog, RuleSignal
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
        f"{busy.get_absolute_url()}comments/newest/",
        f"{busy.get_absolute_url()}comments/flat/newest/",
        f"{busy.get_absolute_url()}comments/flat/newest/1/",
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


@pytest.fixture
def busy_queue(archive) -> None:
    """Those who wait are people of whom, and of whose network, there is all to know that can be; one comment
    in a hundred was held for a rare reason, however many there are.
    """
    waiting = Comment.objects.filter(status=CommentStatus.PENDING).order_by("created_at")
    oldest, newest = waiting[:40], Comment.objects.order_by("-created_at")[:3_000]
    regular = {"author_email": "reader1@example.org", "name_key": "reader 1"}
    Comment.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).update(**regular)
    Comment.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)[:10])).update(author_email="")
    for some in (oldest, newest):
        keys = list(some.values_list("pk", flat=True))
        Comment.objects.filter(pk__in=keys).update(network="192.0.2.0/24", ip="192.0.2.7")
    kept = Comment.objects.filter(status__in=("pending", "spam", "trash")).order_by("created_at")
    RuleSignal.objects.bulk_create(
        RuleSignal(comment_id=pk, rule="first" if n % 100 else "links", action=Action.HOLD)
        for n, pk in enumerate(kept.values_list("pk", flat=True))
    )


QUEUES = [
    "",
    *(f"?status={status}" for status in (*CommentStatus.values, "all")),
    "?p=9",
    "?status=approved&p=20",
    *(f"?status={status}&reason=links" for status in (*CommentStatus.values, "all")),
    "?reason=first",
    "?reason=first&p=3",
    "?reason=honeypot&status=spam",
    "?q=council",
    "?q=council&status=approved",
    "?q=council&status=all&reason=links",
    "?status=all&post={busy}",
    "?status=spam&post={busy}",
    "?status=approved&post={busy}&reason=first",
]


def test_moderation_queue_reads_a_page_of_rows(archive, busy_queue) -> None:
    client, busy, wrong = Client(), busiest_post().pk, []
    client.force_login(archive.maud)
    for query in QUEUES:
        address = reverse("admin:comments_comment_changelist") + query.format(busy=busy)
        with watched() as watch:
            response = client.get(address)
        assert response.status_code == 200, address
        wrong += [f"{address}: {work}" for work in watch.too_much]
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("query", ["?status=approved", "?status=spam&reason=first"])
def test_deciding_about_all_that_match_reads_those_and_no_others(
    archive, busy_queue, monkeypatch, query
) -> None:
    monkeypatch.setattr(pressing, "MOST_AT_ONCE", 3)
    client = Client()
    client.force_login(archive.maud)
    pressed = {"bulk": "_remove", "matching": "1", "until": timezone.now().isoformat()}
    with watched() as watch:
        response = client.post(reverse("admin:comments_comment_changelist") + query, pressed)
    assert response.status_code == 302
    assert ModerationLog.objects.filter(by=archive.maud, verb="remove").count() == 3
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


@pytest.fixture
def crowd(archive) -> None:
    """People who have written more than is looked at, from one network, and a log as long as it gets."""
    keys = list(Comment.objects.order_by("-created_at").values_list("pk", flat=True)[:9_000])
    everywhere = {"network": "192.0.2.0/24", "ip": "192.0.2.7", "name_key": "many"}
    for start, known in (
        (0, {"author_email": "Many@example.org"}),
        (3_000, {"author_email": "", "name_key": "many"}),
        (6_000, {"user": archive.arthur}),
    ):
        Comment.objects.filter(pk__in=keys[start : start + 3_000]).update(**everywhere | known)
    rows = Comment.objects.order_by("-created_at").values_list("pk", "post_id", "created_at")[:60_000]
    ModerationLog.objects.bulk_create(
        ModerationLog(
            comment_id=pk,
            post_id=post_id,
            at=at,
            verb="approve" if n else "lift",
            by=(archive.maud, None)[n % 2],
        )
        for n, (pk, post_id, at) in enumerate(rows[::-1])
    )
    if connection.vendor == "postgresql":  # which does so by itself, though not within a transaction
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE comments_moderationlog")


def test_people_and_the_log_read_few_rows(archive, crowd) -> None:
    client, wrong = Client(), []
    client.force_login(archive.maud)
    person, log = reverse("admin:comments_person"), reverse("admin:comments_moderationlog_changelist")
    keys = ("email:many@example.org", "name:many", f"user:{archive.arthur.pk}", "email:reader1@example.org")
    narrowed = ("", "?p=9", "?verb=lift", f"?by_whom={archive.maud.pk}", "?by_whom=none&verb=lift")
    before = dossier_of(keys[0]).page(1)[0]
    for address in (
        *(f"{person}?key={key}" for key in keys),
        f"{person}?key={keys[0]}&before={before}",
        *(f"{log}{query}" for query in narrowed),
    ):
        with watched() as watch:
            response = client.get(address)
        assert response.status_code == 200, address
        wrong += [f"{address}: {work}" for work in watch.too_much]
    assert not wrong, "\n\n".join(wrong)


def test_closing_reads_few_rows(archive) -> None:
    deep = Comment.objects.filter(root__isnull=False).order_by("-thread_position", "-depth").first()
    with watched() as watch:
        assert not closed_above(deep.pk, deep.root_id)
        close_below(comment=Comment.objects.get(pk=deep.root_id), by=archive.maud)
        assert closed_above(deep.pk, deep.root_id)
        set_comment_switch(post=deep.post, switch=CommentSwitch.CLOSED, by=archive.maud)
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
