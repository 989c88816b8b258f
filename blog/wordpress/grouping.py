"""The order and the portions in which items are stored."""

from collections.abc import Iterable, Iterator

from .items import WxrItem

# A transaction's worth: items, and comments, which are small.
ITEMS_PER_BATCH = 100
COMMENTS_PER_BATCH = 2_000


def batches(
    items: Iterable[WxrItem], *, most_items: int = ITEMS_PER_BATCH, most_comments: int = COMMENTS_PER_BATCH
) -> Iterator[list[WxrItem]]:
    """Portion ``items``; one with more comments than a batch should have stands alone."""
    batch: list[WxrItem] = []
    comments = 0
    for item in items:
        if batch and (len(batch) >= most_items or comments + len(item.comments) > most_comments):
            yield batch
            batch, comments = [], 0
        batch.append(item)
        comments += len(item.comments)
    if batch:
        yield batch


def parents_first(items: Iterable[WxrItem]) -> Iterator[WxrItem]:
    """Hold back every page that stands in the file before its parent page.

    Pages whose parent never comes, or stands below them, follow at the end.
    """
    seen: set[int] = set()
    waiting: dict[int, list[WxrItem]] = {}
    for item in items:
        if item.post_type == "page" and item.parent and item.parent not in seen:
            waiting.setdefault(item.parent, []).append(item)
        else:
            yield from _with_those_below(item, seen, waiting)
    here = {item.number for group in waiting.values() for item in group}
    for parent in sorted(waiting, key=lambda number: (number in here, number)):
        for item in waiting.pop(parent, []):
            yield from _with_those_below(item, seen, waiting)


def _with_those_below(item: WxrItem, seen: set[int], waiting: dict[int, list[WxrItem]]) -> Iterator[WxrItem]:
    stack = [item]
    while stack:
        item = stack.pop()
        yield item
        if item.post_type == "page" and item.number is not None:
            seen.add(item.number)
            stack.extend(reversed(waiting.pop(item.number, [])))
