"""The moderators' verbs: status, number, log, counters, stamps; twice, and undone."""

import pytest
import time_machine

from blog.models import Post, Stamp
from comments import search
from comments.models import Comment, CommentStatus, LogIsKeptError, ModerationLog
from comments.moderation import apply, approve, delete_for_good, hold, mark_spam, remove, restore
from tests.cast import make_cast
from tests.comment_factories import make_comment, set_discussion
from tests.factories import days_ago, make_post

pytestmark = pytest.mark.django_db

PENDING, APPROVED, SPAM, TRASH = "pending", "approved", "spam", "trash"
VERBS = {approve: APPROVED, hold: PENDING, mark_spam: SPAM, remove: TRASH}


def _state(post: Post) -> tuple:
    post = Post.entries.get(pk=post.pk)
    return post.comment_count, post.last_comment_at, Stamp.objects.get(pk=f"thread:{post.pk}").token


@pytest.mark.parametrize("before", [PENDING, APPROVED, SPAM, TRASH])
@pytest.mark.parametrize("verb", VERBS)
def test_verb_gives_its_status_once(verb, before) -> None:
    maud = make_cast().maud
    comment = make_comment(status=before)
    ModerationLog.objects.all().delete()
    once = verb(comment=comment, by=maud, reason="Because.")
    twice = verb(comment=comment, by=maud, reason="Because.")
    assert once.status == twice.status == VERBS[verb]
    logged = ModerationLog.objects.values_list("by", "before", "after", "reason")
    expected = [] if before == VERBS[verb] else [(maud.pk, before, VERBS[verb], "Because.")]
    assert list(logged) == expected
    assert once.version == twice.version == comment.version + len(expected)


@pytest.mark.parametrize("after", [PENDING, SPAM, TRASH])
def test_number_is_given_once_and_kept_for_ever(after) -> None:
    comment = make_comment(status=PENDING)
    assert comment.number is None
    comment = approve(comment=comment, by=None)
    other = make_comment(comment.post)
    hidden = {verb for verb, status in VERBS.items() if status == after}.pop()(comment=comment, by=None)
    assert (comment.number, hidden.number, other.number) == (1, 1, 2)
    assert approve(comment=comment, by=None).number == 1


def test_held_reply_gets_its_place_when_it_is_approved() -> None:
    root = make_comment()
    waiting = make_comment(parent=root, status=PENDING)
    assert (waiting.root_id, waiting.depth, waiting.thread_position) == (root.pk, 1, None)
    make_comment(parent=root)
    remove(comment=root, by=None)
    approved = approve(comment=waiting, by=None)
    assert (approved.number, approved.thread_position, approved.thread_number) == (3, 2, None)


def test_reply_to_what_was_never_public_begins_a_thread_of_its_own_and_keeps_its_parent() -> None:
    post = make_post()
    held = make_comment(post, status=PENDING)
    Comment.objects.filter(pk=held.pk).update(number=None, thread_number=None)  # as an import has it
    first = Comment.objects.create(post=post, parent=held, root=held, depth=1, source="A", html="<p>A</p>")
    below = Comment.objects.create(post=post, parent=first, root=held, depth=2, source="B", html="<p>B</p>")
    first, below = approve(comment=first, by=None), approve(comment=below, by=None)
    assert (first.number, first.thread_number, first.root, first.parent) == (1, 1, None, held)
    assert (below.number, below.thread_position, below.root, below.parent) == (2, 1, first, first)
    held = approve(comment=held, by=None)
    assert (held.number, held.thread_number) == (3, 2)
    first.refresh_from_db()
    assert (first.root, first.thread_number) == (None, 1)


def test_counters_follow_what_is_visible() -> None:
    post = make_post(published_at=days_ago(9))
    with time_machine.travel(days_ago(2)):
        first = make_comment(post)
    with time_machine.travel(days_ago(1)):
        second = make_comment(post)
    assert _state(post)[:2] == (2, second.created_at)
    remove(comment=second, by=None)
    assert _state(post)[:2] == (1, first.created_at)
    mark_spam(comment=first, by=None)
    assert _state(post)[:2] == (0, None)
    restore(comment=second, by=None)
    approve(comment=first, by=None)
    assert _state(post)[:2] == (2, second.created_at)


def test_removing_an_older_comment_leaves_the_newest_time() -> None:
    with time_machine.travel(days_ago(2)):
        first = make_comment()
    second = make_comment(first.post)
    remove(comment=first, by=None)
    assert _state(first.post)[:2] == (1, second.created_at)


def test_page_goes_stale_only_by_what_the_public_sees() -> None:
    comment = make_comment(status=PENDING)
    before = _state(comment.post)
    mark_spam(comment=comment, by=None)
    hold(comment=comment, by=None)
    assert _state(comment.post) == before
    approve(comment=comment, by=None)
    after = _state(comment.post)
    assert after != before
    approve(comment=comment, by=None)
    assert _state(comment.post) == after


