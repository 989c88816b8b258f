"""Storing authors, terms, posts and pages of an export."""

import datetime

import pytest
from django.db import transaction

from blog import publishing, taxonomy
from blog.models import (
    ArchivePeriod,
    Author,
    Category,
    CommentSwitch,
    Page,
    Post,
    Redirect,
    Revision,
    Status,
    Tag,
)
from blog.wordpress import Importer, Report
from tests.factories import make_author, make_category, make_post, make_user, set_site

from . import wxr

pytestmark = pytest.mark.django_db


def run(tmp_path, *parts, dry_run=False, **options) -> Report:
    importer = Importer(wxr.write(tmp_path, *parts, **options), dry_run=dry_run)
    importer.check()
    for items in importer.batches():
        with transaction.atomic():
            importer.store(items)
    assert importer.report.unaccounted == 0
    return importer.report


def notes_of(report: Report) -> dict[str, int]:
    return {reason: remarks.count for reason, remarks in report.notes.items()}


def test_post_is_stored_with_everything_that_hangs_on_it(tmp_path) -> None:
    run(
        tmp_path,
        wxr.author("ada", author_display_name="Ada Lovelace"),
        wxr.category("politics"),
        wxr.item(
            "A day &amp; a night",
            wxr.term_ref("category", "politics", "Politics"),
            wxr.term_ref("post_tag", "iraq", "Iraq"),
            post_id=7,
            post_name="a-day",
            **{
                "content:encoded": "<!-- wp:paragraph --><p>One.</p><!-- /wp:paragraph --><!--more-->Two.",
                "excerpt:encoded": "In short",
            },
        ),
    )
    post = Post.objects.get()
    assert (post.title, post.slug, post.status, post.format) == (
        "A day & a night",
        "a-day",
        "published",
        "html",
    )
    assert post.source.startswith("<!-- wp:paragraph --><p>One.</p>")
    assert "<p>One.</p>" in post.html and "wp:paragraph" not in post.html
    assert post.excerpt_html == "<p>In short</p>"
    assert post.import_ref == "wordpress:7"
    assert [author.name for author in post.authors.all()] == ["Ada Lovelace"]
    assert [category.path for category in post.categories.all()] == ["politics/"]
    assert [tag.name for tag in post.tags.all()] == ["Iraq"]
    assert (
        Author.objects.get().post_count
        == Category.objects.get().post_count
        == Tag.objects.get().post_count
        == 1
    )
    assert ArchivePeriod.objects.get(pk="2007-02").post_count == 1


def test_day_of_the_address_is_the_blogs_own(tmp_path) -> None:
    """Here it is Friday evening, in UTC it is Saturday; readers know the address with Friday."""
    set_site(time_zone="Asia/Tokyo")
    run(
        tmp_path,
        wxr.item(post_date="2007-02-02 23:30:00", post_date_gmt="2007-02-03 04:30:00", post_name="late"),
    )
    post = Post.objects.get()
    assert post.get_absolute_url() == "/2007/02/02/late/"
    assert post.published_at == datetime.datetime(2007, 2, 3, 4, 30, tzinfo=datetime.UTC)


def test_local_time_counts_where_utc_is_missing(tmp_path) -> None:
    set_site(time_zone="America/New_York")
    run(tmp_path, wxr.item(post_date="2007-02-02 23:30:00", post_date_gmt=None))
    post = Post.objects.get()
    assert post.published_at == datetime.datetime(2007, 2, 3, 4, 30, tzinfo=datetime.UTC)
    assert post.published_on == datetime.date(2007, 2, 2)


@pytest.mark.parametrize(
    ("status", "stored"),
    [
        ("publish", Status.PUBLISHED),
        ("future", Status.PUBLISHED),
        ("draft", Status.DRAFT),
        ("pending", Status.REVIEW),
        ("private", Status.PRIVATE),
        ("trash", Status.TRASH),
        ("odd", Status.DRAFT),
    ],
)
def test_statuses(tmp_path, status, stored) -> None:
    report = run(tmp_path, wxr.item(status=status, post_name="word__trashed"))
    post = Post.objects.get()
    assert (post.status, post.slug) == (stored, "word")
    assert ("its status is unknown here; it was stored as a draft" in notes_of(report)) == (status == "odd")


