"""The order and the portions in which items are stored."""

from blog.wordpress.elements import item
from blog.wordpress.grouping import batches, parents_first


def entry(number, parent=0, post_type="page", comments=0):
    fields = {"wp:post_id": str(number), "wp:post_parent": str(parent), "wp:post_type": post_type}
    return item(fields, [], {}, [None] * comments)


def order(*items):
    return [each.number for each in parents_first(items)]


def test_page_waits_for_its_parent() -> None:
    assert order(entry(3, 2), entry(2, 1), entry(9), entry(1)) == [9, 1, 2, 3]


def test_whole_branch_follows_its_root_at_once() -> None:
    assert order(entry(1, 2), entry(2, 3), entry(3, 4), entry(4), entry(9)) == [4, 3, 2, 1, 9]


def test_posts_never_wait() -> None:
    assert order(entry(3, 7, "post"), entry(7)) == [3, 7]


def test_pages_whose_parent_never_comes_follow_at_the_end_with_what_is_below_them() -> None:
    assert order(entry(4, 3), entry(3, 99), entry(1)) == [1, 3, 4]


def test_pages_in_a_circle_are_not_lost() -> None:
    assert sorted(order(entry(1, 2), entry(2, 1), entry(3, 3))) == [1, 2, 3]


def test_batch_is_full_by_items_or_by_comments() -> None:
    items = [entry(1, comments=3), entry(2, comments=3), entry(3), entry(4), entry(5, comments=50), entry(6)]
    batched = batches(items, most_items=3, most_comments=6)
    assert [[each.number for each in batch] for batch in batched] == [[1, 2, 3], [4], [5], [6]]
