"""Storing the comments of an export, along with their posts: in bulk, each once, each in its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import Count, Max

from blog import pagecache
from blog.models import Post
from blog.wordpress import Importer, Stored, WxrItem
from comments import mentions, search
from comments.models import Comment

from . import placing
from .rows import Row, kind_of, make, reference_of

# Identifiers that one statement asks for.
_ASKED = 500
# Comments without a number are told apart by numbers that nobody has.
_UNNUMBERED = 10**20


@dataclass(slots=True)
class Prepared:
    """The comments of one item that are to be stored, by WordPress's number; rendered, without a place."""

    item: WxrItem
    rows: dict[int, Row]


def prepare(items: Sequence[WxrItem], importer: Importer) -> list[Prepared]:
    """Make those comments of ``items`` which are not there yet. The slow part; needs no transaction."""
    refs = [reference_of(wxr, item) for item in items for wxr in item.comments]
    there = _there(refs)
    return [_prepare(item, importer, there) for item in items]


def _there(refs: Iterable[str]) -> set[str]:
    """Which of ``refs`` are stored."""
    found: set[str] = set()
    asked = iter(refs)
    while batch := list(islice(asked, _ASKED)):
        stored = Comment.objects.filter(import_ref__in=batch).values_list("import_ref", flat=True)
        found.update(ref for ref in stored if ref)
    return found


def _prepare(item: WxrItem, importer: Importer, there: set[str]) -> Prepared:
    """``there`` grows by what is made, so a comment that stands twice in the file is stored once."""
    report, rows = importer.report, {}
    for index, wxr in enumerate(item.comments):
        kind, ref = kind_of(wxr), reference_of(wxr, item)
        report.found[kind] += 1
        if ref in there:
            report.already[kind] += 1
            continue
        there.add(ref)
        report.stored[kind] += 1
        comment = make(wxr, item, users=importer.authors.users, zone=importer.zone, report=report)
        if not importer.dry_run:
            comment.render()
        key = wxr.number if wxr.number is not None and wxr.number > 0 else -_UNNUMBERED - index
        rows[key] = Row(key, comment, wxr)
    return Prepared(item, rows)


def store(stored: Sequence[Stored], prepared: Sequence[Prepared], importer: Importer) -> None:
    """Store what was prepared. Must be called in the transaction that stored, or locked, the posts."""
    placed: list[Row] = []
    posts: list[Post] = []
    for entry, part in zip(stored, prepared, strict=True):
        if part.rows:
            known = {} if entry.is_new or entry.post is None else _known(entry.post)
            placed += _place(part, entry.post, known, importer)
            posts += [entry.post] if entry.post else []
    if importer.dry_run or not placed:
        return
    _insert(placed)
    _link_mentions([row.comment for row in placed])
    search.index(row.comment for row in placed)
    _count(posts)
    pagecache.invalidate({f"thread:{post.pk}" for post in posts})


def _place(part: Prepared, post: Post | None, known: dict[int, Row], importer: Importer) -> list[Row]:
    def note(reason: str, row: Row) -> None:
        importer.report.note(reason, f"comment {row.key} on {part.item.place}")

    placing.join(part.rows, known, note)
    ordered = placing.in_order(part.rows)
    placing.place(ordered)
    placing.number(ordered, _highest(post) if known and post else placing.Highest())
    if post is not None:
        for row in ordered:
            row.comment.post = post
    return ordered


def _known(post: Post) -> dict[int, Row]:
    """The comments of ``post`` by WordPress's number; those written here by a number below zero."""
    fields = ("pk", "import_ref", "root_id", "depth", "number")
    by_pk: dict[int, Row] = {}
    for comment in Comment.objects.filter(post=post).only(*fields):
        ref = (comment.import_ref or "").removeprefix("wordpress:")
        by_pk[comment.pk] = Row(int(ref) if ref.isdigit() else -comment.pk, comment)
    for row in by_pk.values():
        row.root = by_pk.get(row.comment.root_id or 0)
    return {row.key: row for row in by_pk.values()}


def _highest(post: Post) -> placing.Highest:
    numbered = Comment.objects.numbered().filter(post=post).order_by()
    top = numbered.aggregate(Max("number"), Max("thread_number"))
    positions = numbered.filter(root__isnull=False).values_list("root").annotate(Max("thread_position"))
    return placing.Highest(
        top["number__max"] or 0, top["thread_number__max"] or 0, {root: last or 0 for root, last in positions}
    )


def _insert(rows: Sequence[Row]) -> None:
    for wave in placing.waves(rows):
        for row in wave:
            row.comment.parent_id = row.parent.comment.pk if row.parent else None
            row.comment.root_id = row.root.comment.pk if row.root else None
        Comment.objects.bulk_create(row.comment for row in wave)


def _link_mentions(comments: Sequence[Comment]) -> None:
    """Link "#17" in what was imported, now that there are numbers; asks nothing where nobody wrote one."""
    asked = {comment: numbers for comment in comments if (numbers := mentions.mentioned(comment.html))}
    posts = {comment.post_id for comment in asked}
    pks: dict[int, dict[int, int]] = {post: {} for post in posts}
    wanted = iter(sorted(set().union(*asked.values())))
    while batch := list(islice(wanted, _ASKED)):
        known = Comment.objects.numbered().filter(post__in=posts, number__in=batch)
        for post, number, pk in known.values_list("post_id", "number", "pk"):
            pks[post][number or 0] = pk
    for comment in asked:
        comment.html = mentions.link(comment.html, pks[comment.post_id])
    Comment.objects.bulk_update(asked, ["html"], batch_size=_ASKED)


def _count(posts: Sequence[Post]) -> None:
    """Count the visible comments of ``posts``, and note the newest."""
    visible = Comment.objects.visible().filter(post__in=posts).order_by()
    counted = visible.values_list("post").annotate(Count("pk"), Max("created_at"))
    for post, count, newest in counted:
        Post.entries.filter(pk=post).update(comment_count=count, last_comment_at=newest)