def test_future_stays_scheduled(tmp_path) -> None:
    run(
        tmp_path,
        wxr.item(status="future", post_date="2099-01-01 12:00:00", post_date_gmt="2099-01-01 12:00:00"),
    )
    post = Post.objects.get()
    assert post.is_scheduled
    assert not Post.objects.public().exists()


def test_future_that_has_passed_is_public_and_noted(tmp_path) -> None:
    report = run(tmp_path, wxr.item(status="future"))
    assert Post.objects.public().count() == 1
    assert notes_of(report) == {"it was scheduled for a time that has passed, so it is public now": 1}


def test_draft_that_never_was_public_has_no_date(tmp_path) -> None:
    run(tmp_path, wxr.item(status="draft", post_name="", post_date_gmt="0000-00-00 00:00:00"))
    post = Post.objects.get()
    assert (post.published_at, post.published_on, post.slug) == (None, None, "a-post")


def test_published_without_any_date_becomes_a_draft_and_is_noted(tmp_path) -> None:
    report = run(tmp_path, wxr.item(post_date=None, post_date_gmt=None))
    assert Post.objects.get().status == Status.DRAFT
    assert notes_of(report) == {"it says no date; it was stored as a draft": 1}


def test_feed_date_serves_where_there_is_no_other(tmp_path) -> None:
    run(tmp_path, wxr.item(post_date=None, post_date_gmt=None, pubDate="Sat, 03 Feb 2007 04:30:00 +0000"))
    assert Post.objects.public().get().published_on == datetime.date(2007, 2, 3)


def test_password_is_hashed_and_asked(tmp_path) -> None:
    run(tmp_path, wxr.item(post_password="open sesame"))
    post = Post.objects.get()
    assert post.check_password("open sesame")
    assert "sesame" not in post.password
    assert not Post.objects.public().exists()


def test_sticky_is_pinned_for_ever(tmp_path) -> None:
    run(tmp_path, wxr.item(is_sticky=1), wxr.item())
    assert Post.objects.pinned().count() == 1
    assert Post.objects.get(sticky_until__isnull=False).sticky_until.year == 9999


@pytest.mark.parametrize(("said", "stored"), [("open", "default"), ("closed", "closed"), (None, "default")])
def test_comment_switch(tmp_path, said, stored) -> None:
    run(tmp_path, wxr.item(comment_status=said))
    assert Post.objects.get().comment_switch == CommentSwitch(stored)


@pytest.mark.parametrize(
    ("title", "stored"),
    [
        ("", ""),
        ("Title <em>With</em> <b>Mark<sup>up</sup></b>", "Title With Markup"),
        ("Q &amp; A", "Q & A"),
        ("~`!@#$%^&*()-_=+{}[]/\\;:'\"?,.>", "~`!@#$%^&*()-_=+{}[]/\\;:'\"?,.>"),
        ("word " * 200, ("word " * 200)[:499].rstrip() + "…"),
    ],
)
def test_odd_titles(tmp_path, title, stored) -> None:
    run(tmp_path, wxr.item(title))
    post = Post.objects.get()
    assert post.title == stored
    assert len(post.title) <= 500
    assert post.slug


def test_first_text_is_kept_as_a_revision(tmp_path) -> None:
    run(tmp_path, wxr.item("Old", **{"content:encoded": "Old text."}))
    post = Post.objects.get()
    post.source = "New text."
    publishing.save_post(post=post, by=None)
    assert Revision.objects.last().data["source"] == "Old text."


