"""Comments of a WordPress export: nothing lost, in their threads, with their numbers."""

import datetime

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from blog.models import Post
from blog.pagecache.stamps import read_stamps
from blog.wordpress import Report
from comments import counters, moderation, search
from comments.models import Comment, CommentStatus
from comments.submission import State, Submission, submit
from comments.wordpress import import_file, placing, storing
from comments.wordpress.rows import Row
from tests.blog.wordpress import wxr
from tests.factories import make_author, make_user, set_site


def run(tmp_path, *comments, post=None, **options) -> Report:
    report = import_file(
        wxr.write(tmp_path, wxr.item("A", *comments, **{"post_id": 1, **(post or {})})), **options
    )
    assert report.unaccounted == 0
    return report


def notes_of(report: Report) -> dict[str, int]:
    return {reason: remarks.count for reason, remarks in report.notes.items()}


def by_ref() -> dict[int, Comment]:
    rows = Comment.objects.select_related("parent", "root")
    return {int((row.import_ref or "").removeprefix("wordpress:")): row for row in rows}


def at(minute: int) -> dict[str, str]:
    return {"comment_date_gmt": f"2007-02-03 15:{minute:02}:00"}


@pytest.mark.django_db
def test_comment_is_stored_as_it_was_written(tmp_path) -> None:
    set_site(time_zone="Asia/Tokyo")
    run(
        tmp_path,
        wxr.comment(
            5,
            "I <b>disagree</b>.\n\nYours",
            comment_author="legion &amp; friends",
            comment_author_email="Legion@example.com",
            comment_author_url="www.legion.example",
        ),
    )
    comment = Comment.objects.get()
    assert (comment.author_name, comment.name_key) == ("legion & friends", "legion & friends")
    assert (comment.author_email, comment.author_url) == ("Legion@example.com", "http://www.legion.example")
    assert comment.ip == "192.0.2.7"
    assert comment.created_at == datetime.datetime(2007, 2, 3, 15, 0, tzinfo=datetime.UTC)
    assert (comment.source, comment.format) == ("I <b>disagree</b>.\n\nYours", "html")
    assert comment.html.count("<p>") == 2
    assert (comment.number, comment.thread_number, comment.thread_position) == (1, 1, None)
    assert comment.text_hash and comment.markup_version


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "status", "number"),
    [
        ("1", CommentStatus.APPROVED, 1),
        ("0", CommentStatus.PENDING, None),
        ("spam", CommentStatus.SPAM, None),
        ("trash", CommentStatus.TRASH, None),
        ("post-trashed", CommentStatus.TRASH, None),
        ("odd", CommentStatus.PENDING, None),
    ],
)
def test_statuses(tmp_path, said, status, number) -> None:
    run(tmp_path, wxr.comment(5, comment_approved=said))
    comment = Comment.objects.get()
    assert (comment.status, comment.number) == (status, number)
    assert Post.objects.get().comment_count == (said == "1")


@pytest.mark.django_db
def test_counters_of_the_post_are_right(tmp_path) -> None:
    run(
        tmp_path,
        wxr.comment(5, **at(1)),
        wxr.comment(6, **at(9)),
        wxr.comment(7, comment_approved="0", **at(20)),
    )
    post = Post.objects.get()
    assert (post.comment_count, post.last_comment_at.minute) == (2, 9)
    assert list(counters.check()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "stored", "note"),
    [
        ("comment_author_url", "http://", "", ""),
        ("comment_author_url", "javascript:alert(1)", "", "its author's website is no web address"),
        ("comment_author_url", "http://exa mple", "", "its author's website is no web address"),
        ("comment_author_url", "http://e.example/" + "x" * 400, "", "its author's website is no web address"),
        ("comment_author_email", "nobody", "", "its author's e-mail address is none"),
        ("comment_author_IP", "1.2.3", None, ""),
        ("comment_author_IP", "::ffff:192.0.2.9", "192.0.2.9", ""),
        ("comment_author", "n" * 400, "n" * 245, ""),
        ("comment_author", "", "", ""),
    ],
)
def test_what_is_no_address_is_left_out_and_the_comment_stays(tmp_path, field, value, stored, note) -> None:
    report = run(tmp_path, wxr.comment(5, **{field: value}))
    ours = {"comment_author_IP": "ip", "comment_author": "author_name"}.get(
        field, field.removeprefix("comment_")
    )
    assert getattr(Comment.objects.get(), ours) == stored
    assert [reason.startswith(note) for reason in report.notes] == [True] * bool(note)


