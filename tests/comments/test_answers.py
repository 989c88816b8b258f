"""Which answers a card has to name: those that don't stand right below it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.statements import Statement
from comments import answers, threads
from comments.answers import Answer
from comments.moderation import remove
from tests.comments.discussions import make_thread
from tests.comments.test_threads import row
from tests.factories import make_post


def numbers(found: dict[int, list[Answer]]) -> dict[int, list[int]]:
    return {pk: [answer.number for answer in them] for pk, them in found.items()}


def test_answers_in_a_list_of_their_own_are_not_named() -> None:
    assert answers.on_page(threads.arrange([row(1), row(2, 1), row(3, 2), row(4, 1)])) == {}


def test_answers_beyond_the_indent_are_named_unless_they_come_next() -> None:
    chain = [row(1), *(row(number, number - 1) for number in range(2, 9))]
    assert answers.on_page(threads.arrange(chain)) == {}
    # 6 stands as deep as lists go: 7 comes next, 9 and 10 answer it as well and stand further down.
    found = answers.on_page(threads.arrange([*chain, row(9, 6), row(10, 6)]))
    assert numbers(found) == {6: [9, 10]}


def test_answer_that_begins_a_thread_of_its_own_is_named() -> None:
    own_thread = row(3, 1)._replace(thread_number=3, thread_position=None, root_id=None)
    assert numbers(answers.on_page(threads.arrange([row(1), row(2), own_thread]))) == {1: [3]}


@pytest.mark.parametrize("newest_first", [False, True])
def test_every_answer_is_named_where_comments_stand_one_after_another(newest_first: bool) -> None:
    rows = [row(1), row(2, 1), row(3, 1), row(4, 1, gone=True), row(5, 3)]
    found = answers.joined(answers.on_page(threads.line_up(rows, newest_first=newest_first)))
    assert {pk: [answer.number for answer in them] for pk, them in found.items()} == {1: [2, 3], 3: [5]}


def test_one_more_than_is_shown_is_kept_to_say_that_there_are_more() -> None:
    many = {1: [Answer(number, number, True) for number in range(30, 1, -1)]}
    assert [answer.number for answer in answers.joined(many)[1]] == [*range(2, 11)]


@pytest.mark.django_db
def test_answers_on_other_pages_are_read_in_one_query_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_thread(make_post(), 6, parent_of=lambda position: 0 if position < 4 else 3)
    remove(comment=made[2], by=None)
    here = {made[0].pk, made[3].pk}
    with CaptureQueriesContext(connection) as queries:
        found = answers.elsewhere([made[0].pk, made[3].pk], here)
    assert len(queries) == 1
    assert {pk: sorted(them) for pk, them in numbers(found).items()} == {
        made[0].pk: [2],
        made[3].pk: [5, 6, 7],
    }
    monkeypatch.setattr(answers, "LOOKED_AT", 2)
    monkeypatch.setattr(answers, "_ANSWERS", Statement(answers._answers))
    assert sum(map(len, answers.elsewhere([made[3].pk], set()).values())) == 2