def test_old_addresses_lead_on(tmp_path) -> None:
    run(
        tmp_path,
        wxr.item(
            "A",
            wxr.meta("_wp_old_slug", "first-try"),
            link="https://ledger.example/archives/2007/a-day/",
            post_name="a-day",
        ),
        wxr.item("B", link="https://ledger.example/2007/02/02/same/", post_name="same"),
        wxr.item("C", link="https://ledger.example/?p=77", post_name="plain"),
        wxr.item("日本", link="https://ledger.example/%e6%97%a5/", post_name="%e6%97%a5%e6%9c%ac"),
    )
    assert dict(Redirect.objects.values_list("path", "target")) == {
        "/archives/2007/a-day/": "/2007/02/02/a-day/",
        "/archives/2007/first-try/": "/2007/02/02/a-day/",
        "/%E6%97%A5/": "/2007/02/02/%E6%97%A5%E6%9C%AC/",
    }


def test_addresses_of_what_is_not_public_are_not_given_away(tmp_path) -> None:
    link = "https://ledger.example/secret/"
    later = {"post_date": "2099-01-01 12:00:00", "post_date_gmt": "2099-01-01 12:00:00"}
    run(
        tmp_path,
        wxr.item(link=link, status="private"),
        wxr.item(link=link, status="draft"),
        wxr.item(link=link, status="future", **later),
    )
    assert Redirect.objects.count() == 0


def test_two_posts_of_one_day_and_slug_both_stay(tmp_path) -> None:
    report = run(tmp_path, wxr.item("A", post_name="same"), wxr.item("B", post_name="same"))
    assert sorted(Post.objects.values_list("slug", flat=True)) == ["same", "same-2"]
    assert notes_of(report) == {"its slug was taken, or is spelled otherwise here": 1}


def test_pages_stand_below_their_parents_in_whatever_order_they_come(tmp_path) -> None:
    run(
        tmp_path,
        wxr.item("Deep", post_type="page", post_id=3, post_parent=2, post_name="deep", menu_order=4),
        wxr.item("Middle", post_type="page", post_id=2, post_parent=1, post_name="middle"),
        wxr.item("Top", post_type="page", post_id=1, post_name="top"),
    )
    assert list(Page.objects.order_by("path").values_list("path", "menu_order")) == [
        ("top/", 0),
        ("top/middle/", 0),
        ("top/middle/deep/", 4),
    ]


def test_page_whose_parent_is_missing_stands_at_the_top(tmp_path) -> None:
    report = run(tmp_path, wxr.item(post_type="page", post_parent=99, post_name="lone"))
    assert Page.objects.get().path == "lone/"
    assert notes_of(report) == {"its parent page is missing; it stands at the top": 1}


def test_pages_too_deep_for_an_address_stand_at_the_top(tmp_path) -> None:
    pages = [
        wxr.item(post_type="page", post_id=n, post_parent=n - 1, post_name=f"level-{n}") for n in range(1, 24)
    ]
    run(tmp_path, *pages)
    paths = list(Page.objects.order_by("pk").values_list("path", flat=True))
    assert max(path.count("/") for path in paths) <= 21
    assert paths[-1].endswith("level-23/")


def test_page_does_not_take_an_address_of_the_blog(tmp_path) -> None:
    report = run(tmp_path, wxr.item(post_type="page", post_name="tags"))
    assert Page.objects.get().path == "tags-2/"
    assert list(notes_of(report)) == ["its slug was taken, or is spelled otherwise here"]


def test_what_cannot_be_used_is_counted_with_its_reason(tmp_path) -> None:
    report = run(
        tmp_path,
        wxr.item(post_type="attachment", status="inherit"),
        wxr.item(post_type="nav_menu_item"),
        wxr.item("Shoes", post_type="product"),
        wxr.item(status="auto-draft"),
        wxr.item("No number", post_id=None),
        wxr.item("Fine"),
    )
    assert Post.entries.count() == 1
    assert {str(kind): reason for kind, reason in report.skipped} == {
        "attachment": "its file is not fetched; its address in posts is left as it was",
        "nav_menu_item": "menus are not imported; a page's “show in the site menu” makes ours",
        "product": "this blog has nothing of the kind",
        "post, auto-draft": "an empty draft that WordPress made by itself",
        "post, publish": "it has no number (wp:post_id)",
    }