@pytest.mark.django_db
def test_threads_keep_their_shape_whatever_the_order_of_the_file(tmp_path) -> None:
    run(
        tmp_path,
        wxr.comment(13, comment_parent=12, **at(5)),
        wxr.comment(12, comment_parent=11, **at(3)),
        wxr.comment(11, **at(1)),
        wxr.comment(20, **at(2)),
        wxr.comment(14, comment_parent=11, **at(4)),
    )
    rows = by_ref()
    shape = {
        key: (row.number, row.thread_number, row.thread_position, row.depth, row.parent and row.parent.number)
        for key, row in rows.items()
    }
    assert shape == {
        11: (1, 1, None, 0, None),
        20: (2, 2, None, 0, None),
        12: (3, None, 1, 1, 1),
        14: (4, None, 2, 1, 1),
        13: (5, None, 3, 2, 3),
    }
    assert {rows[key].root for key in (12, 13, 14)} == {rows[11]}


@pytest.mark.django_db
def test_comment_whose_parent_is_missing_or_on_another_post_becomes_a_root(tmp_path) -> None:
    path = wxr.write(
        tmp_path,
        wxr.item("A", wxr.comment(5), wxr.comment(6, comment_parent=999), post_id=1),
        wxr.item("B", wxr.comment(7, comment_parent=5), post_id=2),
    )
    report = import_file(path)
    assert not Comment.objects.exclude(parent=None).exists()
    assert Comment.objects.filter(thread_number__isnull=False).count() == 3
    assert notes_of(report) == {"what it answers is not in the file; it begins a thread of its own": 2}


@pytest.mark.django_db
def test_circle_is_cut_at_its_oldest_comment(tmp_path) -> None:
    report = run(
        tmp_path,
        wxr.comment(5, comment_parent=7, **at(2)),
        wxr.comment(6, comment_parent=5, **at(1)),
        wxr.comment(7, comment_parent=6, **at(3)),
        wxr.comment(8, comment_parent=8),
        wxr.comment(9, comment_parent=5, **at(9)),
    )
    rows = by_ref()
    assert {key: row.depth for key, row in rows.items()} == {6: 0, 7: 1, 5: 2, 9: 3, 8: 0}
    assert notes_of(report) == {"it answers itself in a circle; it begins a thread of its own": 2}


@pytest.mark.django_db
def test_reply_dated_before_what_it_answers_comes_after_it(tmp_path) -> None:
    run(tmp_path, wxr.comment(5, **at(9)), wxr.comment(4, comment_parent=5, **at(1)), wxr.comment(6, **at(5)))
    assert {key: row.number for key, row in by_ref().items()} == {6: 1, 5: 2, 4: 3}


@pytest.mark.django_db
def test_removed_comment_with_replies_leaves_a_tombstone(tmp_path) -> None:
    run(
        tmp_path,
        wxr.comment(5, comment_approved="trash", **at(1)),
        wxr.comment(6, comment_parent=5, **at(2)),
        wxr.comment(7, comment_approved="spam", **at(3)),
    )
    rows = by_ref()
    assert (rows[5].number, rows[5].thread_number, rows[5].status) == (1, 1, "trash")
    assert (rows[6].number, rows[6].thread_position) == (2, 1)
    assert rows[7].number is None
    assert Post.objects.get().comment_count == 1


@pytest.mark.django_db
def test_chain_longer_than_the_stack_is_no_matter(tmp_path) -> None:
    run(tmp_path, *[wxr.comment(n, "x", comment_parent=n - 1) for n in range(1, 1_501)])
    assert Comment.objects.get(number=1_500).depth == 1_499
    assert Comment.objects.get(number=1_500).root.number == 1


