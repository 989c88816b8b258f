"""The pure half of threads: order, tombstones, marks, pages; and lists of any depth."""

import datetime

import pytest

from comments import threads
from comments.threads import Row

WHEN = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


def row(
    number: int,
    parent: int | None = None,
    root: int | None = None,
    *,
    gone: bool = False,
    closed: bool = False,
) -> Row:
    """A comment whose pk is its number; a root unless ``parent`` is given, whose root is 1 by default."""
    is_root = parent is None
    return Row(
        pk=number,
        number=number,
        status="trash" if gone else "approved",
        thread_number=number if is_root else None,
        thread_position=None if is_root else number,
        root_id=None if is_root else root or 1,
        parent_id=parent,
        parent_number=parent,
        parent_status="approved" if parent else None,
        parent_name="Ann" if parent else None,
        name="Ben",
        url="",
        user_id=None,
        written=WHEN.isoformat(),
        edited_at=None,
        withdrawn_at=None,
        closed_at=WHEN if closed else None,
        parent_closed_at=None,
        root_closed_at=None,
        html="<p>Text</p>",
    )


def shape(rows: list[Row]) -> list[tuple[int, int]]:
    return [(item.row.number, item.level) for item in threads.arrange(rows)]


def outline(rows: list[Row]) -> str:
    """Write the marks out: ( opens a list, ) closes one."""
    return " ".join(
        ")" * item.closes + "(" * item.opens + str(item.row.number) for item in threads.arrange(rows)
    )


def test_arrange_puts_replies_below_what_they_answer_in_order_of_their_numbers() -> None:
    rows = [row(5, 2), row(3, 1), row(1), row(2, 1), row(4), row(6, 4, 4)]
    assert shape(rows) == [(1, 0), (2, 1), (5, 2), (3, 1), (4, 0), (6, 1)]


def test_arrange_marks_where_lists_open_and_close() -> None:
    rows = [row(1), row(2, 1), row(3, 2), row(4, 1), row(5, 4), row(6)]
    assert outline(rows) == "1 (2 (3 )4 (5 ))6"


def test_arrange_orders_threads_by_thread_number_even_if_a_reply_was_public_first() -> None:
    late_root, early = row(7), row(2, 7, 7)
    assert shape([early, late_root]) == [(7, 0), (2, 1)]


def test_arrange_keeps_a_tombstone_only_above_something_visible() -> None:
    rows = [row(1, gone=True), row(2, 1, gone=True), row(3, 2), row(4, 1, gone=True), row(5, gone=True)]
    items = threads.arrange(rows)
    assert [(item.row.number, item.row.is_visible) for item in items] == [(1, False), (2, False), (3, True)]


def test_arrange_puts_a_reply_whose_parent_is_elsewhere_directly_below_the_root() -> None:
    items = threads.arrange([row(1), row(300, 250), row(301, 300)])
    assert [(item.row.number, item.level, item.parent_is_here) for item in items] == [
        (1, 0, False),
        (300, 1, False),
        (301, 2, True),
    ]


def test_arrange_does_not_follow_a_parent_into_another_thread() -> None:
    assert shape([row(1), row(2), row(3, 2, 1)]) == [(1, 0), (3, 1), (2, 0)]


def test_arrange_leaves_out_a_reply_whose_thread_is_not_here() -> None:
    assert shape([row(1), row(9, 8, 8)]) == [(1, 0)]


def test_arrange_caps_the_indent_and_not_the_depth() -> None:
    rows = [row(1), *(row(number, number - 1) for number in range(2, 10))]
    assert [level for _, level in shape(rows)] == [0, 1, 2, 3, 4, 5, 5, 5, 5]


def test_arrange_takes_a_thread_of_any_depth() -> None:
    rows = [row(1), *(row(number, number - 1) for number in range(2, 5001))]
    items = threads.arrange(rows)
    assert [item.row.number for item in items] == list(range(1, 5001))


def test_arrange_without_rows_is_empty() -> None:
    assert threads.arrange([]) == []


def test_arrange_turns_threads_round_and_never_replies() -> None:
    rows = [row(1), row(2, 1), row(3), row(4, 1), row(5, 3, 3)]
    items = threads.arrange(rows, newest_first=True)
    assert [item.row.number for item in items] == [3, 5, 1, 2, 4]


def test_line_up_turns_round_what_it_shows() -> None:
    rows = [row(1, gone=True), row(2), row(3, 1)]
    assert [item.row.number for item in threads.line_up(rows, newest_first=True)] == [3, 2, 1]


def test_what_stands_below_a_closed_comment_is_closed_whatever_the_order() -> None:
    rows = [row(1), row(2, 1, closed=True), row(3, 2), row(4, 3), row(5, 1), row(6)]
    for items in (threads.arrange(rows), threads.line_up(rows), threads.line_up(rows, newest_first=True)):
        assert sorted(item.row.number for item in items if item.is_closed) == [2, 3, 4]


def test_line_up_shows_a_tombstone_only_where_it_is_answered_on_the_page() -> None:
    items = threads.line_up([row(3, 1), row(1, gone=True), row(2, gone=True), row(4)])
    assert [(item.row.number, item.level, item.parent_is_here) for item in items] == [
        (1, 0, False),
        (3, 0, True),
        (4, 0, False),
    ]


@pytest.mark.parametrize(
    ("function", "last_of_first_page"),
    [
        (threads.page_of_thread, 25),
        (threads.page_of_number, 100),
        (threads.page_of_position, 200),
    ],
)
def test_pages_begin_after_the_last_number_of_the_one_before(
    function: object, last_of_first_page: int
) -> None:
    assert callable(function)
    pages = [function(number) for number in (1, last_of_first_page, last_of_first_page + 1)]
    assert pages == [1, 1, 2]


def test_span_and_page_agree() -> None:
    first, last = threads.span(3, threads.THREADS_PER_PAGE)
    assert (threads.page_of_thread(first), threads.page_of_thread(last)) == (3, 3)
    assert (threads.page_of_thread(first - 1), threads.page_of_thread(last + 1)) == (2, 4)