def test_second_run_adds_nothing_and_changes_nothing(tmp_path) -> None:
    parts = [
        wxr.author("ada"),
        wxr.category("child", parent="top"),
        wxr.category("top"),
        wxr.tag("iraq", "Iraq"),
        wxr.item("A", wxr.term_ref("category", "child"), wxr.term_ref("post_tag", "iraq", "Iraq"), post_id=1),
        wxr.item("Page", post_id=2, post_type="page"),
    ]
    run(tmp_path, *parts)
    post = Post.objects.get()
    post.title, post.slug = "Edited here", "moved-here"
    publishing.save_post(post=post, by=None, tags=["Peace"])
    top = Category.objects.get(slug="top")
    top.name, top.slug = "Renamed", "renamed"
    taxonomy.save_category(category=top)
    before = _everything()
    report = run(tmp_path, *parts)
    assert _everything() == before
    assert not +report.stored
    assert report.already.total() == 6


def _everything() -> list[list[object]]:
    return [
        list(model._default_manager.order_by("pk").values_list())
        for model in (Author, Category, Tag, Redirect, Revision, ArchivePeriod)
    ] + [list(Post.entries.order_by("pk").values_list())]


def test_newer_export_adds_what_is_new(tmp_path) -> None:
    old = wxr.item("A", post_id=1)
    run(tmp_path, old)
    report = run(tmp_path, old, wxr.item("B", wxr.term_ref("category", "news", "News"), post_id=2))
    assert sorted(Post.objects.values_list("title", flat=True)) == ["A", "B"]
    assert (report.stored.total(), report.already.total()) == (2, 2)


def test_item_that_stands_twice_in_the_file_is_stored_once(tmp_path) -> None:
    run(tmp_path, wxr.item("A", post_id=1), wxr.item("A", post_id=1))
    assert Post.objects.count() == 1


def test_dry_run_reports_the_same_and_writes_nothing(tmp_path) -> None:
    parts = [
        wxr.category("a", parent="none"),
        wxr.item("A", wxr.term_ref("post_tag", "iraq", "Iraq"), wxr.term_ref("category", "b"), post_id=1),
        wxr.item("Page", post_type="page", post_id=2),
    ]
    planned = run(tmp_path, *parts, dry_run=True)
    assert [len(rows) for rows in _everything()] == [0] * 7
    done = run(tmp_path, *parts)
    assert (planned.found, planned.stored, planned.skipped) == (done.found, done.stored, done.skipped)


def test_post_after_an_import_begins_where_the_database_says(tmp_path) -> None:
    run(tmp_path, wxr.item(post_id=1))
    assert make_post("Ours").pk != Post.objects.get(import_ref="wordpress:1").pk


def test_repaired_characters_are_noted(tmp_path) -> None:
    report = run(tmp_path, wxr.item("A \x0b\x07 title"))
    assert Post.objects.get().title == "A title"
    assert report.notes["control characters that XML forbids were left out"].places == ["2 ×"]


# --- Categories, tags, authors


def test_categories_find_their_parents_in_whatever_order_they_come(tmp_path) -> None:
    run(tmp_path, wxr.category("c", parent="b"), wxr.category("b", parent="a"), wxr.category("a"))
    assert list(Category.objects.values_list("path", flat=True)) == ["a/", "a/b/", "a/b/c/"]


def test_category_without_its_parent_or_in_a_circle_is_a_root(tmp_path) -> None:
    report = run(
        tmp_path,
        wxr.category("lone", parent="none"),
        wxr.category("x", parent="y"),
        wxr.category("y", parent="x"),
        wxr.category("self", parent="self"),
    )
    assert set(Category.objects.values_list("path", flat=True)) == {"lone/", "y/", "y/x/", "self/"}
    assert notes_of(report) == {"its parent is missing, or stands below it; it stands at the top": 3}


def test_category_that_only_a_post_names_is_made(tmp_path) -> None:
    run(tmp_path, wxr.item("A", wxr.term_ref("category", "news", "Q &amp; A")))
    assert Category.objects.get().name == "Q & A"


