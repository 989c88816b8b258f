"""A page with a finished part reads as any other, and the part isn't compressed again."""

import gzip

import pytest
from django.test import Client

from blog.compression import Part, compressed
from tests.comment_factories import make_comment, set_discussion
from tests.factories import make_post

PART = Part("".join(f"<p>Comment {number} – “hear, hear”.</p>\n" for number in range(500)).encode())
BEFORE, AFTER = b"<!doctype html><main>", b"</main>\n"
PAGE = BEFORE + PART.plain + AFTER


def test_what_is_read_is_the_page() -> None:
    assert gzip.decompress(compressed(PAGE, PART, start=len(BEFORE))) == PAGE
    assert gzip.decompress(compressed(PAGE)) == PAGE


def test_the_part_is_put_in_as_it_was_compressed_before() -> None:
    assert PART.blocks is PART.blocks
    assert PART.blocks in compressed(PAGE, PART, start=len(BEFORE))


@pytest.mark.parametrize("before", [b"", BEFORE, BEFORE * 5_000])
@pytest.mark.parametrize("after", [b"", AFTER, AFTER * 9_000])
def test_it_may_stand_anywhere(before: bytes, after: bytes) -> None:
    page = before + PART.plain + after
    assert gzip.decompress(compressed(page, PART, start=len(before))) == page


@pytest.mark.parametrize(
    "page",
    [PAGE.replace(b"Comment 7 ", b"Comment 8 "), PAGE[: len(BEFORE) + 100], BEFORE],
    ids=["changed", "cut off", "gone"],
)
def test_where_it_has_been_changed_since_the_page_is_right_all_the_same(page: bytes) -> None:
    assert gzip.decompress(compressed(page, PART, start=len(BEFORE))) == page


def test_a_short_part_gains_more_from_what_stands_around_it() -> None:
    page = BEFORE + b"<p>Hear.</p>" + AFTER
    assert compressed(page, Part(b"<p>Hear.</p>"), start=len(BEFORE)) == compressed(page)


@pytest.mark.django_db
def test_a_page_with_a_long_discussion_arrives_whole(client: Client) -> None:
    post = make_post()
    set_discussion(flood_seconds=0)
    for number in range(8):
        make_comment(post, text=f"Number {number}: " + "on reflection, no. " * 80)
    address = post.get_absolute_url()
    plain = client.get(address)
    zipped = client.get(address, headers={"accept-encoding": "gzip"})
    assert zipped["Content-Encoding"] == "gzip"
    assert int(zipped["Content-Length"]) == len(zipped.content)
    assert gzip.decompress(zipped.content) == plain.content
    part, _start = zipped.finished_part  # type: ignore[attr-defined]
    assert part.blocks in zipped.content
