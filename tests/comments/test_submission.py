"""The door: what is stored, numbered, held, refused, and what arrives twice."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.accounts import writing_name
from blog.models import CommentSwitch, Post, Stamp
from comments import search
from comments.models import Action, Comment, CommentStatus, RuleSignal
from comments.moderation import approve, hold, mark_spam, remove
from comments.submission import State, examine, submit
from tests.cast import author_of, make_cast
from tests.comment_factories import make_comment, make_submission, set_discussion
from tests.factories import days_ago, make_page, make_post, make_user

pytestmark = pytest.mark.django_db

LINKS = " ".join(f"https://{name}.example/" for name in "abc")


@pytest.fixture
def known():
    """A guest of whom something has been approved, long ago enough for the flood rule."""
    with time_machine.travel(days_ago(10)):
        comment = make_comment(name="Legion", email="legion@example.org")
    return {"name": "Legion", "email": "legion@example.org", "ip": comment.ip}


def _stamp(post) -> str:
    return Stamp.objects.get(pk=f"thread:{post.pk}").token


# --- Published


def test_known_guest_is_published_numbered_and_counted(known) -> None:
    post = make_post()
    stamp = _stamp(post)
    outcome = submit(make_submission(post, text="*Well* said.", **known))
    assert (outcome.state, outcome.reasons, outcome.is_repeat) == (State.PUBLISHED, [], False)
    comment = Comment.objects.get(pk=outcome.comment.pk)
    assert (comment.number, comment.thread_number, comment.thread_position) == (1, 1, None)
    assert (comment.depth, comment.root_id, comment.status) == (0, None, CommentStatus.APPROVED)
    assert "<em>Well</em>" in comment.html
    post.refresh_from_db()
    assert (post.comment_count, post.last_comment_at) == (1, comment.created_at)
    assert _stamp(post) != stamp


def test_replies_are_placed_below_their_root(known) -> None:
    set_discussion(flood_seconds=0, hold_first=False)
    root = make_comment()
    other = make_comment(root.post)
    reply = make_comment(parent=root)
    deeper = make_comment(parent=reply)
    assert (other.number, other.thread_number) == (2, 2)
    assert (reply.number, reply.thread_number, reply.thread_position) == (3, None, 1)
    assert (deeper.thread_position, deeper.depth) == (2, 2)
    assert {reply.root_id, deeper.root_id} == {root.pk}


def test_pages_take_comments_too(known) -> None:
    assert submit(make_submission(make_page(), **known)).state == State.PUBLISHED


def test_numbers_go_on_after_held_and_removed_comments(known) -> None:
    first = make_comment()
    make_comment(first.post, status=CommentStatus.PENDING)
    remove(comment=make_comment(first.post), by=None)
    assert submit(make_submission(first.post, **known)).comment.number == 3


# --- Held


def test_first_comment_is_held_with_a_reason_and_no_number() -> None:
    post = make_post()
    stamp = _stamp(post)
    outcome = submit(make_submission(post, name="Newcomer"))
    assert outcome.state == State.HELD
    assert "first comment" in outcome.reasons[0]
    comment = Comment.objects.get()
    assert (comment.status, comment.number) == (CommentStatus.PENDING, None)
    post.refresh_from_db()
    assert (post.comment_count, post.last_comment_at, _stamp(post)) == (0, None, stamp)
    signal = RuleSignal.objects.get()
    assert (signal.comment, signal.rule, signal.matched) == (comment, "first", "Newcomer")


def test_next_comment_appears_at_once_after_the_first_is_approved() -> None:
    guest = {"name": "Newcomer", "email": "new@example.org"}
    with time_machine.travel(days_ago(1)):
        first = submit(make_submission(**guest))
        assert (
            submit(make_submission(first.comment.post, **guest | {"text": "Quick."})).state == State.REFUSED
        )
    assert submit(make_submission(first.comment.post, **guest)).state == State.HELD
    approve(comment=first.comment, by=None)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1)):
        assert submit(make_submission(**guest | {"email": "NEW@example.org"})).state == State.PUBLISHED


def test_all_results_are_stored_in_order_also_with_what_is_published(known) -> None:
    held = submit(make_submission(text=f"Look: {LINKS}", email="new@example.org")).comment
    assert search.matching_ids("look") == [held.pk]
    assert list(held.rule_signals.values_list("rule", "action")) == [
        ("links", Action.HOLD),
        ("first", Action.HOLD),
    ]
    assert "https://a.example/" in held.rule_signals.first().matched
    published = submit(make_submission(text="See https://a.example/", **known)).comment
    assert published.is_visible
    assert list(published.rule_signals.values_list("rule", "action")) == [("links", Action.PASS)]


def test_links_to_this_site_publish(known) -> None:
    text = " ".join(f"https://parley.example/{number}/" for number in range(5))
    assert submit(make_submission(text=text, **known)).state == State.PUBLISHED


def test_what_is_taken_for_spam_is_told_as_held(known) -> None:
    outcome = submit(make_submission(honeypot="x", **known))
    assert (outcome.state, outcome.comment.status) == (State.HELD, CommentStatus.SPAM)
    assert len(outcome.reasons) == 1


def test_staff_and_the_posts_authors_are_not_held() -> None:
    cast = make_cast()
    post = make_post(authors=[author_of(cast.arthur)])
    set_discussion(hold_all=True)
    states = {
        name: submit(make_submission(post, user=cast[name], text=f"{name}: {LINKS}")).state
        for name in ("ada", "maud", "arthur", "connie")
    }
    assert states == {
        "ada": State.PUBLISHED,
        "maud": State.PUBLISHED,
        "arthur": State.PUBLISHED,
        "connie": State.HELD,
    }


def test_account_comments_under_its_own_name_whatever_the_form_says() -> None:
    cast = make_cast()
    outcome = submit(make_submission(user=cast.arthur, name="Ada", email="ada@example.org"))
    assert (outcome.comment.author_name, outcome.comment.author_email) == ("Arthur", "arthur@example.org")
    assert submit(make_submission(user=cast.maud)).comment.author_name == "Maud"


def test_account_that_signs_in_with_an_email_address_does_not_show_it() -> None:
    user = make_user("grace@example.org", email="grace@example.org", is_staff=True)
    assert submit(make_submission(user=user)).comment.author_name == "grace"
    assert writing_name(user).name == "grace"


# --- Refused


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"text": " \n "}, "no text"),
        ({"text": "x" * 101}, "too long"),
        ({"name": ""}, "name"),
        ({"name": "x" * 246}, "name"),
        ({"email": "legion"}, "e-mail"),
        ({"url": "javascript:123"}, "website"),
    ],
)
def test_refused_form_stores_nothing_and_says_why(fields, word) -> None:
    set_discussion(max_length=100)
    outcome = submit(make_submission(**fields))
    assert (outcome.state, outcome.comment) == (State.REFUSED, None)
    assert len(outcome.reasons) == 1
    assert word in outcome.reasons[0]
    assert not Comment.objects.exists()


def test_everything_missing_is_said_at_once() -> None:
    outcome = submit(make_submission(text="", name="", email="", url="x:y"))
    assert len(outcome.reasons) == 4


def test_closed_post_refuses_even_if_it_was_open_when_the_form_was_made(known) -> None:
    post = make_post()
    Post.objects.filter(pk=post.pk).update(comment_switch=CommentSwitch.CLOSED)
    outcome = submit(make_submission(post, **known))
    assert (outcome.state, outcome.signals[0].rule) == (State.REFUSED, "closed")


def test_post_that_is_gone_refuses(known) -> None:
    post = make_post()
    Post.objects.filter(pk=post.pk).delete()
    assert submit(make_submission(post, **known)).state == State.REFUSED


@pytest.mark.parametrize("verb", [hold, mark_spam, remove])
def test_reply_to_a_hidden_comment_is_refused(known, verb) -> None:
    parent = make_comment()
    verb(comment=parent, by=None)
    outcome = submit(make_submission(parent.post, parent=parent, **known))
    assert (outcome.state, outcome.signals[0].rule) == (State.REFUSED, "reply")


def test_reply_to_a_comment_never_shown_or_of_another_post_is_refused(known) -> None:
    waiting = make_comment(status=CommentStatus.PENDING)
    for parent, post in ((waiting, waiting.post), (make_comment(), make_post())):
        outcome = submit(make_submission(post, parent=parent, **known))
        assert (outcome.state, outcome.signals[0].rule) == (State.REFUSED, "reply")


def test_flood_is_refused_until_the_seconds_have_passed(known) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert submit(make_submission(**known)).state == State.PUBLISHED
        clock.shift(14)
        assert "1 second" in submit(make_submission(**known)).reasons[0]
        clock.shift(1)
        assert submit(make_submission(**known)).state == State.PUBLISHED


# --- Twice


def test_second_arrival_leads_to_the_first(known) -> None:
    post = make_post()
    first = submit(make_submission(post, text="Well said.", **known))
    second = submit(make_submission(post, text=" well  said.", **known))
    assert (second.comment, second.state, second.is_repeat) == (first.comment, State.PUBLISHED, True)
    assert Comment.objects.filter(post=post).count() == 1


def test_second_arrival_of_a_held_one_is_told_the_same() -> None:
    fields = {"text": f"Look: {LINKS}", "email": "new@example.org", "name": "New"}
    post = make_post()
    first = submit(make_submission(post, **fields))
    second = submit(make_submission(post, **fields))
    assert second.is_repeat
    assert (second.comment, second.state, second.reasons) == (first.comment, State.HELD, first.reasons)
    assert RuleSignal.objects.count() == len(first.signals)


def test_same_text_later_or_in_another_place_is_no_second_arrival(known) -> None:
    set_discussion(flood_seconds=0)
    post = make_post()
    first = submit(make_submission(post, text="Thank you!", **known)).comment
    there = submit(make_submission(post, text="Thank you!", parent=first, **known))
    assert (there.state, there.is_repeat) == (State.PUBLISHED, False)
    elsewhere = submit(make_submission(text="Thank you!", **known))
    assert (elsewhere.state, elsewhere.is_repeat) == (State.PUBLISHED, False)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=11)):
        later = submit(make_submission(post, text="Thank you!", **known))
    assert (later.state, later.signals[0].rule) == (State.REFUSED, "duplicate")


def test_same_text_of_somebody_else_is_no_second_arrival(known) -> None:
    post = make_post()
    make_comment(post, text="Thank you!")
    outcome = submit(make_submission(post, text="Thank you!", **known))
    assert (outcome.state, outcome.is_repeat) == (State.PUBLISHED, False)


# --- Preview


def test_examine_says_what_submit_would_do_and_stores_nothing(known) -> None:
    submission = make_submission(text="*Well* said.", **known)
    with CaptureQueriesContext(connection) as queries:
        fine = examine(submission)
    assert not [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE"))]
    assert (fine.state, fine.comment.pk, fine.comment.number) == (State.PUBLISHED, None, None)
    assert "<em>Well</em>" in fine.comment.html
    held = examine(make_submission(text=f"Look: {LINKS}", **known))
    assert held.state == State.HELD
    assert "3 links" in held.reasons[0]
    refused = examine(make_submission(name="", text="*Kept*"))
    assert refused.state == State.REFUSED
    assert "<em>Kept</em>" in refused.comment.html
    assert Comment.objects.count() == 1


# --- Odd input


def test_any_bytes_in_any_field_are_harmless(known) -> None:
    odd = "a\x00b\ud800\x1b\u202ec\r\nBcc: x"
    fields = {"name": odd, "text": odd, "user_agent": odd * 100, "honeypot": odd, "ip": odd}
    outcome = submit(make_submission(email="odd@example.org", **fields))
    comment = Comment.objects.get(pk=outcome.comment.pk)
    assert comment.author_name == "ab?c Bcc: x"
    assert comment.ip is None
    assert "\x00" not in comment.source + comment.html + comment.user_agent
    assert len(comment.user_agent) == 300


def test_email_and_website_that_are_no_such_thing_are_refused_and_not_stored() -> None:
    odd = "a\x00b\ud800\r\nBcc: x"
    outcome = submit(make_submission(email=odd, url=odd))
    assert {signal.rule for signal in outcome.signals} == {"email", "website"}


def test_name_that_grows_when_compared_still_fits() -> None:
    comment = make_comment(name="\u0390" * 245)
    assert len(comment.name_key) == 245


def test_huge_text_is_refused_without_rendering_it() -> None:
    outcome = examine(make_submission(text="[" * 5_000_000))
    assert (outcome.state, outcome.signals[0].rule) == (State.REFUSED, "text")
    assert outcome.comment.html == ""


# --- What it costs


def _fill(post: Post, count: int) -> None:
    root = make_comment(post)
    Comment.objects.bulk_create(
        Comment(
            post=post,
            parent=root,
            root=root,
            depth=1,
            number=number,
            thread_position=number - 1,
            status=CommentStatus.APPROVED,
            created_at=days_ago(2),
            source="x",
        )
        for number in range(2, count + 1)
    )


# What the index of the desk's search takes.
INDEXING = {"sqlite": 2, "postgresql": 1}
# Settings, what the e-mail has said before, bans, words, savepoint, post,
# same text, recent, spam tokens, numbers, insert, counters, stamp, savepoint.
# On PostgreSQL, the turn of the writer as well.
QUERIES = 14 + INDEXING[connection.vendor] + (connection.vendor == "postgresql")


def test_first_and_thousandth_comment_cost_the_same_queries(known, django_assert_num_queries) -> None:
    set_discussion(flood_seconds=1)
    post, full = make_post(), make_post()
    _fill(full, 999)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        with django_assert_num_queries(QUERIES):
            assert submit(make_submission(post, **known)).comment.number == 1
        clock.shift(5)
        with django_assert_num_queries(QUERIES):
            assert submit(make_submission(full, **known)).comment.number == 1000


def test_reply_below_a_thousand_costs_two_queries_more(known, django_assert_num_queries) -> None:
    post = make_post()
    _fill(post, 1000)
    submission = make_submission(post, parent=Comment.objects.get(post=post, number=1), **known)
    # The comment answered, and whether anything in its thread is closed.
    with django_assert_num_queries(QUERIES + 2):
        assert submit(submission).comment.thread_position == 1000


# How SQLite's plan names what each read uses: what they have said before, parent, what is closed, same text,
# recent, and both numbers. PostgreSQL may take any index of a table as small as this, only not all of
# the table.
INDEXES = (
    *("comment_email_newest", "PRIMARY KEY", "comment_closed"),
    *("comment_duplicate", "comment_newest", "COVERING INDEX"),
)


def test_every_query_about_comments_is_answered_from_an_index(known) -> None:
    parent = make_comment()
    with CaptureQueriesContext(connection) as queries:
        submit(make_submission(parent.post, parent=parent, text="https://a.example/", **known))
    reads = [
        sql
        for query in queries
        if (sql := query["sql"]).startswith(("SELECT", "(SELECT")) and "comments_comment" in sql
    ]
    assert len(reads) == len(INDEXES)
    for sql, index in zip(reads, INDEXES, strict=True):
        plan = _plan(sql)
        assert "Seq Scan on comments_comment" not in plan, (sql, plan)
        assert "SCAN comments_comment" not in plan, (sql, plan)
        assert connection.vendor != "sqlite" or index in plan, (sql, plan)


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return "\n".join(row[3] for row in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())