def test_category_that_is_here_already_is_used(tmp_path) -> None:
    mine = make_category("Politics")
    report = run(tmp_path, wxr.category("politics"), wxr.item("A", wxr.term_ref("category", "politics")))
    assert Post.objects.get().categories.get() == mine
    assert not [kind for kind in report.stored if kind.name == "category"]


def test_tags_that_differ_in_capitals_only_are_one_and_both_addresses_answer(tmp_path) -> None:
    report = run(
        tmp_path,
        wxr.tag("cafe", "Café"),
        wxr.tag("cafe-2", "CAFÉ"),
        wxr.tag("c-sharp", "C#"),
        wxr.tag("c", "C"),
        wxr.tag("unused"),
        wxr.item("A", wxr.term_ref("post_tag", "cafe", "Café"), wxr.term_ref("post_tag", "c-sharp", "C#")),
        wxr.item("B", wxr.term_ref("post_tag", "cafe-2", "CAFÉ"), wxr.term_ref("post_tag", "c", "C")),
    )
    assert dict(Tag.objects.values_list("name", "slug")) == {"Café": "cafe", "C#": "c-sharp", "C": "c"}
    assert Tag.objects.get(slug="cafe").post_count == 2
    assert Redirect.objects.get(path="/tag/cafe-2/").target == "/tag/cafe/"
    assert {reason: remarks.count for (_kind, reason), remarks in report.skipped.items()} == {
        "it is one with another tag here": 1,
        "nothing has it": 1,
    }


def test_tag_keeps_the_slug_that_readers_know(tmp_path) -> None:
    run(
        tmp_path,
        wxr.tag("gulf-war", "Iraq"),
        wxr.item("A", wxr.term_ref("post_tag", "gulf-war", "Iraq")),
    )
    assert Tag.objects.get().get_absolute_url() == "/tag/gulf-war/"


def test_tag_whose_slug_is_taken_gets_another_and_the_old_address_leads_on(tmp_path) -> None:
    make_post(tags=["War"])
    run(tmp_path, wxr.tag("war", "Iraq"), wxr.item("A", wxr.term_ref("post_tag", "war", "Iraq")))
    assert Tag.objects.get(name="Iraq").slug == "war-2"


def test_author_has_name_and_address_but_no_login_and_no_email(tmp_path) -> None:
    run(
        tmp_path,
        wxr.author("jane.doe", author_email="jane@example.com", author_display_name="Jane Doe"),
        wxr.author("max@example.com", author_email="max@example.com", author_display_name="max@example.com"),
        wxr.item("A", **{"dc:creator": "jane.doe"}),
        wxr.item("B", **{"dc:creator": "max@example.com"}),
    )
    assert list(Author.objects.values_list("name", "slug", "user")) == [
        ("Jane Doe", "jane-doe", None),
        ("max", "max", None),
    ]
    assert [post.authors.get().name for post in Post.objects.order_by("pk")] == ["Jane Doe", "max"]


def test_author_with_the_email_of_an_account_is_that_person(tmp_path) -> None:
    mine = make_author("Ada", user=make_user("ada", email="ada@example.com"))
    account = make_user("grace", email="grace@example.com")
    run(
        tmp_path,
        wxr.author("countess", author_email="Ada@example.com"),
        wxr.author("hopper", author_email="grace@example.com"),
        wxr.item("A", **{"dc:creator": "countess"}),
    )
    assert Post.objects.get().authors.get() == mine
    assert Author.objects.get(name="hopper").user == account


def test_author_whom_only_an_item_names_is_made(tmp_path) -> None:
    run(
        tmp_path,
        wxr.author("ada"),
        wxr.item("A", **{"dc:creator": "Old Name"}),
        wxr.item("B", **{"dc:creator": ">ada"}),
        wxr.item("C", **{"dc:creator": ""}),
    )
    assert list(Author.objects.values_list("name", "post_count")) == [("Old Name", 1), ("ada", 1)]


def test_author_of_the_same_name_as_a_login_is_found_in_old_exports(tmp_path) -> None:
    run(tmp_path, wxr.author("ada", author_display_name="Ada L"), wxr.item("A", **{"dc:creator": "Ada L"}))
    assert Author.objects.get().post_count == 1
