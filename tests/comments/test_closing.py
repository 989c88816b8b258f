"""Closing and reopening: a whole discussion, or what lies below one comment."""

import pytest

from blog.models import CommentSwitch, Post, Stamp
from comments.closing import close_below, closed_above, closed_among, reopen_below, set_comment_switch
from comments.models import Comment, CommentStatus, ModerationLog
from comments.moderation import approve
from tests.cast import make_cast
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_post

pytestmark = pytest.mark.django_db


def _stamp(key: str) -> str:
    return Stamp.objects.get(pk=key).token


def _logged() -> list[tuple]:
    rows = ModerationLog.objects.order_by("pk").values_list("verb", "by", "reason", "post", "comment")
    return [row for row in rows if row[0] in ("close", "reopen") or row[0].startswith("switch-")]


def _chain(length: int) -> list[Comment]:
    set_discussion(flood_seconds=0)
    chain = [make_comment()]
    while len(chain) < length:
        chain.append(make_comment(parent=chain[-1]))
    return chain


def test_closing_is_done_once_and_kept_in_the_log() -> None:
    maud, comment = make_cast().maud, make_comment()
    before = _stamp(f"thread:{comment.post_id}")
    closed = close_below(comment=comment, by=maud, reason="Going in circles.")
    after = _stamp(f"thread:{comment.post_id}")
    assert after != before
    assert close_below(comment=comment, by=None).closed_at == closed.closed_at is not None
    assert _stamp(f"thread:{comment.post_id}") == after
    assert _logged() == [("close", maud.pk, "Going in circles.", comment.post_id, comment.pk)]


def test_reopening_undoes_closing_once() -> None:
    maud, comment = make_cast().maud, make_comment()
    assert reopen_below(comment=comment, by=maud).closed_at is None
    close_below(comment=comment, by=maud)
    before = _stamp(f"thread:{comment.post_id}")
    for _ in range(2):
        assert reopen_below(comment=comment, by=maud, reason="Cooled down.").closed_at is None
    assert _stamp(f"thread:{comment.post_id}") != before
    assert [row[0] for row in _logged()] == ["close", "reopen"]


def test_closing_what_was_deleted_for_good_raises() -> None:
    comment = make_comment()
    Comment.objects.filter(pk=comment.pk).delete()
    with pytest.raises(Comment.DoesNotExist):
        close_below(comment=comment, by=None)


def test_closed_counts_for_everything_below_and_nothing_beside() -> None:
    root, child, grandchild, last = _chain(4)
    beside = make_comment(parent=root)
    close_below(comment=child, by=None)
    found = [closed_above(row.pk, row.root_id) for row in (root, child, grandchild, last, beside)]
    assert found == [False, True, True, True, False]


def test_closed_root_closes_its_thread_and_no_other() -> None:
    root, child, grandchild = _chain(3)
    other = make_comment(root.post)
    close_below(comment=root, by=None)
    found = [closed_above(row.pk, row.root_id) for row in (root, child, grandchild, other)]
    assert found == [True, True, True, False]


def test_reopened_further_up_stays_closed_further_down() -> None:
    root, child, grandchild = _chain(3)
    close_below(comment=root, by=None)
    close_below(comment=child, by=None)
    reopen_below(comment=root, by=None)
    found = [closed_above(row.pk, row.root_id) for row in (root, child, grandchild)]
    assert found == [False, True, True]


@pytest.mark.parametrize("depth", [2, 60])
def test_a_thread_where_nothing_is_closed_costs_one_query(depth: int, django_assert_num_queries) -> None:
    last = _chain(depth)[-1]
    with django_assert_num_queries(1):
        assert not closed_above(last.pk, last.root_id)


def test_a_thread_with_something_closed_costs_two_however_deep(django_assert_num_queries) -> None:
    chain = _chain(60)
    close_below(comment=chain[1], by=None)
    with django_assert_num_queries(2):
        assert closed_above(chain[-1].pk, chain[-1].root_id)


def test_closing_reaches_an_answer_that_began_a_thread_of_its_own() -> None:
    set_discussion(flood_seconds=0)
    top = make_comment(status=CommentStatus.PENDING)
    Comment.objects.filter(pk=top.pk).update(number=None, thread_number=None)  # as an import has it
    reply = Comment.objects.create(post=top.post, parent=top, root=top, depth=1, source="A", html="<p>A</p>")
    reply = approve(comment=reply, by=None)
    below = make_comment(parent=reply)
    assert (reply.root_id, below.root_id) == (None, reply.pk)
    top = approve(comment=top, by=None)
    beside = make_comment(top.post)
    close_below(comment=top, by=None)
    assert closed_above(reply.pk, reply.root_id)
    assert closed_above(below.pk, below.root_id)
    assert closed_among({reply.pk: reply.pk, below.pk: reply.pk, beside.pk: beside.pk}) == {
        reply.pk,
        below.pk,
    }
    reopen_below(comment=top, by=None)
    assert not closed_above(below.pk, below.root_id)


def test_a_circle_of_parents_ends() -> None:
    root, child, grandchild = _chain(3)
    Comment.objects.filter(pk=child.pk).update(parent=grandchild)
    close_below(comment=make_comment(parent=root), by=None)
    assert not closed_above(grandchild.pk, grandchild.root_id)


@pytest.mark.parametrize("switch", [CommentSwitch.CLOSED, CommentSwitch.OPEN, CommentSwitch.HELD])
def test_switch_of_a_post_is_set_once_and_kept_in_the_log(switch) -> None:
    maud, post = make_cast().maud, make_post()
    before = {key: _stamp(key) for key in (f"post:{post.pk}", f"thread:{post.pk}", "lists")}
    for _ in range(2):
        assert (
            set_comment_switch(post=post, switch=switch, by=maud, reason="Enough.").comment_switch == switch
        )
    stored = Post.entries.get(pk=post.pk)
    assert (stored.comment_switch, stored.modified_at) == (switch, post.modified_at)
    assert _logged() == [(f"switch-{switch}", maud.pk, "Enough.", post.pk, None)]
    changed = {key for key, token in before.items() if _stamp(key) != token}
    assert changed == {f"post:{post.pk}", f"thread:{post.pk}"}


def test_history_of_a_post_says_who_closed_it() -> None:
    maud, post = make_cast().maud, make_post()
    set_comment_switch(post=post, switch=CommentSwitch.CLOSED, by=maud)
    newest = post.revisions.first()
    assert newest is not None
    assert (newest.by, newest.note) == (maud, "Comments: closed")
