"""What the filter has learnt, and the only code that changes it: a moderator's decisions, one at a time.

A comment teaches once: ``Comment.learnt_as`` says what. Whoever decides otherwise later takes that back, by
the words that taught it: when they are changed, it is learnt anew, or not to be taken back any more.
"""

from collections.abc import Iterable

from django.db import connection, transaction

from blog.statements import answer
from comments.models import Comment, CommentStatus, DiscussionSettings, SpamToken

from .scoring import TOTAL, Seen
from .tokens import tokens_of

HAM, SPAM = "ham", "spam"
# What a decision says of a comment. The trash says nothing: it takes the rude as well as the stray.
_LESSONS = {"approve": HAM, "spam": SPAM}
# What puts back what was there before also puts back what that was learnt as.
_WAYS_BACK = {"restore", "undo"}
LESSON_OF = {CommentStatus.APPROVED: HAM, CommentStatus.SPAM: SPAM}


def tokens_in(comment: Comment) -> tuple[str, ...]:
    """The tokens of ``comment``, which need not be stored."""
    return tokens_of(
        text=comment.source, name=comment.author_name, email=comment.author_email, url=comment.author_url
    )


def seen_of(comment: Comment) -> dict[str, Seen]:
    """Read how often the tokens of ``comment`` were seen; one query, by a bounded number of primary keys."""
    tokens = (TOTAL, *tokens_in(comment))
    # By hand, as it is asked of every comment, and the query set alone would take longer than all the rest.
    sql = (
        f"SELECT token, spam, ham FROM {SpamToken._meta.db_table} "  # noqa: S608
        f"WHERE token IN ({', '.join(['%s'] * len(tokens))})"
    )
    return {token: Seen(spam, ham) for token, spam, ham in answer(sql, tokens)}


def learnt() -> Seen:
    """From how many comments of each kind the filter has learnt."""
    total = SpamToken.objects.filter(token=TOTAL).values_list("spam", "ham").first()
    return Seen(*total) if total else Seen(0, 0)


def heed(comment: Comment, *, verb: str, before: str, is_decided: bool) -> None:
    """Learn from the decision ``verb`` about ``comment``, which had the status ``before``; doesn't save it.

    Only what a moderator decided (``is_decided``) teaches, never a rule, an import or the writer. A verb that
    leaves the status as it was, an edit say, is no decision; and what was deleted for good stays learnt,
    since its words are gone. Called under the post's row lock, before the comment's row is written.
    """
    if not is_decided or not comment.source or before == comment.status:
        return
    lesson = _lesson_before(comment) if verb in _WAYS_BACK else _LESSONS.get(verb)
    if lesson != comment.learnt_as and DiscussionSettings.current().spam_filter:
        learn(comment, lesson)


def _lesson_before(comment: Comment) -> str | None:
    """What a moderator said of ``comment`` by the status it has again; None where a rule gave it that."""
    lesson = LESSON_OF.get(CommentStatus(comment.status))
    said = comment.moderation_log.filter(after=comment.status, verb__in=_LESSONS, by__isnull=False)
    return lesson if lesson and said.exists() else None


def reword(before: Comment, after: Comment, *, is_decided: bool) -> None:
    """``before`` is going to say what ``after`` says: by a moderator (``is_decided``), who stands by what was
    decided, or by its author. What was decided of the words before the latter's change stays learnt; the new
    ones teach when somebody has decided about them. For the caller to save.
    """
    lesson, after.learnt_as = before.learnt_as, None
    if lesson and is_decided and DiscussionSettings.current().spam_filter:
        learn(before, None)
        learn(after, lesson)


def learn(comment: Comment, lesson: str | None) -> None:
    """Make ``lesson`` (None: nothing) what is learnt from ``comment``; its row is for the caller to save."""
    spam, ham = _change(SPAM, comment, lesson), _change(HAM, comment, lesson)
    if spam or ham:
        _add(tokens_in(comment), spam=spam, ham=ham)
    comment.learnt_as = lesson


def _change(kind: str, comment: Comment, lesson: str | None) -> int:
    return (lesson == kind) - (comment.learnt_as == kind)


def _add(tokens: Iterable[str], *, spam: int, ham: int) -> None:
    """Add to the counts of ``tokens``, and to the number of comments; one statement.

    In their order, the total first: two moderators' rows are then locked in the same order, by whoever got
    the total, and nobody waits for each other. A count that isn't there can't be taken from.
    """
    table = SpamToken._meta.db_table
    rows = sorted({TOTAL, *tokens})
    sql = (
        f"INSERT INTO {table} (token, spam, ham) VALUES {', '.join(['(%s, %s, %s)'] * len(rows))} "  # noqa: S608
        f"ON CONFLICT (token) DO UPDATE SET {_added(table, 'spam', spam)}, {_added(table, 'ham', ham)}"
    )
    first = max(spam, 0), max(ham, 0)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for token in rows for value in (token, *first)])


def _added(table: str, column: str, change: int) -> str:
    """Never below nothing; written by hand as the databases have no common name for the greater of two."""
    after = f"{table}.{column} + ({change})"
    return f"{column} = CASE WHEN {after} < 0 THEN 0 ELSE {after} END"


def lock() -> None:
    """Let nobody learn anything else until the end of this transaction."""
    _add((), spam=0, ham=0)


@transaction.atomic
def forget() -> None:
    """Forget everything, and that anything was learnt."""
    lock()
    SpamToken.objects.exclude(token=TOTAL).delete()
    SpamToken.objects.update(spam=0, ham=0)
    Comment.objects.exclude(learnt_as=None).update(learnt_as=None)
