"""Are the comment counters of the posts right, and the numbers of the comments without gaps?

A counter can be mended; a number can't, since it is part of an address that readers have.
"""

import datetime
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet

from blog import pagecache
from blog.counters import Wrong
from blog.models import Post
from comments.models import Comment, CommentStatus
from comments.moderation import locked_post

# So many posts are looked at in one statement.
BATCH = 1000
_VISIBLE = Q(status=CommentStatus.APPROVED)


def check(*, repair: bool = False) -> Iterator[Wrong]:
    """Yield every post whose kept counters are wrong, and every gap in the numbers of comments."""
    last = Post.entries.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, last, BATCH):
        comments = Comment.objects.filter(post__gt=start, post__lte=start + BATCH)
        posts = Post.entries.filter(pk__gt=start, pk__lte=start + BATCH)
        yield from _check_counters(posts, comments, repair)
        yield from _check_numbers(comments)


def _check_counters(posts: QuerySet[Post], comments: QuerySet[Comment], repair: bool) -> Iterator[Wrong]:
    by_post = comments.order_by().values_list("post_id")
    visible = by_post.annotate(count=Count("pk", filter=_VISIBLE), last=Max("created_at", filter=_VISIBLE))
    counted = {post: (count, last) for post, count, last in visible}
    kept = posts.order_by("pk").values_list("pk", "comment_count", "last_comment_at")
    for post, *values in kept:
        if tuple(values) != counted.get(post, (0, None)):
            yield from _settle(post, repair)


@transaction.atomic
def _settle(post_id: int, repair: bool) -> list[Wrong]:
    """Count again under the post's lock, which is also that of every verb."""
    post = locked_post(post_id)
    if post is None:
        return []
    counted = _count(post)
    kept = (post.comment_count, post.last_comment_at)
    if kept == counted:
        return []
    if repair:
        Post.entries.filter(pk=post_id).update(comment_count=counted[0], last_comment_at=counted[1])
        pagecache.invalidate({f"thread:{post_id}"})
    return [Wrong(f"comments of post {post_id}", _in_words(*kept), _in_words(*counted), repair)]


def _count(post: Post) -> tuple[int, datetime.datetime | None]:
    found = Comment.objects.visible().filter(post=post).aggregate(Count("pk"), Max("created_at"))
    return found["pk__count"], found["created_at__max"]


def _in_words(count: int, last: datetime.datetime | None) -> str:
    return f"{count}, last {last.isoformat(timespec='seconds')}" if last else str(count)


def _check_numbers(comments: QuerySet[Comment]) -> Iterator[Wrong]:
    """No two are the same by constraint, so there is no gap where the highest equals their count."""
    for counter, group in (("number", "post"), ("thread_number", "post"), ("thread_position", "root")):
        groups = comments.filter(**{f"{group}__isnull": False}).order_by().values_list(f"{group}_id")
        gaps = groups.annotate(given=Count(counter), highest=Max(counter)).exclude(given=F("highest"))
        for pk, given, highest in gaps.filter(highest__isnull=False).order_by(f"{group}_id"):
            owner = "post" if group == "post" else "the thread of comment"
            yield Wrong(f"highest {counter} in {owner} {pk}", highest, given)
