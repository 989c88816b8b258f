"""Many clients at once, and a process killed while it posts: nothing is lost, doubled or misnumbered."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from urllib.parse import quote

import pytest
from django.db import connection, connections

from blog.models import Post
from comments.editing import ChangedMeanwhileError, edit_own, wording_of
from comments.models import Comment, CommentStatus, ModerationLog
from comments.moderation import approve, remove
from comments.submission import Outcome, State, submit
from tests.comment_factories import make_comment, make_submission, set_discussion
from tests.factories import make_post

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS, EACH = 50, 4
# So many comments of the process that is killed must have been acknowledged before.
BEFORE_THE_KILL = 20


@pytest.fixture
def post() -> Post:
    set_discussion(hold_first=False, flood_seconds=0)
    return make_post()


def _at_once(count: int, work: Callable[[int], object]) -> list:
    """Do ``work(0)``, ``work(1)`` … each in a thread with a connection of its own, begun at one moment."""
    start = Barrier(count)

    def begin(number: int) -> object:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(begin, range(count)))


def _numbers(post: Post) -> list[int]:
    return list(Comment.objects.filter(post=post).order_by("pk").values_list("number", flat=True))


def test_fifty_clients_at_once_lose_and_double_nothing(post) -> None:
    def client(_number: int) -> list[Outcome]:
        return [submit(make_submission(post)) for _ in range(EACH)]

    outcomes = [outcome for outcomes in _at_once(CLIENTS, client) for outcome in outcomes]
    assert {outcome.state for outcome in outcomes} == {State.PUBLISHED}
    acknowledged = {outcome.comment.pk: outcome.comment.number for outcome in outcomes}
    stored = dict(Comment.objects.filter(post=post).values_list("pk", "number"))
    assert stored == acknowledged
    assert _numbers(post) == list(range(1, CLIENTS * EACH + 1))
    assert Post.objects.get(pk=post.pk).comment_count == CLIENTS * EACH


def test_same_comment_sent_eight_times_at_once_is_stored_once(post) -> None:
    submission = make_submission(post)
    outcomes = _at_once(8, lambda _number: submit(submission))
    assert len({outcome.comment.pk for outcome in outcomes}) == 1
    assert sorted(outcome.is_repeat for outcome in outcomes) == [False, *[True] * 7]
    assert Comment.objects.count() == 1


def test_two_moderators_at_once_decide_one_after_the_other(post) -> None:
    waiting = [make_comment(post, status=CommentStatus.PENDING) for _ in range(10)]

    def moderator(number: int) -> None:
        for comment in waiting if number % 2 else reversed(waiting):
            approve(comment=comment, by=None)

    _at_once(4, moderator)
    assert ModerationLog.objects.filter(verb="approve").count() == len(waiting)
    assert sorted(_numbers(post)) == list(range(1, len(waiting) + 1))
    assert Post.objects.get(pk=post.pk).comment_count == len(waiting)


def test_author_and_moderator_at_once_are_heard_one_after_the_other(post) -> None:
    """Changing a comment while it is removed: it is gone, and says what it said before or what was saved."""
    comments = [make_comment(post, "As it was") for _ in range(4)]

    def remove_or_change(number: int) -> Outcome | None:
        comment = comments[number // 2]
        if number % 2:
            return edit_own(comment=comment, text=f"Changed {number}", wording=wording_of(comment))
        remove(comment=comment, by=None)
        return None

    outcomes = _at_once(8, remove_or_change)[1::2]
    for comment, outcome in zip(comments, outcomes, strict=True):
        comment.refresh_from_db()
        is_changed = outcome.state is State.PUBLISHED
        assert comment.status == CommentStatus.TRASH
        assert (comment.source != "As it was") == is_changed
        assert comment.revisions.count() == is_changed
    assert Post.objects.get(pk=post.pk).comment_count == 0


def test_changes_from_six_windows_at_once_lose_none_silently(post) -> None:
    comment = make_comment(post, "As it was")

    def window(number: int) -> Outcome | None:
        try:
            return edit_own(comment=comment, text=f"Window {number}", wording=wording_of(comment))
        except ChangedMeanwhileError:
            return None

    saved = [outcome for outcome in _at_once(6, window) if outcome]
    assert len(saved) == comment.revisions.count() == 1
    assert Comment.objects.get().source == saved[0].comment.source


def test_reply_is_refused_or_stands_below_what_was_visible(post) -> None:
    """Removing the parent while it is answered: whoever comes second sees what the first did."""
    parents = [make_comment(post) for _ in range(4)]

    def remove_or_reply(number: int) -> Outcome | None:
        parent = parents[number // 2]
        if number % 2:
            return submit(make_submission(post, parent=parent))
        remove(comment=parent, by=None)
        return None

    replies = [outcome for outcome in _at_once(8, remove_or_reply) if outcome]
    for outcome in replies:
        assert outcome.state == State.PUBLISHED or outcome.signals[0].rule == "reply"
    published = sum(outcome.state == State.PUBLISHED for outcome in replies)
    assert Post.objects.get(pk=post.pk).comment_count == published


# --- Killed


def _database_url() -> str:
    """The address of the test database, for another process."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(database['NAME']))}"
    login = ":".join(quote(database[part], safe="") for part in ("USER", "PASSWORD") if database[part])
    host = quote(database["HOST"] or "", safe="") + (f":{database['PORT']}" if database["PORT"] else "")
    return f"postgres://{login + '@' if login else ''}{host}/{database['NAME']}"


class Poster:
    """A process that posts until it is stopped, and writes a line for every comment acknowledged."""

    def __init__(self, post: Post) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.poster", str(post.pk)],
            env=os.environ | {"DATABASE_URL": _database_url()},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.lines: Iterator[str] = iter(self.process.stdout)
        self.data_dir = Path(next(self.lines).strip())
        self.acknowledged: dict[int, int] = {}

    def read(self, count: int | None = None) -> None:
        """Wait for ``count`` lines, or (None) for the end."""
        for line in self.lines:
            pk, _, number = line.partition(" ")
            self.acknowledged[int(pk)] = int(number)
            if len(self.acknowledged) == count:
                break

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.read()
        self.process.wait()

    def remove_data(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.data_dir, ignore_errors=True)


@pytest.fixture
def posters(post) -> Iterator[list[Poster]]:
    started = [Poster(post) for _ in range(2)]
    yield started
    for poster in started:
        poster.remove_data()


def test_kill_in_the_middle_loses_nothing_that_was_acknowledged(post, posters) -> None:
    killed, other = posters
    killed.read(BEFORE_THE_KILL)
    killed.kill()
    assert killed.process.returncode == -signal.SIGKILL
    other.read(len(other.acknowledged) + BEFORE_THE_KILL)
    other.kill()
    stored = dict(Comment.objects.filter(post=post).values_list("pk", "number"))
    acknowledged = killed.acknowledged | other.acknowledged
    assert len(killed.acknowledged) >= BEFORE_THE_KILL
    assert acknowledged.items() <= stored.items()
    # Each may have stored one more than it could say.
    assert len(stored) - len(acknowledged) <= 2
    assert sorted(stored.values()) == list(range(1, len(stored) + 1))
    assert Post.objects.get(pk=post.pk).comment_count == len(stored)
    assert submit(make_submission(post)).comment.number == len(stored) + 1