@pytest.mark.django_db
def test_links_from_other_sites_are_kept_and_counted_by_themselves(tmp_path) -> None:
    report = run(
        tmp_path,
        wxr.comment(5, comment_type="pingback", comment_author="Ping &laquo; What&#8217;s up"),
        wxr.comment(6, comment_type="trackback"),
        wxr.comment(7, comment_type="order_note"),
    )
    rows = by_ref()
    assert rows[5].author_name == "Ping « What’s up"
    assert [rows[key].status for key in (5, 6, 7)] == ["approved", "approved", "pending"]
    assert {str(kind) for kind in report.found} >= {"pingback, approved", "trackback, approved"}


@pytest.mark.django_db
def test_comment_of_an_author_with_an_account_is_theirs(tmp_path) -> None:
    user = make_user("ada", email="ada@example.com")
    make_author("Ada", user=user)
    path = wxr.write(
        tmp_path,
        wxr.author("countess", author_email="ada@example.com", author_id=9),
        wxr.item("A", wxr.comment(5, comment_user_id=9), wxr.comment(6, comment_user_id=3)),
    )
    import_file(path)
    assert {key: row.user for key, row in by_ref().items()} == {5: user, 6: None}


@pytest.mark.django_db
def test_comment_without_number_or_date_is_kept_once(tmp_path) -> None:
    odd = [wxr.comment("", "One", comment_date=None, comment_date_gmt=None), wxr.comment("", "Two")]
    run(tmp_path, *odd)
    run(tmp_path, *odd)
    assert set(Comment.objects.values_list("source", flat=True)) == {"One", "Two"}


@pytest.mark.django_db
def test_comments_can_be_searched(tmp_path) -> None:
    run(tmp_path, wxr.comment(5, "The quarry"), wxr.comment(6, "The ferry"))
    assert search.matching_ids("quarry") == [by_ref()[5].pk]


@pytest.mark.django_db
def test_second_run_adds_nothing_and_changes_nothing(tmp_path) -> None:
    comments = [wxr.comment(5), wxr.comment(6, comment_parent=5), wxr.comment(6)]
    run(tmp_path, *comments)
    moderation.remove(comment=by_ref()[6], by=None)
    before = list(Comment.objects.order_by("pk").values_list())
    report = run(tmp_path, *comments)
    assert list(Comment.objects.order_by("pk").values_list()) == before
    assert (report.stored.total(), report.already.total()) == (0, 4)  # with the post
    assert list(counters.check()) == []


@pytest.mark.django_db
def test_newer_export_adds_its_comments_behind_those_written_here(tmp_path) -> None:
    old = [wxr.comment(5), wxr.comment(6, comment_parent=5)]
    run(tmp_path, *old)
    post = Post.objects.get()
    make_user("root", is_superuser=True, is_staff=True)
    ours = submit(Submission(post=post, parent=by_ref()[5], text="Here", user=make_user("x", is_staff=True)))
    assert ours.state != State.REFUSED
    if ours.comment.status != CommentStatus.APPROVED:
        moderation.approve(comment=ours.comment, by=None)
    run(tmp_path, *old, wxr.comment(7, comment_parent=6), wxr.comment(8), wxr.comment(9, comment_parent=7))
    rows = {row.import_ref: row for row in Comment.objects.select_related("parent", "root")}
    places = {
        ref and ref.removeprefix("wordpress:"): (
            row.number,
            row.thread_number,
            row.thread_position,
            row.depth,
        )
        for ref, row in rows.items()
    }
    assert places == {
        "5": (1, 1, None, 0),
        "6": (2, None, 1, 1),
        None: (3, None, 2, 1),
        "7": (4, None, 3, 2),
        "8": (5, 2, None, 0),
        "9": (6, None, 4, 3),
    }
    assert rows["wordpress:9"].root == rows["wordpress:5"]
    assert Post.objects.get().comment_count == 6
    assert list(counters.check()) == []


@pytest.mark.django_db
def test_answer_to_what_an_earlier_export_brought_and_nobody_approved_begins_a_thread(tmp_path) -> None:
    old = wxr.comment(5, comment_approved="0")
    run(tmp_path, old)
    run(tmp_path, old, wxr.comment(6, comment_parent=5), wxr.comment(7, comment_parent=6))
    rows = by_ref()
    assert (rows[5].number, rows[6].thread_number, rows[6].root, rows[6].parent) == (None, 1, None, rows[5])
    assert (rows[7].thread_position, rows[7].root, rows[7].parent) == (1, rows[6], rows[6])


