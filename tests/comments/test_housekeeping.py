"""What is thrown away in time: all of it, only it, in small steps that may be broken off."""

import datetime
import os
import signal

import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone

from comments import housekeeping, search
from comments.models import Comment, CommentRevision, ModerationLog, PersonNote, RuleSignal
from comments.moderation import approve, mark_spam, remove, restore
from tests.comment_factories import make_comment, set_discussion
from tests.factories import days_ago, make_post
from tests.integration.plans import watched

pytestmark = pytest.mark.django_db

TRACES = ("ip", "network", "user_agent")
MANY = 3_000


def traces(comment: Comment) -> tuple:
    return Comment.objects.values_list(*TRACES).get(pk=comment.pk)


def comment_of(days: float, **fields) -> Comment:
    """A comment of so many days ago."""
    with time_machine.travel(days_ago(days)):
        return make_comment(make_post(published_at=days_ago(days + 1)), user_agent="Lynx", **fields)


def put_away(days: float, **fields) -> Comment:
    """A comment that has lain in the trash for so many days."""
    comment = make_comment(**fields)
    with time_machine.travel(days_ago(days)):
        return remove(comment=comment, by=None)


# --- Where comments came from


def test_traces_are_erased_after_their_days_and_nothing_else_of_the_comment() -> None:
    old, new = comment_of(90.1, ip="192.0.2.1", email="ann@example.org"), comment_of(89.9, ip="192.0.2.2")
    assert housekeeping.erase_traces() == 1
    assert traces(old) == (None, None, "")
    assert traces(new) == ("192.0.2.2", "192.0.2.0/24", "Lynx")
    kept = Comment.objects.get(pk=old.pk)
    assert (kept.author_email, kept.source, kept.version) == ("ann@example.org", old.source, old.version)
    assert housekeeping.erase_traces() == 0


def test_traces_are_kept_for_ever_when_the_settings_say_so() -> None:
    old = comment_of(4_000, ip="192.0.2.1")
    set_discussion(keep_ip_days=0)
    assert housekeeping.erase_traces() == 0
    set_discussion(keep_ip_days=2_000_000_000)
    assert housekeeping.erase_traces() == 0
    assert traces(old)[0] == "192.0.2.1"


@pytest.mark.parametrize("left", TRACES)
def test_any_trace_alone_is_erased(left: str) -> None:
    old = comment_of(91, ip="192.0.2.1")
    nothing = {"ip": None, "network": None, "user_agent": ""}
    nothing.pop(left)
    Comment.objects.filter(pk=old.pk).update(**nothing)
    assert housekeeping.erase_traces() == 1
    assert traces(old) == (None, None, "")


def test_with_nothing_to_erase_a_run_looks_at_no_comment() -> None:
    comments_of_a_year()
    assert housekeeping.erase_traces() == MANY
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE comments_comment")
    with watched() as watch:
        assert housekeeping.erase_traces() == 0
        assert housekeeping.empty_trash() == 0
    assert not watch.too_much
    assert watch.amount < MANY / 3
    assert any("comment_traceable" in work.plan for work in watch.queries)


def comments_of_a_year() -> None:
    first, post = timezone.now() - datetime.timedelta(days=465), make_post()
    Comment.objects.bulk_create(
        Comment(
            post=post,
            source="Said.",
            ip="192.0.2.1",
            created_at=first + datetime.timedelta(hours=2 * number),
        )
        for number in range(MANY)
    )
    Comment.objects.filter(created_at__gt=days_ago(90)).update(created_at=days_ago(91))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_run_that_is_killed_is_completed_by_the_next(monkeypatch) -> None:
    comments_of_a_year()
    reader, writer = os.pipe()
    connections.close_all()
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(housekeeping, "BATCH", 100)
        monkeypatch.setattr(housekeeping.time, "sleep", lambda _seconds: os.write(writer, b"."))
        try:
            housekeeping.erase_traces()
        finally:
            os._exit(0)
    assert os.read(reader, 1) == b"."  # a batch is done, and others are not
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    left = Comment.objects.filter(housekeeping.TRACEABLE).count()
    assert 0 < left < MANY
    assert left % 100 == 0
    assert housekeeping.erase_traces() == left
    assert not Comment.objects.filter(housekeeping.TRACEABLE).exists()


# --- Spam and trash


def test_what_was_never_public_is_deleted_with_all_that_was_kept_about_it() -> None:
    spam = make_comment(text="Cheap watches", honeypot="x", status="spam")
    CommentRevision.objects.create(comment=spam, source="Cheaper", format="markdown")
    note = PersonNote.objects.create(person="email:x@example.org", text="A robot.")
    with time_machine.travel(days_ago(-30.1)):
        assert housekeeping.empty_trash() == 1
    assert not Comment.objects.exists()
    assert not RuleSignal.objects.exists()
    assert not CommentRevision.objects.exists()
    assert search.matching_ids("watches") == []
    assert PersonNote.objects.get() == note


def test_what_has_been_public_leaves_its_place_and_its_log() -> None:
    old = put_away(30.1, text="My secret")
    reply = make_comment(old.post, parent=approve(comment=make_comment(old.post), by=None))
    CommentRevision.objects.create(comment=old, source="My older secret", format="markdown")
    assert housekeeping.empty_trash() == 1
    left = Comment.objects.get(pk=old.pk)
    assert (left.number, left.status, left.source, left.author_name) == (1, "trash", "", "")
    assert not left.revisions.exists()
    assert not left.rule_signals.exists()
    assert search.matching_ids("secret") == []
    entry = ModerationLog.objects.get(comment=old, verb="delete")
    assert (entry.by, entry.reason) == (None, "kept for 30 days, as the settings say")
    assert ModerationLog.objects.filter(comment=old, verb="remove").exists()
    assert Comment.objects.get(pk=reply.pk).is_visible
    assert housekeeping.empty_trash() == 0
    with time_machine.travel(days_ago(-31)):
        assert housekeeping.empty_trash() == 0


def test_what_lies_there_for_less_or_was_taken_out_stays() -> None:
    new, back = put_away(29.9), put_away(40)
    restore(comment=back, by=None)
    assert housekeeping.empty_trash() == 0
    set_discussion(keep_trash_days=0)
    put_away(400)
    assert housekeeping.empty_trash() == 0
    assert Comment.objects.exclude(source="").count() == 3
    assert Comment.objects.get(pk=new.pk).put_away_at


def test_comment_that_is_restored_while_the_trash_is_emptied_stays() -> None:
    old = put_away(40)
    before = days_ago(30)
    (found,) = housekeeping._put_away(before)
    restore(comment=old, by=None)
    assert not housekeeping._delete(found, before, "old")
    assert Comment.objects.get(pk=old.pk).is_visible


def test_imported_comment_without_a_text_is_erased_once() -> None:
    old = put_away(40, text="Text")
    Comment.objects.filter(pk=old.pk).update(source="", html="")
    assert housekeeping.empty_trash() == 1
    assert Comment.objects.get(pk=old.pk).author_name == ""
    assert housekeeping.empty_trash() == 0


def test_more_than_a_batch_is_deleted_in_one_run(monkeypatch) -> None:
    monkeypatch.setattr(housekeeping, "BATCH", 7)
    set_discussion(flood_seconds=0)
    post = make_post()
    for number in range(20):
        mark_spam(comment=make_comment(post, text=f"Spam {number}", status="pending"), by=None)
    with time_machine.travel(days_ago(-31)):
        assert housekeeping.empty_trash() == 20
    assert not Comment.objects.exists()
