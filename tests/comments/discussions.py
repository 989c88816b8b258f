"""Makers of long discussions, too long to come through the door one by one in a test."""

from collections.abc import Callable

from blog.models import Post
from comments.models import Comment, CommentStatus


def make_threads(post: Post, count: int) -> list[Comment]:
    """Make ``count`` comments that answer the post itself."""
    rows = [
        Comment(
            post=post,
            status=CommentStatus.APPROVED,
            number=number,
            thread_number=number,
            author_name=f"Reader {number}",
            source="Text",
            html="<p>Text</p>",
        )
        for number in range(1, count + 1)
    ]
    return _stored(post, rows)


def make_thread(
    post: Post, replies: int, parent_of: Callable[[int], int] = lambda position: position - 1
) -> list[Comment]:
    """Make a comment and ``replies`` below it; reply 1, 2, 3 … answers ``parent_of(it)``, 0 being the root.

    By default each answers the one before.
    """
    root = make_threads(post, 1)[0]
    first = root.pk
    rows = [
        Comment(
            pk=first + position,
            post=post,
            root_id=first,
            parent_id=first + parent_of(position),
            depth=position,
            status=CommentStatus.APPROVED,
            number=position + 1,
            thread_position=position,
            author_name=f"Reader {position + 1}",
            source="Text",
            html="<p>Text</p>",
        )
        for position in range(1, replies + 1)
    ]
    return [root, *_stored(post, rows)]


def _stored(post: Post, rows: list[Comment]) -> list[Comment]:
    made = Comment.objects.bulk_create(rows)
    Post.entries.filter(pk=post.pk).update(comment_count=len(rows))
    post.refresh_from_db()
    return made
