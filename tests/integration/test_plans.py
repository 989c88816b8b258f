"""At 60,000 posts and a million comments no request reads more than its own page of rows."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin import ModelAdmin
from django.contrib.admin.sites import site
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from blog import search
from blog.admin.lists import LongList
from blog.admin.merging import MergingAdmin
from blog.models import ArchivePeriod, Author, Category, CommentSwitch, Kind, Media, Post, Redirect, Tag
from blog.models.site import Level
from comments import decision_links
from comments import search as comment_search
from comments.admin import pressing
from comments.admin.people import SHOWN
from comments.closing import close_below, closed_above, set_comment_switch
from comments.decision_links import WISHES
from comments.dossier import dossier_of
from comments.models import Comment, CommentStatus, ModerationLog
from comments.submission import Submission, submit
from comments.views.receipts import receipt_address
from tests import pages
from tests.bench.corpus import Size, build
from tests.cast import Cast, author_of, make_cast
from tests.integration.plans import watched
from tests.integration.test_html import answers

pytestmark = pytest.mark.django_db

POSTS, COMMENTS = 60_000, 1_000_000


@pytest.fixture(scope="module")
def archive(django_db_setup, django_db_blocker):
    """The corpus in a transaction that is rolled back when this module is done."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            _fill()
            Redirect.objects.create(path="/archives/old/", target="/")
            cast = make_cast()
            _keep_papers(cast)
            yield cast
            transaction.set_rollback(True)
        _number_from_one_again()
        connection.close()


@pytest.fixture(autouse=True)
def _no_check_of_a_million_keys(db):
    """A test's end checks every foreign key on SQLite, unless its transaction is going to be rolled back."""
    yield
    transaction.set_rollback(True)


def _fill() -> None:
    build(Size(POSTS, COMMENTS, tags_per_post=6, is_terse=True))
    search.index(Post.entries.only("pk"))
    # Those of an evening; a search reads no more, however many there are.
    comment_search.index(Comment.objects.order_by("-created_at", "-pk")[:5_000])
    if connection.vendor == "postgresql":  # which does so itself, some seconds after so much was written
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE blog_search, blog_search_titles, comments_search")


def _keep_papers(cast: Cast) -> None:
    """A file, an old address, a revision and an entry of Django's log for every third post."""
    kind = ContentType.objects.get_for_model(Post).pk
    wordless = "media_type, renditions, size, caption, credit"
    papers = {
        f"blog_media (file, sha256, alt, created_at, {wordless})": (
            "slug || '.jpg', slug, title, created_at, 'image/jpeg', '[]', 1, '', ''"
        ),
        "blog_redirect (path, target, created_at)": "'/old/' || slug || '/', '/', created_at",
        "blog_revision (post_id, created_at, note, data)": "id, created_at, '', '{}'",
        "django_admin_log (object_id, action_time, user_id, content_type_id, object_repr, action_flag, "
        "change_message)": f"CAST(id AS text), created_at, {cast.ada.pk}, {kind}, title, 2, '[]'",
    }
    with connection.cursor() as cursor:
        for into, columns in papers.items():
            cursor.execute(f"INSERT INTO {into} SELECT {columns} FROM blog_post WHERE id % 3 = 0")
            cursor.execute(f"ANALYZE {into.partition(' ')[0]}")


def _number_from_one_again() -> None:
    """A rollback doesn't give the numbers of rows back; other tests of this worker begin with 1."""
    models = [*apps.get_app_config("blog").get_models(), *apps.get_app_config("comments").get_models()]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)


def busiest_post() -> Post:
    return Post.entries.order_by("-comment_count").first()


