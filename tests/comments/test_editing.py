"""Changing what a comment says and taking it back, by its author and by moderators."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import CommentSwitch, Post, Stamp
from comments import search
from comments.deciding import undo
from comments.editing import (
    MOST_CHANGES,
    ChangedMeanwhileError,
    edit_comment,
    edit_own,
    examine_edit,
    refusal_of_change,
    unwithdraw,
    withdraw,
    wording_of,
)
from comments.models import (
    Comment,
    CommentRevision,
    CommentStatus,
    DiscussionSettings,
    HeldNotice,
    ModerationLog,
)
from comments.moderation import approve, delete_for_good, hold, mark_spam, remove, restore
from comments.submission import Outcome, State, submit
from tests.cast import make_cast
from tests.comment_factories import make_comment, make_submission, set_discussion
from tests.factories import days_ago, make_user

pytestmark = pytest.mark.django_db

LINKS = " ".join(f"https://{name}.example/" for name in "abc")


@pytest.fixture(autouse=True)
def settings() -> DiscussionSettings:
    """A blog that publishes at once what has nothing suspicious in it."""
    return set_discussion(hold_first=False, flood_seconds=15)


def edit(comment: Comment, text: str) -> Outcome:
    comment = Comment.objects.select_related("post", "parent").get(pk=comment.pk)
    return edit_own(comment=comment, text=text, wording=wording_of(comment))


def stored(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def stamp(post: Post) -> str:
    return Stamp.objects.get(pk=f"thread:{post.pk}").token


def make_waiting(text: str = "One") -> Comment:
    """A comment that the rules have held, and nobody has seen."""
    set_discussion(hold_first=True)
    comment = make_comment(text=text, status=CommentStatus.PENDING)
    assert comment.number is None
    set_discussion(hold_first=False)
    return comment


def later(comment: Comment, **passed: float) -> Any:
    return time_machine.travel(comment.created_at + datetime.timedelta(**passed), tick=False)


# --- An author's change


def test_change_is_rendered_stored_found_and_seen() -> None:
    comment = make_comment(text="Teh bridge")
    before = stamp(comment.post)
    outcome = edit(comment, "The *bridge*")
    assert (outcome.state, outcome.reasons) == (State.PUBLISHED, [])
    now = stored(comment)
    assert (now.source, now.number, now.status) == ("The *bridge*", 1, CommentStatus.APPROVED)
    assert "<em>bridge</em>" in now.html
    assert stamp(comment.post) != before
    assert search.matching_ids("the") == [comment.pk]
    assert search.matching_ids("teh") == []


def test_change_counts_nothing_twice() -> None:
    comment = make_comment(text="One")
    edit(comment, "Two")
    post = Post.objects.get(pk=comment.post_id)
    assert (post.comment_count, post.last_comment_at) == (1, comment.created_at)


def test_earlier_wordings_are_kept_and_the_log_tells() -> None:
    comment = make_comment(text="One")
    edit(comment, "Two")
    edit(comment, "Three")
    assert [revision.source for revision in comment.revisions.all()] == ["One", "Two"]
    entry = ModerationLog.objects.filter(verb="edit").first()
    assert entry is not None
    assert (entry.comment_id, entry.by, entry.before, entry.after) == (
        comment.pk,
        None,
        CommentStatus.APPROVED,
        CommentStatus.APPROVED,
    )


def test_account_of_staff_is_kept_with_the_earlier_wording() -> None:
    maud = make_cast().maud
    comment = make_comment(text="One", user=maud)
    edit(comment, "Two")
    assert CommentRevision.objects.get().by == maud
    assert stored(comment).author_name == comment.author_name


def test_same_text_changes_nothing() -> None:
    comment = make_comment(text="One")
    version = stored(comment).version
    outcome = edit(comment, "One  \r\n")
    assert outcome.state is State.PUBLISHED
    assert stored(comment).version == version
    assert not CommentRevision.objects.exists()
    assert not ModerationLog.objects.filter(verb="edit").exists()


@pytest.mark.parametrize(("minutes", "is_marked"), [(4.9, False), (5, True), (59.9, True)])
def test_mark_comes_after_the_quiet_minutes(minutes: float, is_marked: bool) -> None:
    comment = make_comment(text="One")
    with later(comment, minutes=minutes):
        edit(comment, "Two")
    assert (stored(comment).edited_at is not None) == is_marked


def test_mark_stays_when_it_is_there() -> None:
    comment = make_comment(text="One")
    edit_comment(comment=comment, source="Two", by=make_user())
    edit(comment, "Three")
    assert stored(comment).edited_at is not None


def test_change_after_the_time_is_refused_with_a_reason() -> None:
    comment = make_comment(text="One")
    with later(comment, minutes=60):
        outcome = edit(comment, "Two")
    assert outcome.state is State.REFUSED
    assert "60 minutes" in outcome.reasons[0]
    assert stored(comment).source == "One"


def test_zero_minutes_mean_never() -> None:
    comment, waiting = make_comment(), make_comment(status=CommentStatus.PENDING)
    set_discussion(edit_minutes=0)
    for unchanged in (comment, waiting):
        outcome = edit(unchanged, "Two")
        assert (outcome.state, stored(unchanged).source) == (State.REFUSED, unchanged.source)
        assert "can’t be changed" in outcome.reasons[0]


def test_what_waits_may_be_changed_while_it_waits() -> None:
    set_discussion(hold_all=True)
    comment = make_waiting()
    with later(comment, days=29):
        assert edit(comment, "Two").state is State.HELD
    assert (stored(comment).source, stored(comment).edited_at) == ("Two", None)
    with later(comment, days=30):
        assert edit(comment, "Three").state is State.REFUSED


def test_change_from_another_wording_is_a_conflict_and_loses_nothing() -> None:
    comment = make_comment(text="One")
    began_with = wording_of(comment)
    edit(comment, "Two")
    with pytest.raises(ChangedMeanwhileError) as conflict:
        edit_own(comment=comment, text="Three", wording=began_with)
    assert conflict.value.stored.source == "Two"
    assert stored(comment).source == "Two"


def test_approval_meanwhile_is_no_conflict() -> None:
    comment = make_comment(text="One", status=CommentStatus.PENDING)
    approve(comment=comment, by=None)
    outcome = edit_own(
        comment=Comment.objects.select_related("post").get(pk=comment.pk),
        text="Two",
        wording=wording_of(comment),
    )
    assert outcome.state is State.PUBLISHED


# --- The rules, asked again


def test_change_that_has_to_be_held_goes_back_to_the_queue_and_keeps_its_number() -> None:
    comment = make_comment(text="One")
    outcome = edit(comment, LINKS)
    assert outcome.state is State.HELD
    assert "3 links" in outcome.reasons[0]
    now = stored(comment)
    assert (now.status, now.number) == (CommentStatus.PENDING, 1)
    assert Post.objects.get(pk=comment.post_id).comment_count == 0
    assert [signal.rule for signal in now.rule_signals.all() if signal.action == "hold"] == ["links"]
    entry = ModerationLog.objects.get(verb="edit")
    assert (entry.after, "3 links" in entry.reason) == (CommentStatus.PENDING, True)


def test_moderators_are_told_once_of_a_change_that_waits() -> None:
    comment = make_comment(text="One")
    assert not HeldNotice.objects.exists()
    edit(comment, LINKS)
    edit(comment, f"{LINKS} and more")
    assert [notice.comment_id for notice in HeldNotice.objects.all()] == [comment.pk]


@pytest.mark.parametrize("status", [CommentStatus.SPAM, CommentStatus.TRASH])
def test_what_was_changed_meanwhile_is_restored_to_what_it_was(status: CommentStatus) -> None:
    comment = make_comment(text="One", status=status)
    edit_comment(comment=comment, source="Two", by=make_user())
    assert restore(comment=comment, by=None).status == CommentStatus.APPROVED


def test_spam_deleted_and_put_back_by_its_author_is_restored_to_what_it_was() -> None:
    comment = make_comment(status=CommentStatus.SPAM)
    unwithdraw(comment=withdraw(comment=comment))
    assert restore(comment=comment, by=None).status == CommentStatus.APPROVED


def test_what_waits_for_its_links_is_published_without_them() -> None:
    comment = make_comment(text="One")
    edit(comment, LINKS)
    assert edit(comment, "None").state is State.PUBLISHED
    now = stored(comment)
    assert (now.status, now.number) == (CommentStatus.APPROVED, 1)
    assert not now.rule_signals.filter(action="hold").exists()


@pytest.mark.parametrize("verb", [hold, mark_spam])
def test_what_a_moderator_holds_no_change_sets_free(verb: Any) -> None:
    maud = make_cast().maud
    comment = verb(comment=make_comment(text="One"), by=maud)
    assert edit(comment, "Two").state is State.HELD
    assert stored(comment).status == comment.status
    unwithdraw(comment=withdraw(comment=comment))
    assert edit(comment, "Three").state is State.HELD
    assert stored(comment).status == comment.status


def test_what_a_rule_takes_for_spam_is_read_by_a_moderator_at_best() -> None:
    comment = submit(make_submission(honeypot="x")).comment
    assert comment is not None
    assert comment.status == CommentStatus.SPAM
    assert edit(comment, "Really mine").state is State.HELD
    assert stored(comment).status == CommentStatus.PENDING


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "x" * 10_001])
def test_refused_change_changes_nothing(text: str) -> None:
    comment = make_comment(text="One")
    outcome = edit(comment, text)
    assert outcome.state is State.REFUSED
    assert outcome.reasons
    assert stored(comment).source == "One"
    assert not CommentRevision.objects.exists()


def test_comment_is_no_copy_and_no_flood_of_itself() -> None:
    text = "A text that is long enough to be taken for a copy of another."
    comment = make_comment(text=text)
    assert edit(comment, text.upper()).state is State.PUBLISHED
    other = make_comment(comment.post, text="Mine too", name=comment.author_name, ip=comment.ip,
                         email="new@example.org")  # fmt: skip
    assert edit(other, "And mine").state is State.PUBLISHED


def test_copy_of_another_is_held() -> None:
    text = "A text that is long enough to be taken for a copy of another."
    comment = make_comment(make_comment(text=text).post, text="Mine")
    assert edit(comment, text).state is State.HELD


def test_first_comment_is_not_asked_about_again_once_it_was_approved() -> None:
    set_discussion(hold_first=True, require_email=False)
    comment = make_comment(text="One", email="")
    assert edit(comment, "Two").state is State.PUBLISHED
    waiting = make_comment(text="One more", email="", status=CommentStatus.PENDING)
    assert edit(waiting, "Still one more").state is State.HELD


def test_what_became_required_since_is_not_asked_for() -> None:
    set_discussion(require_name=False, require_email=False)
    comment = make_comment(text="One", name="", email="")
    set_discussion(require_name=True, require_email=True)
    assert edit(comment, "Two").state is State.PUBLISHED


def test_answer_to_what_has_been_removed_may_be_changed() -> None:
    parent = make_comment()
    reply = make_comment(parent=parent, text="One")
    remove(comment=parent, by=None)
    assert edit(reply, "Two").state is State.PUBLISHED


def test_where_comments_are_closed_nothing_new_is_said_in_an_old_one() -> None:
    comment = make_comment(text="One")
    Post.objects.filter(pk=comment.post_id).update(comment_switch=CommentSwitch.CLOSED)
    outcome = edit(comment, "Two")
    assert outcome.state is State.REFUSED
    assert "closed" in outcome.reasons[0]


def test_no_comment_is_changed_without_end(settings) -> None:
    comment = make_comment(text="One")
    for _ in range(MOST_CHANGES // 2):
        assert refusal_of_change(stored(comment), settings) is None
        withdraw(comment=comment)
        unwithdraw(comment=comment)
    refusal = refusal_of_change(stored(comment), settings)
    assert refusal is not None
    assert refusal.code == "often"
    assert edit(comment, "Two").state is State.REFUSED
    assert stored(comment).source == "One"


def test_change_of_what_lies_among_the_spam_does_not_keep_it_longer() -> None:
    comment = submit(make_submission(honeypot="x", text="One")).comment
    assert edit(comment, LINKS).state is State.HELD
    mark_spam(comment=comment, by=None)
    since = stored(comment).put_away_at
    assert edit(comment, f"{LINKS} Two").state is State.HELD
    assert (stored(comment).status, stored(comment).put_away_at) == (CommentStatus.SPAM, since)


@pytest.mark.parametrize("is_undo", [True, False])
def test_decision_about_what_its_author_deleted_taken_back_leaves_it_deleted_by_its_author(is_undo) -> None:
    maud, comment = make_cast().maud, make_comment()
    when = withdraw(comment=comment).withdrawn_at
    mark_spam(comment=comment, by=maud)
    assert stored(comment).withdrawn_at is None
    if is_undo:
        undo(entry=comment.moderation_log.get(verb="spam"), by=maud)
    else:
        restore(comment=comment, by=maud)
    again = stored(comment)
    assert again.status == CommentStatus.TRASH
    assert again.withdrawn_at is not None
    assert abs(again.withdrawn_at - when) < datetime.timedelta(seconds=1)


@pytest.mark.parametrize("verb", [remove, delete_for_good])
def test_removed_comment_is_not_changed(verb: Any) -> None:
    comment = make_comment(text="One")
    fresh = Comment.objects.select_related("post").get(pk=comment.pk)
    verb(comment=comment, by=None)
    outcome = edit_own(comment=fresh, text="Two", wording=wording_of(fresh))
    assert outcome.state is State.REFUSED
    assert "removed" in outcome.reasons[0]
    assert not CommentRevision.objects.exists()


def test_comment_that_is_gone_is_not_changed() -> None:
    comment = make_comment(text="One", status=CommentStatus.PENDING)
    delete_for_good(comment=comment, by=None)
    assert edit_own(comment=comment, text="Two", wording="").state is State.REFUSED


def test_preview_of_a_change_says_what_would_happen_and_stores_nothing() -> None:
    comment = Comment.objects.select_related("post").get(pk=make_comment(text="One").pk)
    with CaptureQueriesContext(connection) as queries:
        outcome = examine_edit(comment=comment, text=f"*Two* {LINKS}")
    assert outcome.state is State.HELD
    assert outcome.comment is not None
    assert "<em>Two</em>" in outcome.comment.html
    assert not [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert comment.source == "One"


def test_first_and_later_change_cost_the_same_queries() -> None:
    comment = make_comment(text="One")
    counts = []
    for text in ("Two", "Three", "Four"):
        with CaptureQueriesContext(connection) as queries:
            edit(comment, text)
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


# --- Deleting one's own


def test_withdrawn_comment_is_in_the_trash_and_can_be_put_back() -> None:
    comment = withdraw(comment=make_comment(text="One"))
    assert (comment.status, comment.withdrawn_at is not None) == (CommentStatus.TRASH, True)
    assert Post.objects.get(pk=comment.post_id).comment_count == 0
    entry = ModerationLog.objects.get(verb="withdraw")
    assert (entry.by, entry.before, entry.after) == (None, CommentStatus.APPROVED, CommentStatus.TRASH)
    back = unwithdraw(comment=comment)
    assert (back.status, back.withdrawn_at, back.number) == (CommentStatus.APPROVED, None, 1)
    assert Post.objects.get(pk=comment.post_id).comment_count == 1


@pytest.mark.parametrize("status", [CommentStatus.PENDING, CommentStatus.SPAM])
def test_what_waited_waits_again_when_it_is_put_back(status: CommentStatus) -> None:
    comment = withdraw(comment=make_comment(status=status))
    assert unwithdraw(comment=comment).status == status


def test_deleting_and_putting_back_twice_changes_nothing_more() -> None:
    comment = make_comment()
    withdraw(comment=comment)
    withdraw(comment=comment)
    unwithdraw(comment=comment)
    unwithdraw(comment=comment)
    verbs = ModerationLog.objects.filter(verb__in=("withdraw", "unwithdraw")).values_list("verb", flat=True)
    assert sorted(verbs) == ["unwithdraw", "withdraw"]


def test_what_a_moderator_removed_its_author_can_neither_delete_nor_put_back() -> None:
    comment = remove(comment=make_comment(), by=None)
    assert withdraw(comment=comment).withdrawn_at is None
    assert unwithdraw(comment=comment).status == CommentStatus.TRASH


def test_what_a_moderator_restored_and_removed_is_not_called_withdrawn() -> None:
    comment = withdraw(comment=make_comment())
    comment = restore(comment=comment, by=None)
    assert (comment.status, stored(comment).withdrawn_at) == (CommentStatus.APPROVED, None)
    assert remove(comment=comment, by=None).withdrawn_at is None
    assert unwithdraw(comment=comment).status == CommentStatus.TRASH


def test_time_for_putting_back() -> None:
    settings = DiscussionSettings.current()
    comment, waiting = make_comment(), make_waiting()
    with later(comment, minutes=50):
        comment, waiting = withdraw(comment=comment), withdraw(comment=waiting)
    with later(comment, minutes=61):
        assert refusal_of_change(comment, settings) is not None
        assert refusal_of_change(waiting, settings) is None
    with later(comment, minutes=111):
        assert refusal_of_change(waiting, settings) is not None


# --- A moderator's change


def test_moderator_changes_what_no_rule_would_let_through() -> None:
    maud = make_cast().maud
    with time_machine.travel(days_ago(400)):
        comment = make_comment(text="One")
    changed = edit_comment(comment=comment, source=f"*Two* {LINKS}", by=maud, reason="Names left out")
    assert (changed.status, changed.number) == (CommentStatus.APPROVED, 1)
    now = stored(comment)
    assert "<em>Two</em>" in now.html
    assert now.edited_at is not None
    assert now.edited_at <= timezone.now()
    assert (CommentRevision.objects.get().source, CommentRevision.objects.get().by) == ("One", maud)
    entry = ModerationLog.objects.get(verb="edit")
    assert (entry.by, entry.reason) == (maud, "Names left out")
    assert Post.objects.get(pk=comment.post_id).comment_count == 1
    assert search.matching_ids("two") == [comment.pk]


@pytest.mark.parametrize("status", CommentStatus.values)
def test_moderator_changes_a_comment_of_any_status_and_that_stays(status: str) -> None:
    comment = make_comment(text="One", status=status)
    changed = edit_comment(comment=comment, source="Two", by=make_user())
    assert (changed.status, stored(comment).source) == (status, "Two")


def test_moderator_who_changes_nothing_leaves_no_trace() -> None:
    comment = make_comment(text="One")
    changed = edit_comment(comment=comment, source="One\r\n", by=make_user())
    assert (changed.version, changed.edited_at) == (comment.version, None)
    assert not CommentRevision.objects.exists()


def test_moderator_may_change_what_is_longer_than_anybody_may_write() -> None:
    comment = make_comment()
    edit_comment(comment=comment, source="long " * 5_000, by=make_user())
    assert stored(comment).html.count("long") == 5_000


def test_moderator_can_not_empty_a_comment() -> None:
    comment = make_comment(text="One")
    with pytest.raises(ValidationError, match="trash"):
        edit_comment(comment=comment, source=" \n", by=make_user())
    assert stored(comment).source == "One"


def test_comment_deleted_for_good_is_not_filled_again() -> None:
    comment = make_comment()
    delete_for_good(comment=comment, by=None)
    assert edit_comment(comment=comment, source="Two", by=make_user()).source == ""