@pytest.mark.django_db
def test_comment_that_stands_on_two_posts_is_stored_once(tmp_path) -> None:
    posts = [wxr.item(title, wxr.comment(5, title), post_id=n) for n, title in enumerate("AB", start=1)]
    report = import_file(wxr.write(tmp_path, *posts))
    assert Comment.objects.get().source == "A"
    assert report.unaccounted == 0


@pytest.mark.django_db
def test_pages_with_new_comments_are_made_anew(tmp_path) -> None:
    run(tmp_path, wxr.comment(5))
    key = f"thread:{Post.objects.get().pk}"
    before = read_stamps([key])
    run(tmp_path, wxr.comment(5))
    assert read_stamps([key]) == before
    run(tmp_path, wxr.comment(5), wxr.comment(6))
    assert read_stamps([key]) != before


@pytest.mark.django_db(transaction=True)
def test_run_that_breaks_off_is_completed_by_the_next(tmp_path, monkeypatch) -> None:
    items = [
        wxr.item(f"Post {n}", wxr.comment(2 * n), wxr.comment(2 * n + 1, comment_parent=2 * n), post_id=n)
        for n in range(1, 251)
    ]
    path = wxr.write(tmp_path, *items)
    stored = storing.store
    calls = []

    def fail_in_the_third(*args):
        calls.append(1)
        if len(calls) == 3:
            raise IntegrityError("the power went")
        stored(*args)

    monkeypatch.setattr(storing, "store", fail_in_the_third)
    with pytest.raises(IntegrityError):
        import_file(path)
    assert (Post.objects.count(), Comment.objects.count()) == (200, 400)
    monkeypatch.undo()
    report = import_file(path)
    assert (Post.objects.count(), Comment.objects.count()) == (250, 500)
    assert report.stored.total() == 150
    assert set(Post.objects.values_list("comment_count", flat=True)) == {2}
    assert list(counters.check()) == []


@pytest.mark.django_db
def test_dry_run_reports_the_same_and_writes_nothing(tmp_path) -> None:
    comments = [wxr.comment(5, comment_author_url="x y"), wxr.comment(6, comment_parent=77)]
    planned = run(tmp_path, *comments, dry_run=True)
    assert Comment.objects.count() == Post.entries.count() == 0
    done = run(tmp_path, *comments)
    assert (planned.found, planned.stored, planned.notes) == (done.found, done.stored, done.notes)


@pytest.mark.django_db
def test_comments_of_what_is_left_out_are_counted(tmp_path) -> None:
    report = run(tmp_path, wxr.comment(5), wxr.comment(6), post={"post_type": "attachment"})
    assert Comment.objects.count() == 0
    assert [(str(kind), remarks.count) for (kind, _reason), remarks in report.skipped.items()] == [
        ("attachment", 1),
        ("comment, of what is left out", 2),
    ]


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_comments_of_a_post(tmp_path) -> None:
    def queries(first: int, count: int) -> int:
        comments = [wxr.comment(first + n) for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            run(tmp_path, *comments, post={"post_id": first})
        return len(captured)

    queries(100, 1)  # and what is done once for a site
    assert queries(200, 1) == queries(300, 3) == queries(400, 30)


def row(key: int, minute: int, parent: Row | None = None, status: str = "approved") -> Row:
    moment = datetime.datetime(2007, 2, 3, 15, minute, tzinfo=datetime.UTC)
    return Row(key, Comment(created_at=moment, status=status), parent=parent)


def test_order_is_by_time_and_then_by_number() -> None:
    rows = [row(3, 5), row(2, 5), row(1, 9), row(4, 1)]
    assert [each.key for each in placing.in_order({each.key: each for each in rows})] == [4, 2, 3, 1]


def test_waves_have_parents_before_their_replies() -> None:
    top = row(1, 1)
    reply = row(2, 2, top)
    other = row(3, 3)
    last = row(4, 4, reply)
    assert placing.waves([top, reply, other, last]) == [[top, other], [reply], [last]]
