"""Two comments of one person at the same moment, below two posts: the second hears that it was quick."""

from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from comments.rules import Signal
from comments.submission import Outcome, State, Submission, submit
from tests.comment_factories import make_submission, set_discussion

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def _submit(submission: Submission) -> Outcome:
    try:
        return submit(submission)
    finally:
        connection.close()


def _wait_until_it_waits(second: "Future[Outcome]") -> None:
    """On SQLite there is nothing to see: no transaction begins before the other has ended."""
    while connection.vendor == "postgresql" and not second.done():
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone():
                return


def _at_once(first: Submission, second: Submission) -> tuple[Outcome, Outcome]:
    """Submit the second after the first, and before the transaction of the first has ended."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            told_first = submit(first)
            future = pool.submit(_submit, second)
            _wait_until_it_waits(future)
        return told_first, future.result()


def _rules(signals: tuple[Signal, ...]) -> list[str]:
    return [signal.rule for signal in signals]


def test_second_comment_of_a_person_waits_for_the_first_also_below_another_post() -> None:
    set_discussion(hold_first=False)
    guest = {"name": "Legion", "email": "legion@example.org"}
    first, second = _at_once(make_submission(**guest), make_submission(**guest))
    assert first.state == State.PUBLISHED
    assert (second.state, _rules(second.signals)) == (State.REFUSED, ["flood"])


def test_burst_of_a_network_is_counted_exactly_also_below_other_posts() -> None:
    set_discussion(hold_first=False)
    for number in range(4):
        assert submit(make_submission(ip=f"203.0.113.{number}")).state == State.PUBLISHED
    fifth, sixth = _at_once(make_submission(ip="203.0.113.8"), make_submission(ip="203.0.113.9"))
    assert fifth.state == State.PUBLISHED
    assert _rules(sixth.signals) == ["flood"]


def test_people_who_have_nothing_in_common_do_not_wait_for_each_other() -> None:
    if connection.vendor != "postgresql":
        return  # one writer at a time, whoever it is
    set_discussion(hold_first=False)
    first, second = make_submission(ip="198.51.100.1"), make_submission(ip="203.0.113.1")
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        submit(first)
        assert pool.submit(_submit, second).result(30).state == State.PUBLISHED