def below(address: str, pages: int) -> list[str]:
    return [address, *(f"{address}page/{page}/" for page in (2, pages // 4, pages // 2, pages))]


# Asked for and not there: what may be meant has the same words, or letters, or there is nothing like it.
WRONG = [
    "/2011/02/03/post-5900/",
    "/2011/02/03/council-bridge-the/",
    "/2011/02/03/nothing-here/",
    "/nowhere/",
    f"/?p={POSTS}",
]


def public_addresses() -> list[str]:
    category = Category.objects.order_by("-post_count").first()
    tag, author = Tag.objects.order_by("-post_count").first(), Author.objects.order_by("-post_count").first()
    rare = Tag.objects.filter(post_count__gt=0).order_by("post_count").first()
    post, busy = Post.objects.get(pk=POSTS - 3), busiest_post()
    year, month, day = post.published_on.year, post.published_on.month, post.published_on.day
    last_comment = Comment.objects.filter(post=busy).order_by("-number").first()
    thread = Comment.objects.filter(root__isnull=False).order_by("-thread_position").first()
    threads = Comment.objects.filter(thread_number__gt=500).order_by("pk").first().post.get_absolute_url()
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
        f"{threads}comments/2/",
        f"{threads}comments/newest/2/",
        f"{busy.get_absolute_url()}comments/flat/",
        f"{busy.get_absolute_url()}comments/flat/{(busy.comment_count - 1) // 100 + 1}/",
        f"{busy.get_absolute_url()}comments/newest/",
        f"{busy.get_absolute_url()}comments/flat/newest/",
        f"{busy.get_absolute_url()}comments/flat/newest/1/",
        f"/c/{last_comment.pk}/",
        f"/c/{thread.pk}/",
        f"/c/{thread.pk}/reply/",
        f"/c/{thread.pk}/quote/",
        f"{busy.get_absolute_url()}comments/thread/1/page/2/",
        "/feed/",
        "/feed/atom/",
        "/feed.json",
        f"{tag.get_absolute_url()}feed/",
        f"{category.get_absolute_url()}feed/",
        f"{author.get_absolute_url()}feed/",
        "/tags/from/tag-300/",
        "/authors/from/writer-3/",
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
        *(f"/search/?q={word}&year=2004{sort}" for word in ("you", "council") for sort in ("", "&sort=best")),
        f"/search/?q=the&tag={rare.slug}",
        "/search/?q=the&author=writer-1&category=section-2&year=2005",
        "/search/?q=before:2004",
        "/search/?q=counc*",
        "/search/?q=zzzzzzzz*",
        "/search/?q=concil+brigde+tresty+zzzzzzzz",
        "/search/comments/?q=council&sort=best",
        "/search/comments/?q=council+before:2005",
        "/search/comments/page/3/?q=council",
        "/archives/old/",
        *WRONG,
    ]


def test_public_pages_read_a_page_of_rows(archive) -> None:
    client, wrong = Client(), []
    for address in public_addresses():
        with watched() as watch:
            response = client.get(address)
        assert (response.status_code == 404) is (address in WRONG), (address, response.status_code)
        wrong += [f"{address}: {work}" for work in watch.too_much]
    assert not wrong, "\n\n".join(wrong)


def test_every_kind_of_page_reads_a_page_of_rows(archive, monkeypatch, settings, tmp_path) -> None:
    """Small ones beside the archive: locked, held, one's own, linked in mails, before the desk and at it."""
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    settings.ROOT_URLCONF = "tests.pages"
    monkeypatch.setattr(pages, "make_cast", lambda: archive)  # they are here already
    asked, wrong = answers(pages.build()), []
    for _ in pages.KINDS:
        with watched() as watch:
            kind, _html = next(asked)
        wrong += [f"{kind}: {work}" for work in watch.too_much]
    assert not wrong, "\n\n".join(wrong)


def test_what_few_may_see_of_a_busy_discussion_reads_a_page_of_rows(archive) -> None:
    """A comment that waits deep in a thread, one that its author may change, what is behind a password."""
    busy, (waits, own) = busiest_post(), Comment.objects.filter(status=CommentStatus.PENDING)[:2]
    deep = busy.comments.filter(root__isnull=False).order_by("-thread_position", "-depth").first()
    below = {"post": busy, "parent": deep, "root": deep.root_id, "depth": deep.depth + 1}
    Comment.objects.filter(pk__in=(waits.pk, own.pk)).update(**below)
    Comment.objects.filter(pk=own.pk).update(user=archive.maud, created_at=timezone.now())
    stranger, reader, moderator = Client(), Client(), Client()
    moderator.force_login(archive.maud)
    address, unlock = busy.get_absolute_url(), reverse("blog:unlock", args=[busy.pk])
    decide = [decision_links.address(comment=waits, wish=wish, user=archive.maud) for wish in WISHES]
    wrong = asked_one_by_one(
        *((stranger, place) for place in (receipt_address(waits), *decide)),
        *((moderator, place) for place in (address, *(f"/c/{own.pk}/{end}" for end in ("edit/", "delete/")))),
    )
    Post.entries.filter(pk=busy.pk).update(password=make_password("secret"))
    wrong += asked_one_by_one(
        (stranger, unlock, {"password": "guess"}),
        (reader, unlock, {"password": "secret"}),
        *((asker, address) for asker in (stranger, reader, moderator)),
        (reader, f"{address}comments/flat/newest/"),
        (reader, f"/c/{deep.pk}/"),
    )
    assert not wrong, "\n\n".join(wrong)


def test_discussion_below_a_page_reads_a_page_of_rows(archive) -> None:
    Post.entries.filter(pk=busiest_post().pk).update(kind=Kind.PAGE, path="busy/")
    places = ("", "comments/flat/2/", "comments/flat/newest/", "comments/thread/1/page/2/", "feed/")
    wrong = asked_one_by_one(*((Client(), f"/busy/{place}") for place in places))
    assert not wrong, "\n\n".join(wrong)


def asked_one_by_one(*questions: tuple[Any, ...]) -> list[str]:
    """What was too much of answering these: who asks, where, and what form is sent, if any."""
    wrong = []
    for asker, place, *sent in questions:
        with watched() as watch:
            response = asker.post(place, *sent) if sent else asker.get(place)
        assert response.status_code in (200, 302, 403), (place, response.status_code)
        wrong += [f"{place}: {work}" for work in watch.too_much]
    return wrong


def lists_of_the_desk() -> list[ModelAdmin]:
    return [model_admin for model_admin in site._registry.values() if isinstance(model_admin, LongList)]


def address_of(model_admin: ModelAdmin, page: str, *args: Any) -> str:
    return reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_{page}", args=args)


CHOICES = 4  # of each filter that are tried, "all" among them


def about(client: Client, model_admin: ModelAdmin) -> Iterator[str]:
    """A list, its other pages, what its filters and its search find; one row of it, and its history."""
    address = address_of(model_admin, "changelist")
    changes = client.get(address).context["cl"]
    yield address
    yield from (address + step.query_string for step in changes.steps)
    for spec in changes.filter_specs:
        for choice in islice(spec.choices(changes), CHOICES):
            narrowed = client.get(address + choice["query_string"]).context["cl"]
            yield address + choice["query_string"]
            yield from (address + step.query_string for step in narrowed.steps[-1:])
    if changes.search_fields:
        yield from (f"{address}?q={word}" for word in ("council", "nothing-like-that"))
    row = model_admin.model._default_manager.order_by("-pk").first()
    if row:
        yield address_of(model_admin, "change", row.pk)
        yield address_of(model_admin, "history", row.pk)
        if isinstance(model_admin, MergingAdmin):
            yield address_of(model_admin, "merge", row.pk)


def completions(model_admin: ModelAdmin) -> Iterator[str]:
    """What the fields of its form ask as one writes."""
    for form in (model_admin, *(inline(model_admin.model, site) for inline in model_admin.inlines)):
        for name in form.autocomplete_fields:
            field = f"app_label={form.opts.app_label}&model_name={form.opts.model_name}&field_name={name}"
            yield from (f"{reverse('admin:autocomplete')}?{field}&term={term}" for term in ("", "a", "zzz"))


@pytest.mark.parametrize("model_admin", lists_of_the_desk(), ids=lambda found: found.opts.model_name)
def test_whatever_the_desk_shows_of_a_model_reads_a_page_of_rows(archive, model_admin) -> None:
    client, wrong = Client(), []
    client.force_login(archive.ada)
    for address in [*about(client, model_admin), *completions(model_admin)]:
        with watched() as watch:
            response = client.get(address)
        assert response.status_code == 200, address
        wrong += [f"{address}: {work}" for work in watch.too_much]
    assert not wrong, "\n\n".join(wrong)


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
    one_in_a_hundred = (
        "CASE ROW_NUMBER() OVER (ORDER BY created_at) % 100 WHEN 1 THEN 'links' ELSE 'first' END"
    )
    # What was held and then approved has its reasons too; of a small table PostgreSQL reads all.
    with connection.cursor() as cursor:
        for rule, condition in (
            (one_in_a_hundred, "status <> 'approved'"),
            ("'words'", "status = 'approved' AND id % 4 = 0"),
        ):
            cursor.execute(
                "INSERT INTO comments_rulesignal "
                "(comment_id, rule, action, weight, reason, matched, created_at) "
                f"SELECT id, {rule}, 'hold', 0, '', '', created_at FROM comments_comment WHERE {condition}"
            )
        cursor.execute("ANALYZE comments_rulesignal")


QUEUES = [
    "",
    *(f"?status={status}" for status in (*CommentStatus.values, "all")),
    "?status=approved&p=before:",
    *(f"?status={status}&reason=links" for status in (*CommentStatus.values, "all")),
    "?reason=first",
    "?reason=first&p=before:",
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


WRITTEN = ["", "?status=draft", "?p=before:", "?when=2010", "?category=3", "?q=council"]


@pytest.mark.parametrize("wrote", ["most of all", "nothing", "without a name"])
def test_list_of_a_writer_reads_few_rows(archive, wrote) -> None:
    """Of all posts it shows only their own, of which there are none, or thousands."""
    author_of(archive.arthur).delete()
    if wrote != "without a name":
        author = Author.objects.order_by("-post_count" if wrote == "most of all" else "post_count").first()
        author.user = archive.arthur
        author.save()
    client, wrong = Client(), []
    client.force_login(archive.arthur)
    for query in WRITTEN:
        with watched() as watch:
            response = client.get(reverse("admin:blog_post_changelist") + query)
        assert response.status_code == 200
        assert bool(response.context["cl"].result_list) is (wrote == "most of all" and "draft" not in query)
        wrong += [f"{query}: {work}" for work in watch.too_much]
    assert not wrong, "\n\n".join(wrong)


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
    busy, comment = busiest_post(), Comment.objects.filter(status=CommentStatus.PENDING).first()
    category = Category.objects.order_by("-post_count").first()
    held = f"/admin/comments/comment/{comment.pk}"
    wrong = []
    for address in (
        f"/preview/{busy.pk}/",
        f"/admin/blog/post/{busy.pk}/change/",
        "/admin/blog/post/add/",
        f"/admin/blog/category/{category.pk}/change/",
        f"/admin/blog/media/{Media.objects.order_by('pk').first().pk}/delete/",
        f"/admin/blog/user/{archive.edith.pk}/change/",
        *(f"{held}/{page}/" for page in ("change", "reply", "ban", "edit")),
        f"/admin/comments/comment/discussion/{busy.pk}/",
        "/admin/comments/ban/add/",
        "/admin/comments/wordrule/add/",
        "/admin/comments/wordrule/paste/",
        "/admin/comments/wordrule/try/?pattern=council&kind=word",
        "/admin/blog/sitesettings/1/change/",
        "/admin/comments/discussionsettings/1/change/",
    ):
        with watched() as watch:
            response = client.get(address)
        assert response.status_code == 200, address
        wrong += [f"{address}: {work}" for work in watch.too_much]
    assert not wrong, "\n\n".join(wrong)


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
    newest = "SELECT id, post_id, created_at FROM comments_comment ORDER BY created_at DESC LIMIT 60000"
    verb = "CASE ROW_NUMBER() OVER (ORDER BY created_at) WHEN 1 THEN 'lift' ELSE 'approve' END"
    by = f"CASE id % 2 WHEN 0 THEN {archive.maud.pk} END"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO comments_moderationlog "
            "(comment_id, post_id, at, verb, by_id, subject, before, after, reason) "
            f"SELECT id, post_id, created_at, {verb}, {by}, '', '', '', '' "
            f"FROM ({newest}) found ORDER BY created_at"
        )
    if connection.vendor == "postgresql":  # which does so by itself, though not within a transaction
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE comments_moderationlog")


def test_people_and_the_log_read_few_rows(archive, crowd) -> None:
    client, wrong = Client(), []
    client.force_login(archive.maud)
    person, log = reverse("admin:comments_person"), reverse("admin:comments_moderationlog_changelist")
    keys = ("email:many@example.org", "name:many", f"user:{archive.arthur.pk}", "email:reader1@example.org")
    narrowed = ("", "?p=before:", "?verb=lift", f"?by_whom={archive.maud.pk}", "?by_whom=none&verb=lift")
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


def ends_for_readers() -> list[tuple[str, str]]:
    """The second page of each kind of list, which shows nothing but the list, and its last full one."""
    category = Category.objects.order_by("-post_count").first()
    tag, author = Tag.objects.order_by("-post_count").first(), Author.objects.order_by("-post_count").first()
    talked_about = Comment.objects.filter(thread_number__gt=500).order_by("pk").first().post
    roots = talked_about.comments.filter(thread_number__isnull=False).count()
    flat = f"{talked_about.get_absolute_url()}comments/flat/"
    threads = f"{talked_about.get_absolute_url()}comments/"
    first, *_, last = talked_about.comments.visible().order_by("number").values_list("pk", flat=True)
    year = ArchivePeriod.objects.filter(level=Level.YEAR).order_by("-post_count").first()
    lengths = {
        "/": POSTS,
        category.get_absolute_url(): category.post_count,
        tag.get_absolute_url(): tag.post_count,
        author.get_absolute_url(): author.post_count,
        f"/{year.period}/": year.post_count,
    }
    return [
        *((f"{address}page/2/", f"{address}page/{rows // 10}/") for address, rows in lengths.items()),
        (f"{flat}2/", f"{flat}{talked_about.comment_count // 100}/"),
        (f"{flat}newest/{talked_about.comment_count // 100}/", f"{flat}newest/2/"),
        (f"{threads}2/", f"{threads}{roots // 25}/"),
        (f"{threads}newest/{roots // 25}/", f"{threads}newest/2/"),
        (f"/c/{first}/", f"/c/{last}/"),
        (f"/c/{first}/reply/", f"/c/{last}/reply/"),
        ("/search/page/2/?q=the", "/search/page/100/?q=the"),
        ("/search/comments/page/2/?q=of", "/search/comments/page/8/?q=of"),
    ]


EACH_LIST = (
    "",
    "?status=approved",
    "?status=spam",
    "?status=published",
    "?category=3",
    "?author=3",
    "?when=2010",
)


def lists_at_the_desk() -> list[str]:
    """Of rows that are alike: strangers, of whom there is less to tell, are the newest of all."""
    addresses = [address_of(model_admin, "changelist") for model_admin in lists_of_the_desk()]
    return [address + query for address in addresses for query in EACH_LIST]


@pytest.fixture
def writer(archive) -> Client:
    """Somebody who has written more than anybody else."""
    author_of(archive.arthur).delete()
    Author.objects.filter(pk=Author.objects.order_by("-post_count").first().pk).update(user=archive.arthur)
    client = Client()
    client.force_login(archive.arthur)
    return client


NARROWED = {
    "comments_comment": (
        *(f"?status={status}" for status in (*CommentStatus.values, "all")),
        *(f"?status={status}&reason=first" for status in (*CommentStatus.values, "all")),
        "?status=approved&reason=words",
        "?status=all&post={busy}",
    ),
    "comments_moderationlog": ("", "?verb=approve", "?by_whom=none", "?by_whom={maud}&verb=approve"),
}
WRITTEN_AND = ("", "?when=2010", "?category=3", "?status=published")


def test_last_page_of_what_is_narrowed_costs_at_most_twice_the_first(
    archive, busy_queue, crowd, writer
) -> None:
    client, named = Client(), {"busy": busiest_post().pk, "maud": archive.maud.pk}
    client.force_login(archive.maud)
    lists = [
        (client, reverse(f"admin:{name}_changelist") + query.format_map(named))
        for name, queries in NARROWED.items()
        for query in queries
    ]
    lists += [(writer, reverse("admin:blog_post_changelist") + query) for query in WRITTEN_AND]
    costs = [found for asker, address in lists for found in costs_at_the_desk(asker, address)]
    assert len(costs) > len(lists) // 2  # the others fit on one page
    person = f"{reverse('admin:comments_person')}?key=email:many@example.org"
    oldest = dossier_of("email:many@example.org").rows[-SHOWN - 1].pk
    costs.append(costs_of(client, person, f"{person}&before={oldest}"))
    assert not dear(costs)


Costs = tuple[str, str, int, int]  # of a first page and the last, with their addresses


def costs_of(client: Client, first: str, last: str) -> Costs:
    return first, last, ask(client, first)[0], ask(client, last)[0]


def costs_at_the_desk(client: Client, first: str) -> Iterator[Costs]:
    """Nothing of a list that has one page, or can't be narrowed so."""
    cost, response = ask(client, first)
    steps = response.context["cl"].steps if response.status_code == 200 else []
    for step in steps[-1:]:
        last = first.partition("?")[0] + step.query_string
        yield first, last, cost, ask(client, last)[0]


def ask(client: Client, address: str) -> tuple[int, Any]:
    with watched() as watch:
        response = client.get(address)
    assert response.status_code in (200, 302), address  # a comment's own leads to its page
    return watch.amount, response


def dear(costs: Iterable[Costs]) -> list[Costs]:
    return [each for each in costs if each[3] > 2 * each[2]]


def test_last_page_costs_at_most_twice_the_first(archive) -> None:
    client = Client()
    client.force_login(archive.ada)
    costs = [costs_of(Client(), *ends) for ends in ends_for_readers()]
    costs += [found for address in lists_at_the_desk() for found in costs_at_the_desk(client, address)]
    assert len(costs) > 20
    assert not dear(costs)