@pytest.mark.parametrize("before", [PENDING, APPROVED])
@pytest.mark.parametrize("verb", [remove, mark_spam])
def test_restore_gives_back_what_was_before(verb, before) -> None:
    comment = make_comment(status=before)
    verb(comment=comment, by=None)
    assert restore(comment=comment, by=None).status == before
    assert restore(comment=comment, by=None).status == before
    assert comment.moderation_log.filter(verb="restore").count() == 1


def test_restore_of_spam_found_by_a_rule_holds_it() -> None:
    comment = make_comment(honeypot="x", status=SPAM)
    assert not comment.moderation_log.exists()
    assert restore(comment=comment, by=None).status == PENDING


def test_stale_copy_in_hand_does_not_undo_what_another_moderator_did() -> None:
    comment = make_comment(status=PENDING)
    mine, theirs = Comment.objects.get(), Comment.objects.get()
    approve(comment=theirs, by=None)
    assert approve(comment=mine, by=None).number == 1
    assert comment.moderation_log.filter(verb="approve").count() == 1
    assert _state(comment.post)[0] == 1


def test_apply_numbers_in_order_of_time_and_counts_what_it_changed() -> None:
    set_discussion(flood_seconds=0)
    post = make_post()
    waiting = [make_comment(post, status=PENDING) for _ in range(3)]
    gone = make_comment(post, status=PENDING)
    Comment.objects.filter(pk=gone.pk).delete()
    seen = make_comment(post)
    assert apply(verb=approve, comments=[gone, seen, *reversed(waiting)], by=None) == 3
    numbers = [Comment.objects.get(pk=comment.pk).number for comment in waiting]
    assert numbers == [2, 3, 4]


def test_verb_on_a_comment_that_is_gone_raises() -> None:
    comment = make_comment(status=PENDING)
    assert delete_for_good(comment=comment, by=None) is None
    with pytest.raises(Comment.DoesNotExist):
        approve(comment=comment, by=None)


def test_deleting_what_was_never_public_leaves_nothing() -> None:
    comment = make_comment(status=PENDING)
    assert delete_for_good(comment=comment, by=None) is None
    assert delete_for_good(comment=comment, by=None) is None
    assert not Comment.objects.exists()


def test_deleting_what_was_public_leaves_an_empty_tombstone_with_its_number() -> None:
    comment = make_comment(text="My secret", url="https://example.org", user_agent="Lynx")
    reply = make_comment(parent=comment)
    assert search.matching_ids("secret") == [comment.pk]
    for _ in range(2):
        delete_for_good(comment=comment, by=None, reason="He asked for it.")
    left = Comment.objects.get(pk=comment.pk)
    assert (left.status, left.number, left.source, left.html) == (CommentStatus.TRASH, 1, "", "")
    assert (left.author_name, left.author_email, left.author_url) == ("", "", "")
    assert (left.ip, left.user_agent, left.name_key, left.text_hash) == (None, "", "", "")
    assert not left.rule_signals.exists()
    assert search.matching_ids("secret") == []
    assert left.moderation_log.filter(verb="delete").count() == 1
    assert Comment.objects.get(pk=reply.pk).parent_id == comment.pk
    assert _state(comment.post)[0] == 1
    assert make_comment(comment.post).number == 3


@pytest.mark.parametrize("verb", [approve, hold, restore])
def test_what_was_deleted_for_good_does_not_come_back(verb) -> None:
    comment = make_comment()
    delete_for_good(comment=comment, by=None)
    assert verb(comment=comment, by=None).status == TRASH


def test_deleting_what_lies_in_the_trash_erases_it_too() -> None:
    comment = make_comment(status=TRASH)
    left = delete_for_good(comment=comment, by=None)
    assert left is not None
    assert (left.source, _state(comment.post)[0]) == ("", 0)


# --- The log


def test_log_still_tells_which_comment_was_deleted_for_good() -> None:
    maud, comment = make_cast().maud, make_comment(status=PENDING)
    mark_spam(comment=comment, by=maud)
    delete_for_good(comment=comment, by=maud, reason="After 30 days.")
    rows = ModerationLog.objects.filter(verb__in=["spam", "delete"])
    assert set(rows.values_list("verb", "comment", "post", "subject", "before", "reason")) == {
        ("spam", None, comment.post_id, f"/c/{comment.pk}/", PENDING, ""),
        ("delete", None, comment.post_id, f"/c/{comment.pk}/", SPAM, "After 30 days."),
    }


def test_log_names_a_tombstone_by_its_number() -> None:
    comment = make_comment()
    delete_for_good(comment=comment, by=None)
    deleted = comment.moderation_log.get(verb="delete")
    assert (deleted.subject, deleted.post_id) == ("#1", comment.post_id)


def test_rows_of_the_log_are_neither_changed_nor_deleted() -> None:
    entry = make_comment(status=SPAM).moderation_log.get()
    entry.reason = "I never said that."
    with pytest.raises(LogIsKeptError):
        entry.save()
    with pytest.raises(LogIsKeptError):
        entry.delete()
    assert ModerationLog.objects.get().reason == ""
